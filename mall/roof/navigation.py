"""The admin's sidebar: own pages first, then what the person may see of each app."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mall.adminpages import StaffPage

from .pages import PAGES

AT_A_GLANCE = 16  # entries; longer sidebars fold their groups

ICONS = {
    "accounts": "person",
    "audit": "history_edu",
    "auth": "key",
    "catalog": "inventory_2",
    "deadlines": "timer",
    "merchants": "storefront",
    "notifications": "mail",
    "orders": "receipt_long",
    "rulebook": "gavel",
    "signatures": "draw",
    "staff": "badge",
    "warehouse": "warehouse",
}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the sidebar for whoever asks; what they may not see isn't there."""
    home = {"title": _("今日工作"), "icon": "home", "link": reverse("admin:index")}
    groups: list[dict[str, Any]] = [{"title": "", "items": [home, *_entries(PAGES, request)]}]
    for app in admin.site.get_app_list(request):
        pages = [page for model in app["models"] for page in _pages_of(model["model"])]
        models = [
            {
                "title": model["name"],
                "icon": ICONS.get(app["app_label"], "table_rows"),
                "link": model["admin_url"],
            }
            for model in app["models"]
            if model["admin_url"]
        ]
        items = [*_entries(pages, request), *models]
        if items:
            groups.append({"title": app["name"], "items": items, "separator": True})
    is_long = sum(len(group["items"]) for group in groups) > AT_A_GLANCE
    return [{**group, "collapsible": is_long and bool(group["title"])} for group in groups]


def _pages_of(model) -> tuple[type[StaffPage], ...]:
    return getattr(admin.site.get_model_admin(model), "pages", ())


def _entries(pages, request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"title": page.title, "icon": page.icon, "link": page.url()}
        for page in pages
        if page.in_sidebar and page.is_open_to(request.user)
    ]
