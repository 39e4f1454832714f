"""The shift that is owed for a swap: named later, and reminded of when its day has passed. (K9)"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as deadlines
from mall.errors import DomainError
from staff import rules
from staff.models import Duty, Employee, Swap, SwapState

from . import swap_facts, swap_rules, swaps


@locks.service
def repay(*, actor, swap: Swap, duty: Duty, now: datetime | None = None) -> Swap:
    """The colleague names the shift of theirs that the proposer works in return; it changes hands at once.

    Raises RuleError where that leaves too little rest, is a holiday's, or lies in somebody's leave.
    """
    now = now or timezone.now()
    swap = swaps.hold(swap)
    if actor.pk != swap.partner.user_id:
        raise DomainError(_("还哪个班由对方同事选定。"))
    if swap.state != SwapState.SIGNED or swap.repaid_starts_at:
        raise DomainError(_("这次换班没有待还的班。"))
    duty = swaps.fresh(duty, swap.partner)
    swaps.check_shifts(duty, None, None, now)
    swap_rules.require_repayment(
        swap_facts.proposal(
            given=duty,
            repaid=None,
            proposer=swap.partner,
            partner=swap.proposer,
            reason=swap.reason,
            payback_due_on=swap.payback_due_on,
            now=now,
            swap=swap,
        )
    )
    Swap.objects.filter(pk=swap.pk).update(
        repaid=duty, repaid_starts_at=duty.starts_at, repaid_ends_at=duty.ends_at
    )
    swaps.hand_over(duty, swap.proposer)
    deadlines.meet(swap, rules.SWAP_SIGNED, stage=swaps.PAYBACK_STAGE, now=now)
    record(actor=actor, verb="swap.repay", subject=swap, data={"duty": duty.pk})
    swaps.tell(swap.proposer, swap, gettext_lazy("{who}选定了您要还的班"), who=swap.partner.name)
    return Swap.objects.get(pk=swap.pk)


@locks.service
def remind_of_payback(*, swap: Swap, now: datetime) -> None:
    """The day by which a shift was to be worked in return has passed: both and the leader are told."""
    if swap.repaid_starts_at:
        return
    leader = Employee.objects.filter(user=swap.decided_by).first()
    for person in filter(None, (swap.proposer, swap.partner, leader)):
        swaps.tell(
            person, swap, gettext_lazy("{who}欠的班已过还班期限"), who=swap.proposer.name, once="payback"
        )
