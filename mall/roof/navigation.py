"""The admin's sidebar: own pages first, then what the person may see of each app."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mall.adminpages import StaffPage

from . import work
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

# Apps whose models are too many for one group: the further groups, each with its models.
TOPICS: dict[str, dict[Any, frozenset[str]]] = {
    "staff": {
        _("班次与考勤"): frozenset(
            [
                "AttendanceResult",
                "Cover",
                "Duty",
                "Handover",
                "Holiday",
                "Lapse",
                "LeaveEntry",
                "LeaveRequest",
                "Pattern",
                "Punch",
                "ShiftKind",
                "Swap",
            ]
        ),
        _("招聘与成长"): frozenset(
            [
                "Application",
                "Appraisal",
                "Course",
                "Cycle",
                "Decision",
                "Opening",
                "TrainingRecord",
                "TrainingSession",
            ]
        ),
        _("秩序与安全"): frozenset(
            [
                "BlockedVisitor",
                "Entry",
                "Finding",
                "HouseText",
                "LevelGrant",
                "Paper",
                "Round",
                "RoundPlan",
                "Visit",
            ]
        ),
        _("薪酬与福利"): frozenset(["Enrolment", "PayGrade", "PayPlacement", "PayRate", "PayRun", "Payslip"]),
    }
}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the sidebar for whoever asks; what they may not see isn't there."""
    home = {"title": _("我的工作"), "icon": "home", "link": reverse("admin:index")}
    groups: list[dict[str, Any]] = [
        {"title": "", "items": [home, *_entries(PAGES, request), *_main(request)], "separator": False}
    ]
    for app in admin.site.get_app_list(request):
        for title, models in _by_topic(app):
            if items := _items(app["app_label"], models, request):
                groups.append({"title": title, "items": items, "separator": True})
    _mark(groups, request.path)
    is_long = sum(len(group["items"]) for group in groups) > AT_A_GLANCE
    return [
        {
            **group,
            "collapsible": is_long and bool(group["title"]),
            "is_here": any(entry["active"] for entry in group["items"]),
        }
        for group in groups
    ]


def _main(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"title": page.title, "icon": page.icon, "link": page.url()} for page in work.main_pages_of(request)
    ]


def _mark(groups: list[dict[str, Any]], path: str) -> None:
    """Only the entry that says most exactly where one is: pages of a model lie below its list's address."""
    entries = [entry for group in groups for entry in group["items"]]
    home = reverse("admin:index")
    above = [
        one["link"]
        for one in entries
        if path == one["link"] or (one["link"] != home and path.startswith(one["link"]))
    ]
    here = max(above, key=len, default=None)
    for entry in entries:
        entry["active"] = entry["link"] == here


def _by_topic(app: dict[str, Any]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The app's models under its own name, then those of its further topics."""
    topics = TOPICS.get(app["app_label"], {})
    taken = frozenset().union(*topics.values())
    groups = {app["name"]: [model for model in app["models"] if model["object_name"] not in taken]}
    for title, names in topics.items():
        groups[title] = [model for model in app["models"] if model["object_name"] in names]
    return list(groups.items())


def _items(label: str, models: list[dict[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    pages = [page for model in models for page in _pages_of(model["model"])]
    icon = ICONS.get(label, "table_rows")
    rows = [{"title": one["name"], "icon": icon, "link": one["admin_url"]} for one in models]
    return [*_entries(pages, request), *(row for row in rows if row["link"])]


def _pages_of(model) -> tuple[type[StaffPage], ...]:
    return getattr(admin.site.get_model_admin(model), "pages", ())


def _entries(pages, request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"title": page.title, "icon": page.icon, "link": page.url()}
        for page in pages
        if page.in_sidebar and page.is_open_to(request.user)
    ]
