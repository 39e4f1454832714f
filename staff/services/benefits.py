"""Who is socially insured, on which base and for which shares. (G6.2)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.money import share
from staff import rules
from staff.models import Employee, Enrolment, InsuranceKind, LeaveKind

from . import entitlements
from .months import bounds
from .pay_grades import MOST_MONTHLY


@dataclass(frozen=True)
class Share:
    """What both pay a month for one enrolment, in fen, and the shares in percent as people say them."""

    enrolment: Enrolment
    own_points: int
    employer_points: int

    @property
    def own(self) -> int:
        return share(self.enrolment.base, self.own_points)

    @property
    def employer(self) -> int:
        return share(self.enrolment.base, self.employer_points)

    @property
    def own_percent(self) -> str:
        return f"{self.own_points / 100:g}%"

    @property
    def employer_percent(self) -> str:
        return f"{self.employer_points / 100:g}%"


@locks.service
def enrol(*, actor, employee: Employee, kind: str, base: int, from_on: date) -> Enrolment:
    """Insure somebody from a day on; a running enrolment of the kind ends on the day before.

    Raises RuleError (G6.2) where it would begin before the running one or inside one that has ended, and for
    oneself; DomainError for a base that is none.
    """
    _require_another(actor, employee)
    if not 0 < base <= MOST_MONTHLY:
        raise DomainError(_("请填写大于 0、不超过 100 万元的缴费基数。"), field="base")
    employee = locks.lock_one(employee)
    running = Enrolment.objects.filter(employee=employee, kind=kind, to_on=None).first()
    later = Enrolment.objects.filter(employee=employee, kind=kind).filter(
        Q(to_on__gte=from_on) | Q(to_on=None, from_on__gte=from_on)
    )
    rules.ENTITLEMENT.require(
        not later.exists(),
        _("%(kind)s在这一天已有参保记录，请从它之后的日期起登记。") % {"kind": InsuranceKind(kind).label},
        field="from_on",
    )
    if running is not None:
        _end(actor, running, from_on - timedelta(days=1))
    made = Enrolment.objects.create(
        employee=employee, kind=kind, base=base, from_on=from_on, enrolled_by=actor
    )
    record(actor=actor, verb="employee.enrol", subject=made, rule=rules.ENTITLEMENT.id)
    return made


@locks.service
def end(*, actor, enrolment: Enrolment, to_on: date) -> Enrolment:
    """The last day of an enrolment.

    Raises DomainError where it has one, or before it began; RuleError (G6.2) for one's own.
    """
    _require_another(actor, enrolment.employee)
    locks.lock_one(enrolment.employee)
    enrolment = Enrolment.objects.get(pk=enrolment.pk)
    if enrolment.to_on is not None:
        raise DomainError(_("这项参保已经停止。"))
    if to_on < enrolment.from_on:
        raise DomainError(_("停保日期不能早于起始日期。"), field="to_on")
    return _end(actor, enrolment, to_on)


def _require_another(actor, employee: Employee) -> None:
    rules.ENTITLEMENT.require(
        actor is None or employee.user_id != actor.pk,
        _("不能登记自己的参保，请由同事办理。"),
        field="employee",
    )


def _end(actor, enrolment: Enrolment, to_on: date) -> Enrolment:
    Enrolment.objects.filter(pk=enrolment.pk).update(to_on=to_on)
    enrolment.to_on = to_on
    record(actor=actor, verb="employee.unenrol", subject=enrolment, rule=rules.ENTITLEMENT.id)
    return enrolment


def in_month(first_on: date, last: date) -> QuerySet[Enrolment]:
    """Enrolments of a month: whoever is insured on any of its days pays for the whole of it.

    Where the base changes within the month, the later enrolment counts (callers take the last of a kind).
    """
    rows = Enrolment.objects.filter(from_on__lte=last).filter(Q(to_on=None) | Q(to_on__gte=first_on))
    return rows.order_by("employee_id", "kind", "from_on", "pk")


def points(kind: str, first_on: date) -> tuple[int, int]:
    """The shares of employee and employer in hundredths of a percent, as of the month's first day."""
    at = bounds(first_on)[0]
    own, employer = (rules.ENTITLEMENT.figure(f"{kind}_{who}", at=at) for who in ("own", "employer"))
    return own, employer


def shares_of(employee: Employee, day: date) -> list[Share]:
    """The person's running enrolments, with what they cost a month."""
    rows = in_month(day, day).filter(employee=employee)
    return [Share(row, *points(row.kind, day.replace(day=1))) for row in rows]


@dataclass(frozen=True)
class Annual:
    """Annual leave of a year: days granted by years of service, minutes left, and the years served."""

    years: int
    granted: int
    minutes: int

    @property
    def left(self) -> str:
        return entitlements.told(self.minutes)


def annual_of(employee: Employee, year: int) -> Annual:
    return _annual(employee, year, entitlements.left(employee, LeaveKind.ANNUAL, year) or 0)


def _annual(employee: Employee, year: int, left: int) -> Annual:
    return Annual(
        years=max(0, year - employee.joined_on.year),
        granted=entitlements.annual_days(employee, year),
        minutes=left,
    )


@dataclass(frozen=True)
class Benefits:
    """One person's row of the overview."""

    employee: Employee
    shares: list[Share]
    annual: Annual

    @property
    def own(self) -> int:
        return sum(share.own for share in self.shares)

    @property
    def employer(self) -> int:
        return sum(share.employer for share in self.shares)


def overview(people: list[Employee], day: date) -> list[Benefits]:
    """Insurance and annual leave of many as of ``day``; four queries, however many they are."""
    shares: dict[int, list[Share]] = {}
    for row in in_month(day, day).filter(employee__in=people):
        shares.setdefault(row.employee_id, []).append(Share(row, *points(row.kind, day.replace(day=1))))
    left = entitlements.left_of(people, day.year)
    return [Benefits(one, shares.get(one.pk, []), _annual(one, day.year, left[one.pk])) for one in people]
