"""What each day of a supervised shop came to, written by the clock after the day has ended. (D8.3)

The later stage counts the day and registers what the clock does; here the report is kept and shown to the
shop and to those who supervise it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.deadlines import services as clocks
from mall.deadlines.models import Clock
from mall.notifications.services import notify_many
from merchants import rules
from merchants.models import DailyReport, Sanction, SanctionKind, Shop, Violation

from . import notices

STAGE = "daily_report"


@dataclass(frozen=True)
class Figures:
    """What the later stage counts of a day; ``amount`` in fen, ``waiting`` and ``late`` as the day ended."""

    orders: int = 0
    amount: int = 0
    shipped: int = 0
    waiting: int = 0
    late: int = 0
    refunds: int = 0
    complaints: int = 0
    low_reviews: int = 0


def day_of(clock: Clock) -> date:
    """The day, in China, that a clock ran to the end of."""
    return timezone.localdate(clock.due_at) - timedelta(days=1)


def span(day: date) -> tuple[datetime, datetime]:
    """From the first moment of ``day`` to that of the next, in the mall's time zone."""
    first = timezone.make_aware(datetime.combine(day, time.min))
    return first, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def follow(shop: Shop, *, since: datetime | None = None) -> None:
    """Have the clock run to the end of the day, unless it does. The caller holds the shop."""
    if not rules.SUPERVISION.in_force:
        return
    if Clock.objects.about(shop).pending().filter(rule=rules.SUPERVISION.id, stage=STAGE).exists():
        return
    since = since or timezone.now()
    _first, ends_at = span(timezone.localdate(since))
    clocks.start(shop, rules.SUPERVISION, stage=STAGE, owner=("mall", 0), due_at=ends_at, now=since)


@locks.service
def write(*, shop: Shop, day: date, figures: Figures, now: datetime) -> DailyReport:
    """Keep the report of a day, tell the shop's owners and who supervises shops, and go on to the next day.

    The last day of a supervision has its report, too. Safe to repeat: a day has one report.
    """
    row = locks.lock_one(shop)
    first, end = span(day)
    cases = Violation.objects.filter(shop=row, reported_at__gte=first, reported_at__lt=end).count()
    values = {**vars(figures), "cases": cases, "made_at": now}
    report, is_new = DailyReport.objects.get_or_create(shop=row, day=day, defaults=values)
    if is_new:
        _tell(report)
    if row.supervised_at is not None or _was_supervised_after(row, end):
        follow(row, since=end)
    return report


def _was_supervised_after(shop: Shop, at: datetime) -> bool:
    """A clock that is late writes of days whose supervision has ended since; by its term, however late."""
    supervisions = Sanction.objects.filter(shop=shop, kind=SanctionKind.SUPERVISION)
    return supervisions.annotate(over_at=Least("ended_at", "ends_at")).filter(over_at__gt=at).exists()


def _tell(report: DailyReport) -> None:
    words = {"shop": report.shop.name, "day": f"{report.day:%Y-%m-%d}"}
    title = format_lazy(_("监管日报：{shop} {day}"), **words)
    body = format_lazy(
        _("付款 {orders} 单，发出 {shipped} 个包裹，待发 {waiting} 单，逾期 {late} 单，投诉 {complaints}。"),
        orders=report.orders,
        shipped=report.shipped,
        waiting=report.waiting,
        late=report.late,
        complaints=report.complaints,
    )
    key, rule = f"daily-report:{report.pk}", rules.SUPERVISION.id
    link = f"/seller/{report.shop.slug}/conduct/"
    notices.tell_owners(report.shop, key=key, title=title, body=body, link=link, rule=rule)
    people = notices.staff_with("change_sanction")
    link = reverse("admin:merchants_dailyreport_change", args=[report.pk])
    notify_many(people=people, key=key, title=title, body=body, link=link, rule=rule)
