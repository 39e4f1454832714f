"""Grades of pay, what they are worth from when, and whose they are. (G6.1)"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from staff import rules
from staff.models import Employee, PayGrade, PayPlacement, PayRate, Position
from staff.reckoning import Span

MOST_MONTHLY = 100_000_000  # a million yuan: more is a slip of the finger


@locks.service
def open_grade(*, actor, code: str, name: str, name_en: str = "", monthly: int, from_on: date) -> PayGrade:
    """A new grade with its first rate in fen a month. Raises DomainError where the code is taken."""
    try:
        with transaction.atomic():
            grade = PayGrade.objects.create(code=code, name=name, name_en=name_en)
    except IntegrityError as error:
        raise DomainError(_("代号“%(code)s”已经有薪级在用。") % {"code": code}, field="code") from error
    record(actor=actor, verb="paygrade.open", subject=grade, rule=rules.PAY.id)
    set_rate(actor=actor, grade=grade, monthly=monthly, from_on=from_on)
    return grade


@locks.service
def set_rate(*, actor, grade: PayGrade, monthly: int, from_on: date) -> PayRate:
    """Pay so many fen a month from a day on; earlier rates stay for the days before.

    A day in a settled month puts that right with the next slips. Raises DomainError for what is no wage, and
    RuleError (G6.1) for the grade that one has oneself on that day or comes to have after it.
    """
    if not 0 < monthly <= MOST_MONTHLY:
        raise DomainError(_("请填写大于 0、不超过 100 万元的月工资。"), field="monthly")
    own = getattr(actor, "employee", None)
    if own is not None:
        rates = Rates([own], max(from_on, own.joined_on), from_on)
        rules.PAY.require(
            not rates.has(own.pk, grade.pk, from_on), _("不能设定自己的工资，请由同事办理。"), field="grade"
        )
    rate = PayRate.objects.create(grade=grade, monthly=monthly, from_on=from_on, set_by=actor)
    record(actor=actor, verb="paygrade.rate", subject=grade, rule=rules.PAY.id, data={"rate": rate.pk})
    return rate


@locks.service
def place(
    *,
    actor,
    grade: PayGrade,
    from_on: date,
    position: Position | None = None,
    employee: Employee | None = None,
) -> PayPlacement:
    """Give a grade to a position, or to one person for themselves, from a day on.

    Raises DomainError unless it is one of the two, and RuleError (G6.1) for oneself or one's own position:
    nobody sets their own pay.
    """
    if (position is None) == (employee is None):
        raise DomainError(_("请选一个职位或一位员工，不能都选或都不选。"), field="position")
    own = getattr(actor, "employee", None)
    if own is not None:
        words = _("不能给自己评定薪级，请由同事办理。")
        rules.PAY.require(employee is None or employee.pk != own.pk, words, field="employee")
        rules.PAY.require(position is None or position.pk != own.position_id, words, field="position")
    placed = PayPlacement.objects.create(
        grade=grade, position=position, employee=employee, from_on=from_on, placed_by=actor
    )
    record(
        actor=actor,
        verb="paygrade.place",
        subject=employee or position,
        rule=rules.PAY.id,
        data={"grade": grade.code, "from": f"{from_on}"},
    )
    return placed


class Rates:
    """What each of ``people`` earns a month on any day up to ``last``; four queries, however many."""

    def __init__(self, people: Iterable[Employee], first: date, last: date):
        self.people = {one.pk: one for one in people}
        self.rates: dict[int, list[tuple[date, int, int]]] = {}
        for grade, from_on, pk, monthly in (
            PayRate.objects.filter(from_on__lte=last)
            .order_by("from_on", "pk")
            .values_list("grade_id", "from_on", "pk", "monthly")
        ):
            self.rates.setdefault(grade, []).append((from_on, pk, monthly))
        self.own = self._placed("employee_id", employee__in=self.people)
        self.of_position = self._placed("position_id", employee=None)
        self.moves = self._moved(first)
        self.last = last
        marks = [from_on for found in self.rates.values() for from_on, _pk, _monthly in found]
        marks += [from_on for found in self.of_position.values() for from_on, _grade in found]
        self.marks = sorted(set(marks))

    def _placed(self, key: str, **filters) -> dict[int, list[tuple[date, int]]]:
        found: dict[int, list[tuple[date, int]]] = {}
        rows = PayPlacement.objects.filter(**filters).order_by("from_on", "pk")
        for of, from_on, grade in rows.values_list(key, "from_on", "grade_id"):
            found.setdefault(of, []).append((from_on, grade))
        return found

    def _moved(self, first: date) -> dict[int, list[tuple[date, int]]]:
        """(first day at another position, the position before it) of each who was moved since ``first``."""
        history = Employee.history.rel.related_model  # type: ignore[attr-defined]
        since = timezone.make_aware(datetime.combine(first, time(0)))
        rows = history.objects.filter(pgh_obj__in=self.people, pgh_created_at__gte=since)
        found: dict[int, list[tuple[date, int]]] = {}
        for employee, at, position in rows.order_by("pgh_id").values_list(
            "pgh_obj_id", "pgh_created_at", "position_id"
        ):
            found.setdefault(employee, []).append((timezone.localtime(at).date(), position))
        return found

    def grade_on(self, employee: int, day: date) -> int | None:
        """The grade that the person has on ``day``: their own, else that of their position then."""
        grade = _latest(self.own.get(employee, []), day)
        if grade is None:
            position = self.people[employee].position_id
            for moved_on, before in self.moves.get(employee, ()):
                if day < moved_on:
                    position = before
                    break
            grade = _latest(self.of_position.get(position, []), day)
        return grade

    def has(self, employee: int, grade: int, first: date) -> bool:
        """Whether the person has ``grade`` on ``first`` or, by what is on record, on any day after it."""
        days = [first, *(day for day in self._marks_of(employee) if day > first)]
        return any(self.grade_on(employee, day) == grade for day in days)

    def on(self, employee: int, day: date) -> tuple[int, int] | None:
        """(rate, fen a month) on ``day``; None where the person has no grade then."""
        grade = self.grade_on(employee, day)
        rates = self.rates.get(grade, []) if grade else []
        n = bisect_right(rates, day, key=lambda rate: rate[0])
        return (rates[n - 1][1], rates[n - 1][2]) if n else None

    def _marks_of(self, employee: int) -> set[date]:
        """The days on which what the person earns may change."""
        marks = {from_on for from_on, _grade in self.own.get(employee, ())}
        marks |= {moved_on for moved_on, _position in self.moves.get(employee, ())}
        return marks | set(self.marks)

    def spans(self, employee: int, first: date, last: date) -> list[Span]:
        """The days from ``first`` to ``last`` by what the person earned; without those that have no grade."""
        marks = self._marks_of(employee)
        begins = sorted({first, *(mark for mark in marks if first < mark <= last)})
        spans: list[Span] = []
        for begin, following in zip(begins, [*begins[1:], last + timedelta(days=1)], strict=True):
            found, end = self.on(employee, begin), following - timedelta(days=1)
            if found is None:
                continue
            rate, monthly = found
            if spans and spans[-1].rate == rate and spans[-1].last == begin - timedelta(days=1):
                spans[-1] = Span(spans[-1].first, end, monthly, rate)
            else:
                spans.append(Span(begin, end, monthly, rate))
        return spans


def history_of(employee: Employee, day: date) -> list[tuple[PayRate, Span]]:
    """What the person has earned a month up to ``day``, by grade and rate, the present first. Six queries."""
    if employee.joined_on > day:
        return []
    spans = Rates([employee], employee.joined_on, day).spans(employee.pk, employee.joined_on, day)
    rates = PayRate.objects.select_related("grade").in_bulk({span.rate for span in spans})
    return [(rates[span.rate], span) for span in reversed(spans)]


def _latest(found: list[tuple[date, int]], day: date) -> int | None:
    n = bisect_right(found, day, key=lambda row: row[0])
    return found[n - 1][1] if n else None
