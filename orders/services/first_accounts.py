"""The account of an approved application becomes the shop's first payout account. (B4.2, B11.4)

An earlier stage approves; this one looks for shops that came in and have none yet. Two reviewers have seen
the proof of the account and signed, and nothing is owed yet that could be led astray: it is in use at once.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from merchants.models import Application, ApplicationState, Shop, ShopState
from merchants.services.bans import require_account_unbanned
from orders import rules
from orders.models import AccountState, PayoutAccount

from .payout_accounts import checked

A_ROUND = 100


def waiting(*, after: int = 0) -> list[Shop]:
    """Open shops without any payout account behind which is an application that names one.

    A round of them by key, those above ``after``: an account that doesn't fit leaves its shop waiting.
    """
    known = Application.objects.filter(state=ApplicationState.APPROVED).exclude(account="")
    shops = Shop.objects.filter(
        pk__gt=after,
        application__in=known,
        payout_accounts=None,
        state__in=[ShopState.OPEN, ShopState.SUSPENDED],
    )
    return list(shops.order_by("pk")[:A_ROUND])


@locks.service
def take_over(*, shop: Shop, now: datetime | None = None) -> PayoutAccount | None:
    """Have ``shop`` paid to the account that it applied with; None where it has or had one, or none fits."""
    now = now or timezone.now()
    row = locks.lock_one(shop)
    application = Application.objects.filter(shop=row, state=ApplicationState.APPROVED).first()
    if application is None or PayoutAccount.objects.filter(shop=row).exists():
        return None
    try:
        holder, bank, number = checked(application.holder, application.bank, application.account)
        require_account_unbanned(number)
    except DomainError:
        return None  # the owner enters another one, as for any shop without
    account = PayoutAccount.objects.create(
        shop=row,
        holder=holder,
        bank=bank,
        number=number,
        number_hash=application.account_hash,
        tail=number[-4:],
        state=AccountState.EFFECTIVE,
        requested_by=application.applicant,
        requested_at=now,
        due_at=now,
        effective_at=now,
    )
    record(actor=None, verb="payout_account.take_over", subject=account, rule=rules.SETTLEMENT.id)
    return account
