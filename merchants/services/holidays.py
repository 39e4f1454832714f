"""A shop rests: no new orders from one time to another, by its own wish; clocks begin and end it. (D8.1)

Orders placed before go on, with all their terms. A measure against the shop is something else and holds
beside it.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.transitions import ForbiddenMove, move
from merchants import contact_data, rules, states
from merchants.models import Holiday, HolidayState, Shop, ShopState

from . import notices, wording

BEGIN_STAGE, END_STAGE = "holiday_begin", "holiday_end"
OPEN = (HolidayState.PLANNED, HolidayState.CURRENT)


def coming(shop: Shop) -> Holiday | None:
    """The holiday that the shop is on, or has before it."""
    return Holiday.objects.filter(shop=shop, state__in=OPEN).first()


@locks.service
def plan(
    *,
    actor,
    shop: Shop,
    from_at: datetime,
    until_at: datetime,
    words: str = "",
    now: datetime | None = None,
) -> Holiday:
    """Have a shop rest from one time to another; what begins now or began today is in effect at once.

    Raises DomainError at the field for times that can't be and for more days than the rule allows, RuleError
    D6.3 for ways to get in touch elsewhere, DomainError for a shop that isn't open and while another holiday
    is planned.
    """
    now = now or timezone.now()
    row = locks.lock_one(shop)
    if row.state != ShopState.OPEN:
        raise DomainError(_("店铺现在没有营业，不用安排休息。"))
    if coming(row):
        raise DomainError(_("已经安排了一次休息：先取消它，再安排新的。"))
    from_at = max(from_at, now)
    if until_at <= from_at:
        raise DomainError(_("恢复营业的日期要晚于开始休息的日期，也要晚于今天。"), field="until_on")
    most = rules.CLOSED_TO_NEW_ORDERS.figure("closure", at=now)
    if until_at - from_at > most:
        raise DomainError(
            _("一次最多休息 %(n)d 天；要停更久，请联系商城。") % {"n": most.days}, field="until_on"
        )
    if from_at - now > rules.CLOSED_TO_NEW_ORDERS.figure("closure_ahead", at=now):
        raise DomainError(_("开始日期太远，请临近时再安排。"), field="from_on")
    words = wording.one_line(words, 200, "words")
    contact_data.require_none([words], field="words")
    holiday = Holiday.objects.create(
        shop=row, from_at=from_at, until_at=until_at, words=words, planned_by=actor, planned_at=now
    )
    record(actor=actor, verb="shop_holiday.plan", subject=holiday, rule=rules.CLOSED_TO_NEW_ORDERS.id)
    if from_at <= now:
        _begin(holiday, actor=actor, now=now)
    else:
        _follow(holiday, BEGIN_STAGE, holiday.from_at, now)
    return holiday


def _follow(holiday: Holiday, stage: str, due_at: datetime, now: datetime) -> None:
    owner = ("mall", 0)
    clocks.start(holiday, rules.CLOSED_TO_NEW_ORDERS, stage=stage, owner=owner, due_at=due_at, now=now)


def _begin(holiday: Holiday, *, actor, now: datetime) -> None:
    """The caller holds the shop."""
    rule = rules.CLOSED_TO_NEW_ORDERS.id
    move(states.HOLIDAY, holiday, "begin", actor=actor, rule=rule)
    _show(holiday.shop, reopens_at=holiday.until_at, words=holiday.words)
    _follow(holiday, END_STAGE, holiday.until_at, now)


def _show(shop: Shop, *, reopens_at: datetime | None, words: str) -> None:
    """Have the shop's row say it, and its pages with it."""
    Shop.objects.filter(pk=shop.pk).update(
        reopens_at=reopens_at, holiday_words=words, version=F("version") + 1
    )


@locks.service
def begin(*, holiday: Holiday, now: datetime) -> None:
    """The time has come. Called by its clock; one whose end has passed meanwhile never begins."""
    locks.lock_one(holiday.shop)
    if holiday.state != HolidayState.PLANNED:
        return
    if holiday.until_at <= now:
        rule = rules.CLOSED_TO_NEW_ORDERS.id
        move(states.HOLIDAY, holiday, "cancel", actor=None, rule=rule, ended_at=now)
        return
    _begin(holiday, actor=None, now=now)
    _tell(holiday, "begun", _("店铺开始休息，不再接新订单"), _("已有订单照常发货，时限不变。"))


@locks.service
def end(*, holiday: Holiday, now: datetime) -> None:
    """The shop opens again. Called by its clock."""
    locks.lock_one(holiday.shop)
    if holiday.state == HolidayState.CURRENT:
        _end(holiday, actor=None, now=now)
        _tell(holiday, "over", _("店铺休息结束，已恢复接单"), "")


@locks.service
def call_off(*, actor, holiday: Holiday, now: datetime | None = None) -> Holiday:
    """The shop takes orders after all: what was planned doesn't come, what has begun ends now.

    Raises ForbiddenMove where it is over.
    """
    now = now or timezone.now()
    row = locks.lock_one(holiday)  # before the shop, as its clocks do
    locks.lock_one(holiday.shop)
    if row.state == HolidayState.CURRENT:
        clocks.cancel(row, rules.CLOSED_TO_NEW_ORDERS, stage=END_STAGE, now=now)
        _end(holiday, actor=actor, now=now)
        return holiday
    if row.state != HolidayState.PLANNED:
        raise ForbiddenMove(states.HOLIDAY, row.state, "cancel")
    clocks.cancel(row, rules.CLOSED_TO_NEW_ORDERS, stage=BEGIN_STAGE, now=now)
    rule = rules.CLOSED_TO_NEW_ORDERS.id
    move(states.HOLIDAY, holiday, "cancel", actor=actor, rule=rule, ended_at=now)
    return holiday


def _end(holiday: Holiday, *, actor, now: datetime) -> None:
    rule = rules.CLOSED_TO_NEW_ORDERS.id
    move(states.HOLIDAY, holiday, "end", actor=actor, rule=rule, ended_at=now)
    _show(holiday.shop, reopens_at=None, words="")


def _tell(holiday: Holiday, what: str, title, body) -> None:
    notices.tell_owners(
        holiday.shop,
        key=f"holiday:{holiday.pk}:{what}",
        title=title,
        body=body,
        link=f"/seller/{holiday.shop.slug}/settings/",
        rule=rules.CLOSED_TO_NEW_ORDERS.id,
    )
