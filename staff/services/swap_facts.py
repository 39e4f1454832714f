"""Loads what the rules of swaps ask, for one swap or for everybody whom one could swap with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from staff import rules
from staff.models import Duty, Employee, EmployeeState, LeaveRequest, Swap

from . import duty_facts, swap_rules
from .shifts import Refusal, Shift
from .swap_rules import Proposal, Side

AROUND = timedelta(days=8)
MOST_PARTNERS = 30  # a longer list helps nobody choose
AT_ONCE = 40


@dataclass(frozen=True)
class Partner:
    """Somebody with whom a swap would be lawful, and which of their shifts could be worked in return."""

    employee: Employee
    repaid: tuple[Duty, ...]


def proposal(
    *,
    given: Duty,
    repaid: Duty | None,
    proposer: Employee,
    partner: Employee,
    reason: str,
    payback_due_on: date | None,
    now: datetime,
    swap: Swap | None = None,
) -> Proposal:
    """The facts of one swap; ``swap`` itself, where it is on record, doesn't count against itself."""
    duties = [duty for duty in (given, repaid) if duty]
    people = [proposer, partner]
    shifts = _shifts(people, duties, without_swap=swap.pk if swap else None)
    counts = _counts(people, duties, without=swap)
    leaves = _leaves(people, duties)
    sides = [_side(one, counts, shifts) for one in people]
    return Proposal(
        given=_as_shift(given, proposer, partner, shifts, leaves),
        repaid=_as_shift(repaid, partner, proposer, shifts, leaves) if repaid else None,
        proposer=sides[0],
        partner=sides[1],
        at=now,
        reason=reason,
        payback_due_on=payback_due_on,
    )


def against_alone(given: Duty, *, now: datetime) -> list[Refusal]:
    """What the clauses have against swapping the shift with anybody: its owner's limits, its own."""
    proposer = given.employee
    people = [proposer]
    shifts = _shifts(people, [given])
    side = _side(proposer, _counts(people, [given], without=None), shifts)
    shift = _as_shift(given, proposer, proposer, shifts, _leaves(people, [given]))
    return swap_rules.judge_alone(shift, side, at=now)


def lawful_partners(given: Duty, *, now: datetime) -> list[Partner]:
    """With whom the shift could be swapped: those of the department against whom no clause speaks.

    Each with the shifts of the next two weeks that could be worked in return, up to so many colleagues.
    """
    proposer = given.employee
    most = rules.SWAP_EQUALS.figure(at=now)
    colleagues = list(
        Employee.objects.filter(
            position__department=proposer.department,
            state=EmployeeState.ACTIVE,
            job_type=proposer.job_type_id,
            skill_level__range=(proposer.skill_level - most, proposer.skill_level + most),
        )
        .exclude(pk=proposer.pk)
        .order_by("number")
    )
    found: list[Partner] = []
    for first in range(0, len(colleagues), AT_ONCE):
        found += _lawful_among(given, proposer, colleagues[first : first + AT_ONCE], now)
        if len(found) >= MOST_PARTNERS:
            break
    return found[:MOST_PARTNERS]


def _lawful_among(
    given: Duty, proposer: Employee, colleagues: list[Employee], now: datetime
) -> list[Partner]:
    """The same for some of them; a handful of queries."""
    people = [proposer, *colleagues]
    theirs: dict[int, list[Duty]] = {}
    # What ``swaps.check_shifts`` would refuse isn't offered: nothing to swap, or promised to another already.
    promised = Swap.objects.under_way().filter(Q(given=OuterRef("pk")) | Q(repaid=OuterRef("pk")))
    coming = Duty.objects.published().filter(~Exists(promised), employee__in=colleagues, starts_at__gt=now)
    coming = coming.exclude(starts_at=given.starts_at)
    near = list(coming.filter(starts_at__lt=given.ends_at + 2 * AROUND).select_related("kind"))
    for duty in near:
        theirs.setdefault(duty.employee_id, []).append(duty)
    shifts = _shifts(people, [given, *near])
    leaves = _leaves(people, [given, *near])
    counted = _counts_by_month(people)

    def is_lawful(one: Employee, repaid: Duty | None) -> bool:
        months = {_month(duty) for duty in (given, repaid) if duty}
        counts = {who.pk: max(counted[who.pk, month] for month in months) for who in (proposer, one)}
        facts = Proposal(
            given=_as_shift(given, proposer, one, shifts, leaves),
            repaid=_as_shift(repaid, one, proposer, shifts, leaves) if repaid else None,
            proposer=_side(proposer, counts, shifts),
            partner=_side(one, counts, shifts),
            at=now,
        )
        return swap_rules.is_lawful(facts)

    found = []
    for one in colleagues:
        repaid = tuple(duty for duty in theirs.get(one.pk, ()) if is_lawful(one, duty))
        if repaid or is_lawful(one, None):
            found.append(Partner(one, repaid))
    return found


def _side(one: Employee, counts, shifts) -> Side:
    return Side(one.name, one.job_type_id, one.skill_level, counts[one.pk], tuple(shifts[one.pk]))


def _shifts(people, duties: list[Duty], *, without_swap: int | None = None) -> dict[int, list[Shift]]:
    first = min(duty.starts_at for duty in duties) - AROUND
    last = max(duty.ends_at for duty in duties) + AROUND
    return duty_facts.shifts_of([one.pk for one in people], first, last, without_swap=without_swap)


def _as_shift(duty: Duty, owner: Employee, taker: Employee, shifts, leaves) -> Shift:
    """The shift as its owner has it; on leave also where the one who takes it over is away then."""
    shift = next(one for one in shifts[owner.pk] if one.key == duty.pk and not one.is_gone)
    away = any(s < duty.ends_at and e > duty.starts_at for s, e in leaves.get(taker.pk, ()))
    return replace(shift, is_on_leave=shift.is_on_leave or away)


def _leaves(people, duties: list[Duty]) -> dict[int, list[tuple[datetime, datetime]]]:
    first = min(duty.starts_at for duty in duties)
    last = max(duty.ends_at for duty in duties)
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for leave in LeaveRequest.objects.open().touching(first, last).filter(employee__in=people):
        found.setdefault(leave.employee_id, []).append((leave.starts_at, leave.ends_at))
    return found


def _month(duty: Duty) -> tuple[int, int]:
    return duty.work_day.year, duty.work_day.month


def _months_of(swap: Swap) -> set[tuple[int, int]]:
    moments = filter(None, (swap.given_starts_at, swap.repaid_starts_at))
    return {(day.year, day.month) for day in (timezone.localtime(moment).date() for moment in moments)}


def _counts_by_month(people: Iterable[Employee], *, without: Swap | None = None) -> Counter:
    wanted = {one.pk for one in people}
    counts: Counter = Counter()
    rows = Swap.objects.live().filter(Q(proposer__in=wanted) | Q(partner__in=wanted))
    for swap in rows.exclude(pk=without.pk if without else None):
        for person in (swap.proposer_id, swap.partner_id):
            for month in _months_of(swap):
                counts[person, month] += 1
    return counts


def _counts(people: list[Employee], duties: list[Duty], *, without: Swap | None) -> dict[int, int]:
    """How many swaps each has in the month of the shifts; where they lie in two, the fuller one counts."""
    counted = _counts_by_month(people, without=without)
    return {one.pk: max(counted[one.pk, _month(duty)] for duty in duties) for one in people}
