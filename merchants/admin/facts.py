"""What is known of a case, on every page on which somebody decides something about it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from mall.adminlinks import page_of
from mall.subjects import model_of
from merchants.models import Violation

from .forms import document_link, files_of


def case_facts(case: Violation) -> list[tuple]:
    """Labels and values, in the order in which somebody reads a case."""
    reporter = case.reported_by or _("商城系统")
    return [
        (_("店铺"), document_link(case.shop)),
        (_("类型"), case.title),
        (_("条款"), _clause(case)),
        (_("对象"), subject_of(case)),
        (_("举报"), f"{reporter} · {_minute(case.reported_at)}"),
        (_("事实"), paragraphs(case.facts)),
        (_("证据"), files_of(case)),
        (_("店铺的陈述"), statement_of(case)),
        *([(_("已有的措施"), taken)] if (taken := measures_of(case)) else []),
    ]


def measures_of(case: Violation):
    """What was already done about it, the earliest first, and what of it is over."""
    rows = case.sanctions.order_by("starts_at", "pk")
    lines = [
        (
            _minute(row.starts_at),
            f"{row.get_kind_display()}：{row.authority}" if row.authority else row.get_kind_display(),
            row.reason,
            row.get_state_display(),
        )
        for row in rows
    ]
    return format_html_join("", "<p>{} · {} · {} · {}</p>", lines)


def statement_of(case: Violation):
    """The shop's side with its time; otherwise why there is none, and until when there may be."""
    if case.statement:
        return format_html("{}<p>{}</p>", paragraphs(case.statement), _minute(case.stated_at))
    if case.is_waived:
        return _("店铺没有要说的（%(at)s）") % {"at": _minute(case.stated_at)}
    if case.statement_due_at is None:
        return _("没有陈述")
    words = {"at": _minute(case.statement_due_at)}
    if not case.awaits_side_until():
        return _("没有陈述；陈述截止：%(at)s") % words
    if case.is_urgent:
        return _("还没有陈述；陈述截止：%(at)s。违法活动不等陈述期满，查实就裁定（F5.6）。") % words
    return _("还没有陈述；陈述截止：%(at)s") % words


def paragraphs(text: str):
    """What somebody typed, with its lines."""
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped here


def _clause(case: Violation):
    return format_html('<a href="{}#{}">{}</a>', reverse("rulebook:index"), case.clause, case.clause)


def subject_of(case: Violation):
    """What it is about; a link where who reads the case may open it."""
    if not case.subject_kind:
        return "—"
    try:
        model = model_of(case.subject_kind)
    except LookupError:
        return "—"
    row = model._default_manager.filter(pk=case.subject_id).first()
    request = getattr(case, "read_by", None)
    return document_link(row) if request and page_of(request, row) else row or "—"


def _minute(at) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")
