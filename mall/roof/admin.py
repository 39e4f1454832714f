"""The admin site as a whole: who lets people in, and the pages that belong to no single app."""

from __future__ import annotations

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401 - each registers its models
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.account.views import LogoutView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from mall.adminpages import page_urls

from .pages import PAGES

# Sign-in with its rate limits and second factor is allauth's business; the admin has no door of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.logout = LogoutView.as_view()  # type: ignore[method-assign]
to_password = RedirectView.as_view(url=reverse_lazy("account_change_password"))
admin.site.password_change = to_password  # type: ignore[method-assign,assignment]
admin.site.index_title = _("今日工作")
admin.site.extra_urls = lambda: page_urls(PAGES)  # type: ignore[attr-defined]

_listed = admin.site.get_app_list


def get_app_list(request, app_label=None):
    """Django's list of the models that the person may see, worked out once a page: its frame asks twice."""
    kept = request.__dict__.setdefault("mall_app_lists", {})
    if app_label not in kept:
        kept[app_label] = _listed(request, app_label)
    return kept[app_label]


admin.site.get_app_list = get_app_list  # type: ignore[method-assign]

# Second factors and sessions are their owners' business: nobody reads the raw rows.
for model in (EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
