"""Who answers for a swapped shift that nobody worked. (K9.4)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks
from mall.errors import DomainError
from staff import rules
from staff.models import AttendanceResult, Duty, Employee, Swap, SwapShare, SwapState

from . import leaders, swaps


@locks.service
def share_out(
    *, actor, swap: Swap, duty: Duty, proposer_percent: int, reason: str, now: datetime | None = None
) -> SwapShare:
    """The leader finds who answers for a swapped shift that nobody worked. (K9.4)

    Raises DomainError without grounds, outside 0 to 100, or for a shift that isn't of this swap.
    """
    now = now or timezone.now()
    swap = swaps.hold(swap)
    swaps.require_leader(actor, swap, now=now)
    if duty.pk not in (swap.given_id, swap.repaid_id) or swap.state != SwapState.SIGNED:
        raise DomainError(_("这个班次不在这次换班里。"), field="duty")
    if not 0 <= proposer_percent <= 100:
        raise DomainError(_("责任比例是 0 至 100。"), field="proposer_percent")
    if not reason.strip():
        raise DomainError(_("请写明认定的理由。"), field="reason")
    return SwapShare.objects.create(
        swap=swap,
        duty=duty,
        proposer_percent=proposer_percent,
        reason=reason.strip(),
        decided_by=actor,
        decided_at=now,
    )


def of_shift(duty: Duty) -> list[tuple[Employee, int]]:
    """Who answers for ``duty`` if nobody works it, in percent, together 100; the greater share first."""
    shares = of_shifts([duty.pk]).get(duty.pk)
    if shares is None:
        return [(duty.employee, 100)]
    people = Employee.objects.in_bulk([pk for pk, _percent in shares])
    return [(people[pk], percent) for pk, percent in shares]


def of_shifts(duties: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """The same for many at once, by keys; those that weren't swapped are left out. Two queries.

    A swapped shift is absence of both: of who took it over by the figure, unless the leader found otherwise.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    if not rules.SWAP_SIGNED.in_force:
        return found
    for duty, swap in swaps_of(duties).items():
        taker = rules.SWAP_SIGNED.figure("taker", at=swap.signed_at)
        decided = finding(swap, duty)
        by_figure = 100 - taker if duty == swap.given_id else taker
        percent = decided.proposer_percent if decided else by_figure
        shares = [(swap.proposer_id, percent), (swap.partner_id, 100 - percent)]
        found[duty] = sorted((one for one in shares if one[1]), key=lambda one: (-one[1], one[0]))
    return found


def swaps_of(duties: Iterable[int]) -> dict[int, Swap]:
    """The swap in force by which each shift last changed hands, with what the leader found on it."""
    wanted = set(duties)
    if not wanted:
        return {}
    signed = Swap.objects.filter(Q(given__in=wanted) | Q(repaid__in=wanted), state=SwapState.SIGNED)
    rows = signed.select_related("proposer", "partner").prefetch_related("shares")
    return {
        duty: swap
        for swap in rows.order_by("id")
        for duty in wanted.intersection((swap.given_id, swap.repaid_id))
    }


def finding(swap: Swap, duty: int) -> SwapShare | None:
    """The leader's latest word on a shift of the swap."""
    return next((one for one in swap.shares.all() if one.duty_id == duty), None)


def missed(user) -> QuerySet[AttendanceResult]:
    """Swapped shifts that nobody worked, of the people whom ``user`` leads; the latest first."""
    led = leaders.led_by(user).values("pk")
    signed = Swap.objects.filter(state=SwapState.SIGNED).filter(Q(proposer__in=led) | Q(partner__in=led))
    swapped = Q(duty__in=signed.values("given")) | Q(duty__in=signed.exclude(repaid=None).values("repaid"))
    rows = AttendanceResult.objects.filter(swapped, absent_minutes__gt=0)
    return rows.select_related("employee", "duty").order_by("-day", "-id")
