"""What happens when a clock of an order warns or runs out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mall.deadlines.models import Clock
from mall.deadlines.registry import on_expiry
from merchants import rules as shop_rules
from merchants.models import Shop
from merchants.services import daily_reports

from . import rules
from .models import Order, Payout, Trade
from .services import (
    cancel_requests,
    contests,
    daily_figures,
    fulfilment,
    losses,
    payout_accounts,
    payouts,
    receipts,
    trades,
)
from .services.checkout import PAYMENT_STAGE
from .services.fulfilment import CANCEL_STAGE
from .services.parcel_steps import ANSWER_STAGE as PARCEL_ANSWER_STAGE
from .services.parcel_steps import ATTEMPT_STAGE, DECISION_STAGE, RETURN_STAGE
from .services.payout_accounts import WAIT_STAGE
from .services.payouts import ANSWER_STAGE
from .services.receipts import RECEIPT_STAGE
from .services.trades import DISPATCH_STAGE


def _task(words) -> Callable[[Order], str]:
    """What the shop has to do, whichever order it is."""
    return lambda order: str(words)


@on_expiry(rules.PAYMENT_TERM, PAYMENT_STAGE, title=_("等买家付款"))
def payment_term_over(clock: Clock, trade: Trade, now: datetime) -> None:
    trades.close_unpaid(trade=trade, now=now)


def _dispatch_soon(clock: Clock, order: Order, now: datetime) -> None:
    fulfilment.warn_shop(order=order)


@on_expiry(
    rules.DISPATCH_BY_MERCHANT,
    DISPATCH_STAGE,
    warn=_dispatch_soon,
    title=_("等商家发货"),
    task=_task(_("发货")),
)
def dispatch_term_over(clock: Clock, order: Order, now: datetime) -> None:
    fulfilment.mark_late(order=order, now=now)


@on_expiry(
    rules.DISPATCH_BY_MERCHANT, CANCEL_STAGE, title=_("等商家答复取消申请"), task=_task(_("答复取消申请"))
)
def cancel_answer_over(clock: Clock, order: Order, now: datetime) -> None:
    cancel_requests.answer_over(order=order, now=now)


@on_expiry(rules.REFUSAL, ATTEMPT_STAGE, title=_("等商家安排再次派送"), task=_task(_("安排再次派送")))
def parcel_attempt_over(clock: Clock, order: Order, now: datetime) -> None:
    losses.silence(order=order, now=now)


@on_expiry(rules.REFUSAL, RETURN_STAGE, title=_("等商家确认退回的包裹"), task=_task(_("确认退回的包裹")))
def parcel_return_over(clock: Clock, order: Order, now: datetime) -> None:
    losses.silence(order=order, now=now)


@on_expiry(rules.DELIVERY, PARCEL_ANSWER_STAGE, title=_("等商家答复包裹问题"), task=_task(_("答复包裹问题")))
def parcel_answer_over(clock: Clock, order: Order, now: datetime) -> None:
    losses.silence(order=order, now=now)


@on_expiry(rules.DELIVERY, DECISION_STAGE, title=_("等商城裁定包裹争议"))
def parcel_decision_over(clock: Clock, order: Order, now: datetime) -> None:
    contests.decision_over(order=order, now=now)


def _receipt_soon(clock: Clock, order: Order, now: datetime) -> None:
    receipts.remind_receipt(order=order, due_at=clock.due_at)


@on_expiry(rules.RECEIPT, RECEIPT_STAGE, warn=_receipt_soon, title=_("等买家确认收货"))
def receipt_term_over(clock: Clock, order: Order, now: datetime) -> None:
    receipts.receive_by_term(order=order, now=now)


@on_expiry(rules.SETTLEMENT, WAIT_STAGE, title=_("新收款账户等待生效"))
def account_wait_over(clock: Clock, shop: Shop, now: datetime) -> None:
    payout_accounts.wait_over(shop=shop, now=now)


@on_expiry(rules.SETTLEMENT, ANSWER_STAGE, title=_("等付款渠道答复"))
def payout_unanswered(clock: Clock, payout: Payout, now: datetime) -> None:
    payouts.note_silence(payout=payout, now=now)


@on_expiry(shop_rules.SUPERVISION, daily_reports.STAGE, title=_("从严监管的日报"))
def supervised_day_over(clock: Clock, shop: Shop, now: datetime) -> None:
    day = daily_reports.day_of(clock)
    daily_reports.write(shop=shop, day=day, figures=daily_figures.of_day(shop, day), now=now)
