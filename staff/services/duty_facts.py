"""Loads people's shifts as the rules see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from staff.models import Duty, LeaveRequest, Swap, SwapState

from .calendar import DayKind, known_kinds
from .shifts import Shift


def shifts_of(
    people: Iterable[int],
    starts_at: datetime,
    ends_at: datetime,
    *,
    without_swap: int | None = None,
    without_leave: int | None = None,
) -> dict[int, list[Shift]]:
    """Each one's published shifts between two moments, and those given away in swaps (``is_gone``), in order.

    Marked with what the rules ask of them. A shift that is part of a live swap is swapped, on both sides;
    ``without_swap`` and ``without_leave`` don't count. Five queries, however many people.
    """
    wanted = sorted(set(people))
    swaps = list(
        Swap.objects.live()
        .filter(Q(proposer__in=wanted) | Q(partner__in=wanted))
        .exclude(pk=without_swap)
        .select_related("given__kind", "repaid__kind")
    )
    swapped = {key for swap in swaps for key in (swap.given_id, swap.repaid_id) if key}
    leaves: dict[int, list[tuple[datetime, datetime]]] = {}
    asked = LeaveRequest.objects.open().touching(starts_at, ends_at).exclude(pk=without_leave)
    for leave in asked.filter(employee__in=wanted):
        leaves.setdefault(leave.employee_id, []).append((leave.starts_at, leave.ends_at))
    duties = list(
        Duty.objects.published()
        .touching(starts_at, ends_at)
        .filter(employee__in=wanted)
        .select_related("kind")
    )
    days = [timezone.localtime(moment).date() for moment in (starts_at - timedelta(days=2), ends_at)]
    kinds = known_kinds(days[0], days[1])

    def seen(duty: Duty, person: int, **marks) -> Shift:
        return Shift(
            duty.starts_at,
            duty.ends_at,
            key=duty.pk,
            is_night=duty.is_night,
            is_holiday=kinds.get(duty.work_day) == DayKind.HOLIDAY,
            is_swapped=duty.pk in swapped,
            is_on_leave=any(s < duty.ends_at and e > duty.starts_at for s, e in leaves.get(person, ())),
            **marks,
        )

    found = {person: [] for person in wanted}
    for duty in duties:
        found[duty.employee_id].append(seen(duty, duty.employee_id))
    for swap in swaps:
        if swap.state == SwapState.SIGNED:
            for person, duty in ((swap.proposer_id, swap.given), (swap.partner_id, swap.repaid)):
                is_gone = duty and person in found and duty.employee_id != person
                if is_gone and duty.starts_at < ends_at and duty.ends_at > starts_at:
                    found[person].append(seen(duty, person, is_gone=True))
    return {person: sorted(own) for person, own in found.items()}


def taking_over(person: int, starts_at: datetime, ends_at: datetime) -> list[Shift]:
    """Shifts that ``person`` is about to take over in swaps under way; they count as swapped already."""
    swaps = Swap.objects.under_way().filter(Q(proposer=person) | Q(partner=person))
    duties = [
        swap.given if swap.partner_id == person else swap.repaid
        for swap in swaps.select_related("given__kind", "repaid__kind")
    ]
    return [
        Shift(duty.starts_at, duty.ends_at, key=duty.pk, is_night=duty.is_night, is_swapped=True)
        for duty in duties
        if duty and duty.starts_at < ends_at and duty.ends_at > starts_at
    ]
