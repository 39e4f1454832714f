"""How an open invitation ends, by whatever hand; its clock ends with it."""

from __future__ import annotations

from datetime import datetime

from mall import locks
from mall.deadlines import services as clocks
from mall.transitions import move
from merchants import rules, states
from merchants.models import Invitation, InvitationState, Shop

STAGE = "invitation"


def end(invitation: Invitation, action: str, *, actor, now: datetime, **changes) -> Invitation:
    """The caller holds the shop, where it changes who is in it."""
    clocks.cancel(locks.lock_one(invitation), rules.AGREEMENT, stage=STAGE, now=now)
    return move(states.INVITATION, invitation, action, actor=actor, ended_at=now, address="", **changes)


def withdraw_of(*, actor, shop: Shop, inviter, now: datetime) -> None:
    """What ``inviter`` held out in the shop is void, as they don't speak for it. The caller holds it."""
    waiting = Invitation.objects.filter(shop=shop, invited_by=inviter, state=InvitationState.OPEN)
    for invitation in locks.lock(Invitation, waiting.values_list("pk", flat=True)).values():
        if invitation.state == InvitationState.OPEN:  # its clock may have been faster
            end(invitation, "withdraw", actor=actor, now=now)
