"""One's own roster: the month, what is left of annual leave, and a file for the phone's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staff.models import Duty, Employee, LeaveKind, LeaveRequest
from staff.services import entitlements
from staff.services.calendar import DayKind, known_kinds
from staff.services.months import bounds, next_first

from .base import OwnPage
from .fields import month_of, months_beside

FILE_DAYS = 62


class HoursPage(OwnPage):
    """The month of whoever asks: each day with its shift, leave or rest."""

    name, path = "my_hours", "my/hours/"
    title, icon = _("我的班表"), "calendar_month"
    words = _("哪天上什么班，还剩几天年假；从这里请假、换班。")
    template_name = "admin/own/hours.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        first_on = month_of(self.request)
        now, today = timezone.now(), timezone.localdate()
        days = own_days(self.employee, first_on)
        coming = (
            self.employee.duties.published()
            .filter(ends_at__gt=now)
            .select_related("kind")
            .order_by("starts_at")
        )
        near = list(coming[:2])
        return context | {
            **months_beside(first_on),
            "today": today,
            "days": days,
            "running": near[0] if near and near[0].starts_at <= now else None,
            "next": next((duty for duty in near if duty.starts_at > now), None),
            "blanks": range(days[0]["day"].weekday()),
            "hours": f"{sum(_hours(duty) for day in days for duty in day['duties']):g}",
            "annual": entitlements.told(
                entitlements.left(self.employee, LeaveKind.ANNUAL, first_on.year) or 0
            ),
        }


def own_days(employee: Employee, first_on: date) -> list[dict]:
    """Every day of the month with the person's published shifts and open leave."""
    last = next_first(first_on) - timedelta(days=1)
    start, end = bounds(first_on)
    kinds = known_kinds(first_on, last)
    duties: dict[date, list[Duty]] = {}
    for duty in employee.duties.published().filter(work_day__range=(first_on, last)).select_related("kind"):
        duties.setdefault(duty.work_day, []).append(duty)
    leaves = list(LeaveRequest.objects.open().filter(employee=employee).touching(start, end))
    now = timezone.now()
    return [
        {
            "day": day,
            "kind": kind,
            "is_off": kind.is_off,
            "is_holiday": kind == DayKind.HOLIDAY,
            "duties": duties.get(day, []),
            "leave": next((one for one in leaves if _touches(one, day, duties.get(day, []))), None),
            "may_act": any(duty.starts_at > now for duty in duties.get(day, [])),
        }
        for day, kind in kinds.items()
    ]


def _touches(leave: LeaveRequest, day: date, duties: list[Duty]) -> bool:
    if duties:
        return any(leave.starts_at < duty.ends_at and leave.ends_at > duty.starts_at for duty in duties)
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return leave.starts_at < start + timedelta(days=1) and leave.ends_at > start


def _hours(duty: Duty) -> float:
    return (duty.ends_at - duty.starts_at).total_seconds() / 3600


class HoursFilePage(OwnPage):
    """The coming two months for the calendar of one's phone; behind one's own sign-in, it holds no secret."""

    name, path = "my_hours_file", "my/hours/roster.ics"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        now = timezone.now()
        duties: list[Duty] = []
        if self.employee:
            coming = self.employee.duties.published().filter(ends_at__gt=now - timedelta(days=7))
            duties = list(coming.filter(starts_at__lt=now + timedelta(days=FILE_DAYS)).select_related("kind"))
        response = HttpResponse(calendar_file(duties, now), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="roster.ics"'
        response["Cache-Control"] = "private, no-store"
        return response


def calendar_file(duties: list[Duty], now: datetime) -> str:
    """Shifts as iCalendar (RFC 5545); a shift keeps its UID, so that a change replaces it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mall//roster//ZH", "METHOD:PUBLISH"]
    for duty in duties:
        name = duty.kind.title if duty.kind else gettext("班次")
        lines += [
            "BEGIN:VEVENT",
            f"UID:duty-{duty.pk}@roster",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(duty.starts_at)}",
            f"DTEND:{_utc(duty.ends_at)}",
            f"SUMMARY:{_escaped(name)}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for one in ("\\", ";", ","):
        text = text.replace(one, f"\\{one}")
    return text.replace("\n", " ")
