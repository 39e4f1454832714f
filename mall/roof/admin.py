"""The admin site as a whole: who lets people in, and the pages that belong to no single app."""

from __future__ import annotations

from functools import cache
from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401 - each registers its models
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.account.views import LogoutView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps as django_apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from mall.adminpages import page_urls

from .pages import PAGES

# Sign-in with its rate limits and second factor is allauth's business; the admin has no door of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.logout = LogoutView.as_view()  # type: ignore[method-assign]
to_password = RedirectView.as_view(url=reverse_lazy("account_change_password"))
admin.site.password_change = to_password  # type: ignore[method-assign,assignment]
admin.site.index_title = _("我的工作")
admin.site.extra_urls = lambda: page_urls(PAGES)  # type: ignore[attr-defined]


@cache
def _everything(_language: str) -> list[dict[str, Any]]:
    """All apps and models of the admin in one language, sorted by name: words and addresses stay the same."""
    apps: dict[str, dict[str, Any]] = {}
    for model, model_admin in admin.site._registry.items():
        meta = model._meta
        app = apps.setdefault(
            meta.app_label,
            {
                "name": str(django_apps.get_app_config(meta.app_label).verbose_name),
                "app_label": meta.app_label,
                "app_url": reverse("admin:app_list", kwargs={"app_label": meta.app_label}),
                "models": [],
            },
        )
        address = f"admin:{meta.app_label}_{meta.model_name}"
        one = {
            "model": model,
            "name": str(capfirst(meta.verbose_name_plural)),
            "object_name": meta.object_name,
            "admin_url": reverse(f"{address}_changelist"),
            "add_url": reverse(f"{address}_add"),
        }
        app["models"].append((model_admin, one))
    for app in apps.values():
        app["models"].sort(key=lambda pair: pair[1]["name"])
    return sorted(apps.values(), key=lambda app: app["name"].lower())


def _seen_by(request: HttpRequest, model_admin: admin.ModelAdmin, one: dict[str, Any]) -> dict[str, Any]:
    """The model with what the person may do to it; without addresses that they may not open."""
    perms = model_admin.get_model_perms(request)
    return {
        **one,
        "perms": perms,
        "admin_url": one["admin_url"] if perms.get("change") or perms.get("view") else None,
        "add_url": one["add_url"] if perms.get("add") else None,
        "view_only": not perms.get("change"),
    }


def get_app_list(request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
    """What Django's own promises: the models that the person may see, by app. Worked out once a page."""
    kept = request.__dict__.setdefault("mall_app_lists", {})
    if app_label not in kept:
        kept[app_label] = [
            {**app, "has_module_perms": True, "models": models}
            for app in _everything(get_language() or "")
            if app_label in (None, app["app_label"])
            and (
                models := [
                    seen
                    for model_admin, one in app["models"]
                    if model_admin.has_module_permission(request)
                    and any((seen := _seen_by(request, model_admin, one))["perms"].values())
                ]
            )
        ]
    return kept[app_label]


admin.site.get_app_list = get_app_list  # type: ignore[method-assign]

# Second factors and sessions are their owners' business: nobody reads the raw rows.
for model in (EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
