"""Paying merchants: worked out, approved, instructed, asked about until the provider says what came of it.

Ledger: what is instructed leaves the merchant's account for "payouts under way", in the transaction that
decides it; what the provider confirms leaves that for the bank. Nothing is paid that is held, or that a
refund has taken back. (B11.4)
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.models import Act
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.money import yuan
from mall.signatures.services import sign, signed
from mall.transitions import ForbiddenMove, move
from merchants.models import Shop
from merchants.services import supervision
from orders import rules, states
from orders.models import OPEN_PAYOUT, Account, AccountKind, AccountState, Payout, PayoutState
from orders.payments.payouts import paying

from . import ledger, numbers, payables, payout_accounts
from .ledger import Line

ANSWER_STAGE = "payout_answer"
APPROVE, ROLES = "approve", ("approver", "second_approver")
# Between two questions to the provider; the last one goes on for as long as it is silent.
BACK_OFF = [timedelta(seconds=s) for s in (30, 60, 300, 900, 3600, 3600 * 3, 3600 * 6, 3600 * 12)]


@locks.service
def draft(*, actor, shop: Shop, now: datetime | None = None) -> Payout:
    """Work out what can be paid to ``shop`` now: all that is owed to it and not held.

    ``actor`` None is the mall itself. Raises RuleError B11.4 where nothing is free to be paid, DomainError
    without an account in use and while another payout is under way. Locks the shop, then its account.
    """
    now = now or timezone.now()
    shop = locks.lock_one(shop)
    supervision.require_payout_due(shop, now=now)
    account = payout_accounts.in_use(shop)
    if account is None:
        raise DomainError(_("店铺“%(shop)s”还没有生效的收款账户。") % {"shop": shop.name})
    if Payout.objects.filter(shop=shop, state__in=OPEN_PAYOUT).exists():
        raise DomainError(_("店铺“%(shop)s”已有一笔没有办完的结算付款。") % {"shop": shop.name})
    ledger.lock_payable(shop)
    position = payables.of_shop(shop, at=now)
    rules.SETTLEMENT.require(
        position.available > 0, _("店铺“%(shop)s”现在没有可以付出的货款。") % {"shop": shop.name}
    )
    payout = Payout.objects.create(
        number=numbers.new(now, prefix="W"),
        shop=shop,
        account=account,
        amount=position.available,
        payable=position.payable,
        held=position.held,
        drafted_by=actor,
        drafted_at=now,
    )
    data = {"amount": payout.amount}
    record(actor=actor, verb="payout.draft", subject=payout, rule=rules.SETTLEMENT.id, data=data)
    return payout


def next_draft_at(now: datetime) -> datetime:
    """When payouts are worked out next."""
    today = timezone.localtime(now).replace(
        hour=settings.PAYOUT_HOUR, minute=settings.PAYOUT_MINUTE, second=0, microsecond=0
    )
    return today if now < today else today + timedelta(days=1)


def to_draft() -> list[Shop]:
    """Shops to which something may be owed, that have an account in use and no payout under way."""
    owed = Account.objects.filter(kind=AccountKind.MERCHANT_PAYABLE, balance__lt=0).values("shop")
    ready = Shop.objects.filter(pk__in=owed, payout_accounts__state=AccountState.EFFECTIVE)
    busy = Payout.objects.filter(state__in=OPEN_PAYOUT).values("shop")
    return list(ready.exclude(pk__in=busy).order_by("pk"))


def signatures_needed(payout: Payout, *, at: datetime | None = None) -> int:
    """How many of finance have to approve: two from the figure on. (B11.4)"""
    figure = rules.SETTLEMENT.figure("payout_four_eyes", at=at or payout.drafted_at) * 100
    return 2 if payout.amount >= figure and rules.SETTLEMENT.in_force else 1


@locks.service
def approve(*, actor, payout: Payout, now: datetime | None = None) -> Payout:
    """One of finance agrees; with the last signature needed the payout is instructed.

    Raises ForbiddenMove unless it waits for approval, DomainError for who has signed it before, and where the
    shop's account has changed since; RuleError B11.4 where a hold or a refund has left less than its amount.
    Locks the payout, then the merchant's account. The provider is told by a job, after the commit.
    """
    now = now or timezone.now()
    payout = locks.lock_one(payout)
    if payout.state != PayoutState.DRAFT:
        raise ForbiddenMove(states.PAYOUT, payout.state, "instruct")
    there = approvals(payout)
    content = {"number": payout.number, "amount": payout.amount, "account": payout.account_id}
    sign(actor=actor, subject=payout, step=APPROVE, role=ROLES[min(there, 1)], content=content)
    return _instruct(payout, actor, now) if there + 1 >= signatures_needed(payout) else payout


def approvals(payout: Payout) -> int:
    """How many have signed."""
    return len(signed(payout, step=APPROVE))


def has_approved(payout: Payout, person) -> bool:
    return any(signature.party.person_id == person.pk for signature in signed(payout, step=APPROVE))


def _instruct(payout: Payout, actor, now: datetime) -> Payout:
    provider = paying()
    if payout.account.state != AccountState.EFFECTIVE:
        raise DomainError(_("店铺的收款账户已经更换，请取消这笔，重新拟单。"))
    ledger.lock_payable(payout.shop)
    position = payables.of_shop(payout.shop, at=now)
    rules.SETTLEMENT.require(
        payout.amount <= position.available,
        _("现在只有 %(left)s 元可付：之后有退款或冻结。请取消这笔，重新拟单。")
        % {"left": yuan(position.available)},
    )
    payout = move(
        states.PAYOUT,
        payout,
        "instruct",
        actor=actor,
        rule=rules.SETTLEMENT.id,
        provider=provider.code,
        payable=position.payable,
        held=position.held,
        instructed_at=now,
        next_try_at=now,
    )
    ledger.post(
        actor=actor,
        key=f"payout-instructed:{payout.number}",
        kind="payout_instructed",
        subject=payout,
        entries=[
            Line(AccountKind.MERCHANT_PAYABLE, payout.amount, payout.shop),
            Line(AccountKind.PAYOUTS, -payout.amount),
        ],
    )
    await_answer(payout, now)
    return payout


def await_answer(payout: Payout, now: datetime) -> None:
    """Start the clock by which the provider should have answered. Called under the payout's lock."""
    clocks.start(
        payout, rules.SETTLEMENT, stage=ANSWER_STAGE, owner=("mall", 0), figure="payout_answer", now=now
    )


@locks.service
def cancel(*, actor, payout: Payout, reason: str, now: datetime | None = None) -> Payout:
    """Drop a payout that was never instructed. Raises DomainError without a reason, ForbiddenMove."""
    return move(
        states.PAYOUT,
        payout,
        "cancel",
        actor=actor,
        reason=_required(reason),
        ended_at=now or timezone.now(),
    )


def _required(reason: str) -> str:
    if not reason.strip():
        raise DomainError(_("请写明原因。"), field="reason")
    return reason.strip()[:200]


def due(*, now: datetime) -> list[int]:
    """Payouts that the provider is to be told of or asked about now, longest due first."""
    going = Payout.objects.filter(state=PayoutState.INSTRUCTED, next_try_at__lte=now)
    return list(going.order_by("next_try_at", "id").values_list("pk", flat=True)[:200])


@locks.service
def claim(*, payout_id: int, now: datetime) -> Payout | None:
    """Take a due payout for one try and set when the next would be; None where another job was faster."""
    payout = Payout.objects.get(pk=payout_id)
    wait = BACK_OFF[min(payout.attempts, len(BACK_OFF) - 1)]
    mine = Payout.objects.filter(
        pk=payout_id, state=PayoutState.INSTRUCTED, attempts=payout.attempts, next_try_at__lte=now
    )
    if mine.update(attempts=F("attempts") + 1, next_try_at=now + wait) != 1:
        return None
    return Payout.objects.select_related("account").get(pk=payout_id)


@locks.service
def note_trouble(*, payout: Payout, words: str) -> None:
    """Write down why a try failed. What became of the money isn't known by that: it stays under way."""
    Payout.objects.filter(pk=payout.pk, state=PayoutState.INSTRUCTED).update(last_error=words[:200])


@locks.service
def note_silence(*, payout: Payout, now: datetime) -> None:
    """No word by the deadline: finance is told; the provider goes on being asked. Called by the clock."""
    payout = locks.lock_one(payout)
    if payout.state != PayoutState.INSTRUCTED or payout.silent_at:
        return
    payout.silent_at = now
    payout.save(update_fields=["silent_at"])
    tell_finance(payout, "silent", _("结算付款 {number} 逾期没有答复，请向付款渠道核实"))


@locks.service
def retry(*, actor, payout: Payout, now: datetime | None = None) -> Payout:
    """Have a failed payout tried again under its own number, so that it can't be paid twice.

    Its money has stayed under way. Raises ForbiddenMove where it hasn't failed, DomainError where the shop's
    account has changed since, RuleError B11.4 where a hold or a refund since then needs the money. Locks the
    payout, then the merchant's account.
    """
    now = now or timezone.now()
    payout = locks.lock_one(payout)
    if payout.state != PayoutState.FAILED:
        raise ForbiddenMove(states.PAYOUT, payout.state, "retry")
    if payout.account.state != AccountState.EFFECTIVE:
        raise DomainError(_("店铺的收款账户已经更换，请放弃这笔，重新拟单。"))
    _require_still_free(payout, now)
    payout = move(
        states.PAYOUT,
        payout,
        "retry",
        actor=actor,
        attempts=0,
        next_try_at=now,
        silent_at=None,
        last_error="",
    )
    await_answer(payout, now)
    return payout


def _require_still_free(payout: Payout, now: datetime) -> None:
    """That the money of a payout under way would be free if it came back. Locks the merchant's account."""
    ledger.lock_payable(payout.shop)
    rules.SETTLEMENT.require(
        # Of a shop all of whose money is held the position tells only what hasn't left yet.
        not payables.is_stopped(payout.shop, at=now),
        _("店铺的货款已全部冻结，现在不能付。请等解除冻结，或放弃这笔。"),
    )
    position = payables.of_shop(payout.shop, at=now)
    left = position.payable + payout.amount - position.held
    rules.SETTLEMENT.require(
        left >= payout.amount,
        _("现在只有 %(left)s 元可付：之后有退款或冻结。请放弃这笔，重新拟单。")
        % {"left": yuan(max(0, left))},
    )


@locks.service
def mark_failed(*, actor, payout: Payout, reason: str, now: datetime | None = None) -> Payout:
    """Finance has asked the provider itself: a payout that is silent past its deadline was not paid.

    Raises DomainError without a reason, and while it isn't late; ForbiddenMove where it isn't under way.
    """
    payout = locks.lock_one(payout)
    if payout.state == PayoutState.INSTRUCTED and payout.silent_at is None:
        raise DomainError(_("还没有超过答复期限，请等渠道答复。"))
    reason = _required(reason)
    return move(
        states.PAYOUT, payout, "fail", actor=actor, reason=reason, last_error=reason, next_try_at=None
    )


@locks.service
def give_up(*, actor, payout: Payout, reason: str, now: datetime | None = None) -> Payout:
    """A failed payout won't be paid: its money is owed to the shop again and goes out with the next one.

    Raises DomainError without a reason, and for who has called a silent payout failed: if it was paid after
    all it would be paid twice, so two people say so. ForbiddenMove where it hasn't failed: while the provider
    is silent, it may have paid. Locks the payout first: somebody may be calling it failed right now.
    """
    payout = locks.lock_one(payout)
    called_failed = Act.objects.about(payout).filter(verb="payout.fail").order_by("-id").first()
    if actor is not None and called_failed and called_failed.actor_id == actor.pk:
        raise DomainError(_("您把这笔记为失败，放弃要由另一位财务办理。"))
    payout = move(
        states.PAYOUT,
        payout,
        "give_up",
        actor=actor,
        reason=_required(reason),
        ended_at=now or timezone.now(),
        next_try_at=None,
    )
    ledger.post(
        actor=actor,
        key=f"payout-failed:{payout.number}",
        kind="payout_failed",
        subject=payout,
        entries=[
            Line(AccountKind.PAYOUTS, payout.amount),
            Line(AccountKind.MERCHANT_PAYABLE, -payout.amount, payout.shop),
        ],
    )
    return payout


def tell_finance(payout: Payout, what: str, title) -> None:
    """Tell everybody of the mall's finance about a payout, once for each ``what``."""
    payout_accounts.tell_finance(
        key=f"payout:{payout.pk}:{what}",
        title=format_lazy(title, number=payout.number),
        link=reverse("admin:orders_payout_change", args=[payout.pk]),
    )
