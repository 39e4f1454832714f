"""Search boxes of the admin: what is typed there stands in the address, in the history and in logs.

So a phone, an e-mail or an identity number is refused before anything is looked for, and the person is led to
the form that asks by POST.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from mall.personal import is_personal


class PublicSearch(ModelAdmin):
    """A ModelAdmin whose search box takes names and numbers of documents, and no personal data. (D7.3)"""

    def changelist_view(self, request: HttpRequest, extra_context=None):
        if is_personal(request.GET.get(SEARCH_VAR, "")):
            messages.error(request, _refusal(request))
            rest = request.GET.copy()
            del rest[SEARCH_VAR]
            return redirect(f"{request.path}?{rest.urlencode()}" if rest else request.path)
        return super().changelist_view(request, extra_context)

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        """Nothing for personal data, also where a field completes what is typed."""
        if is_personal(search_term):
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)


def _refusal(request: HttpRequest) -> str:
    words = _("搜索内容会留在网址和记录里，不能填手机号、邮箱或证件号，请改用名称或编号。")
    if not request.user.has_perm("accounts.view_user"):
        return words
    link = '{} <a href="{}">{}</a>'
    return format_html(link, words, reverse("admin:accounts_user_find"), _("按手机号或邮箱找人"))
