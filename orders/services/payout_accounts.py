"""Where a shop is paid: changed with delay and under other people's eyes. (B11.4, G11.1)

Whoever steals a merchant's session wants the money sent elsewhere. So a change waits, the shop's people are
told at once and may withdraw it, and where much is at stake two of finance agree to it. Meanwhile the account
in use stays in use.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.accounts.models import User
from mall.audit.services import record, record_look
from mall.crypto import lookup_hash
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.halfwidth import plain
from mall.notifications.services import notify
from mall.signatures.services import sign, signed
from mall.transitions import ForbiddenMove, move
from merchants.models import MemberRole, Shop
from merchants.services.bans import require_account_unbanned
from orders import rules, states
from orders.models import AccountState, PayoutAccount

from . import payables

WAIT_STAGE = "payout_account_wait"
APPROVE, ROLES = "approve", ("approver", "second_approver")
_NUMBER = re.compile(r"[0-9]{8,32}", re.ASCII)
LONGEST_NAME = 60


def in_use(shop: Shop) -> PayoutAccount | None:
    """The account to which the shop is paid now."""
    return PayoutAccount.objects.filter(shop=shop, state=AccountState.EFFECTIVE).first()


def waiting(shop: Shop) -> PayoutAccount | None:
    """The account that is to replace it."""
    return PayoutAccount.objects.filter(shop=shop, state=AccountState.WAITING).first()


@locks.service
def propose(
    *, actor, shop: Shop, holder: str, bank: str, number: str, now: datetime | None = None
) -> PayoutAccount:
    """Ask for the shop to be paid elsewhere: after a wait, and two approvals where much is at stake.

    The caller has made sure that ``actor`` is an owner who has shown just now that it is they. All who run
    the shop or its money are told. Raises DomainError with its field for what can't be an account, for the
    one in use, and while another change waits.
    """
    now = now or timezone.now()
    holder, bank, number = checked(holder, bank, number)
    require_account_unbanned(number)
    shop = locks.lock_one(shop)
    if waiting(shop):
        raise DomainError(_("已有一个等待生效的更换，请先撤回它，再登记新的账户。"))
    used, hashed = in_use(shop), lookup_hash(number)
    if used and (used.number_hash, used.holder, used.bank) == (hashed, holder, bank):
        raise DomainError(_("这就是现在使用的收款账户，不需要更换。"), field="number")
    account = PayoutAccount.objects.create(
        shop=shop,
        holder=holder,
        bank=bank,
        number=number,
        number_hash=hashed,
        tail=number[-4:],
        needs_approval=_is_much(shop, now),
        requested_by=actor,
        requested_at=now,
        due_at=now + rules.SETTLEMENT.figure("account_wait", at=now),
    )
    clocks.start(
        shop,
        rules.SETTLEMENT,
        stage=WAIT_STAGE,
        owner=("shop", shop.pk),
        due_at=account.due_at,
        now=now,
    )
    record(actor=actor, verb="payout_account.propose", subject=account, rule=rules.SETTLEMENT.id)
    _tell_shop(account, "asked", _("收款账户将更换为 {account}，如不是您店铺的人操作，请立即撤回"))
    if account.needs_approval:
        _ask_finance(account, "approve", _("店铺“{shop}”更换收款账户，等待财务两人复核"))
    return account


def checked(holder: str, bank: str, number: str) -> tuple[str, str, str]:
    holder, bank, number = holder.strip(), bank.strip(), plain(number)
    for field, words, text in (
        ("holder", _("请填写户名，与开户时登记的一致，最多 60 个字。"), holder),
        ("bank", _("请填写开户银行，例如 招商银行杭州分行，最多 60 个字。"), bank),
    ):
        if not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
            raise DomainError(words, field=field)
    if not _NUMBER.fullmatch(number):
        raise DomainError(_("账号应为 8 到 32 位数字，空格不计。"), field="number")
    return holder, bank, number


def _is_much(shop: Shop, now: datetime) -> bool:
    """Whether so much is owed to the shop that two of finance have to look. (B11.4)"""
    figure = rules.SETTLEMENT.figure("account_four_eyes", at=now) * 100
    position = payables.of_shop(shop, at=now)
    # What is under way may come back, and would go to the new account.
    return rules.SETTLEMENT.in_force and position.payable + position.under_way >= figure


@locks.service
def approve(*, actor, account: PayoutAccount, now: datetime | None = None) -> PayoutAccount:
    """One of finance agrees to a change that waits. With the second, and the wait over, it takes effect.

    Raises DomainError for one who has agreed before, and for who asked for it; ForbiddenMove where it doesn't
    wait any more.
    """
    now = now or timezone.now()
    account = _lock_waiting(account, "take_effect")
    if account.requested_by_id == actor.pk:
        raise DomainError(_("登记更换的人不能复核自己的更换。"))
    sign(
        actor=actor,
        subject=account,
        step=APPROVE,
        role=ROLES[min(approvals(account), 1)],
        content={"shop": account.shop_id, "number": account.number_hash, "holder": account.holder},
    )
    return _take_effect(account, actor, now) if _is_ripe(account, now) else account


def _lock_waiting(account: PayoutAccount, action: str) -> PayoutAccount:
    """Lock the shop, then its accounts; the fresh row. Raises ForbiddenMove unless it waits."""
    shop = locks.lock_one(account.shop)
    used = in_use(shop)
    rows = locks.lock(PayoutAccount, [account.pk, *([used.pk] if used else [])])
    account = rows[account.pk]
    if account.state != AccountState.WAITING:
        raise ForbiddenMove(states.PAYOUT_ACCOUNT, account.state, action)
    return account


def approvals(account: PayoutAccount) -> int:
    """How many of finance have agreed."""
    return len(signed(account, step=APPROVE))


def _is_ripe(account: PayoutAccount, now: datetime) -> bool:
    if not rules.SETTLEMENT.in_force:
        return True
    return now >= account.due_at and (not account.needs_approval or approvals(account) >= len(ROLES))


@locks.service
def wait_over(*, shop: Shop, now: datetime) -> None:
    """The wait has run out: the account takes effect, unless it still needs approval. Called by the clock.

    What is at stake is looked at again: it may have grown meanwhile.
    """
    account = waiting(shop)
    if account is None:
        return
    account = _lock_waiting(account, "take_effect")
    if not account.needs_approval and _is_much(shop, now):
        account.needs_approval = True
        account.save(update_fields=["needs_approval"])
    if _is_ripe(account, now):
        _take_effect(account, None, now)
        return
    _ask_finance(account, "late", _("店铺“{shop}”的收款账户等待期已过，仍缺财务复核"))


def _take_effect(account: PayoutAccount, actor, now: datetime) -> PayoutAccount:
    """Called with the shop and both accounts locked."""
    rule = rules.SETTLEMENT.id
    if used := in_use(account.shop):
        move(states.PAYOUT_ACCOUNT, used, "replace", actor=actor, rule=rule, ended_at=now)
    account = move(states.PAYOUT_ACCOUNT, account, "take_effect", actor=actor, rule=rule, effective_at=now)
    _tell_shop(account, "effective", _("收款账户 {account} 已生效，以后的货款付到这里"))
    return account


@locks.service
def withdraw(*, actor, account: PayoutAccount, now: datetime | None = None) -> PayoutAccount:
    """The shop doesn't want the change, or never asked for it: all stays as it is. Raises ForbiddenMove."""
    return _end(account, "withdraw", actor, now or timezone.now())


@locks.service
def refuse(*, actor, account: PayoutAccount, reason: str, now: datetime | None = None) -> PayoutAccount:
    """Finance doesn't agree; the shop reads why. Raises DomainError without a reason, ForbiddenMove."""
    reason = reason.strip()[:200]
    if not reason:
        raise DomainError(_("请写明驳回的原因，店铺会看到。"), field="reason")
    account = _end(account, "refuse", actor, now or timezone.now(), reason=reason, refusal=reason)
    _tell_shop(account, "refused", _("收款账户 {account} 的更换被财务驳回"), body=reason)
    return account


def _end(account: PayoutAccount, action: str, actor, now: datetime, reason: str = "", **changes):
    account = _lock_waiting(account, action)
    clocks.cancel(account.shop, rules.SETTLEMENT, stage=WAIT_STAGE, now=now)
    return move(states.PAYOUT_ACCOUNT, account, action, actor=actor, reason=reason, ended_at=now, **changes)


@locks.service
def look(*, actor, account: PayoutAccount, reason: str) -> tuple[str, str]:
    """Holder and number in full; that ``actor`` looked, and why, is on record. (G11.1, K4.1)"""
    record_look(viewer=actor, subject=account, fields=["holder", "number"], reason=reason)
    return account.holder, account.number


def same_number_elsewhere(account: PayoutAccount) -> list[Shop]:
    """Other shops that are or were paid to this number: finance looks twice."""
    others = PayoutAccount.objects.filter(number_hash=account.number_hash).exclude(shop=account.shop_id)
    return list(Shop.objects.filter(payout_accounts__in=others).distinct().order_by("pk"))


def _tell_shop(account: PayoutAccount, what: str, title, *, body="") -> None:
    """Owners and whoever keeps the shop's money, by every way that reaches them."""
    members = account.shop.members.filter(role__in=[MemberRole.OWNER, MemberRole.FINANCE])
    for member in members.select_related("user").order_by("pk"):
        notify(
            person=member.user,
            key=f"payout-account:{account.pk}:{what}",
            title=format_lazy(title, account=account.masked),
            body=body,
            link=reverse("orders:seller_account", args=[account.shop.slug]),
            rule=rules.SETTLEMENT.id,
            channels=["email", "sms"],
        )


def _ask_finance(account: PayoutAccount, what: str, title) -> None:
    tell_finance(
        key=f"payout-account:{account.pk}:{what}",
        title=format_lazy(title, shop=account.shop.name),
        link=reverse("admin:orders_payoutaccount_change", args=[account.pk]),
    )


def tell_finance(*, key: str, title, link: str) -> None:
    """Everybody of the mall's finance, in their inbox."""
    people = User.objects.filter(is_active=True, is_staff=True, groups__name="finance")
    for person in people.order_by("pk"):
        notify(person=person, key=key, title=title, link=link, rule=rules.SETTLEMENT.id)
