"""A shop's life: created, opened, suspended, resumed, closed, banned."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.moments import day_in_words
from mall.transitions import move
from merchants import rules, states
from merchants.models import (
    Application,
    ApplicationState,
    MemberRole,
    Sanction,
    SanctionKind,
    SanctionState,
    Shop,
    ShopState,
)

from . import bans, members


@locks.service
def create_shop(
    *, actor, slug: str, name: str, kind: str, owner=None, name_en: str = "", intro: str = ""
) -> Shop:
    """Create a shop that prepares its opening; ``owner``, where given, becomes its first member.

    Raises DomainError with its ``field`` for a name or address that is taken or not valid.
    """
    shop = Shop(slug=slug, name=name.strip(), kind=kind, name_en=name_en.strip(), intro=intro.strip())
    try:
        shop.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field) from error
    try:
        shop.save()
    except IntegrityError as error:  # somebody was faster
        raise DomainError(_("店铺名称或网址名刚被占用，请换一个。"), field="name") from error
    record(actor=actor, verb="shop.create", subject=shop)
    if owner is not None:
        members.add_member(actor=actor, shop=shop, user=owner, role=MemberRole.OWNER)
    return shop


def _move(shop: Shop, action: str, *, actor, reason: str, rule: str = "", **changes) -> Shop:
    row = locks.lock_one(shop)
    return move(
        states.SHOP,
        shop,
        action,
        actor=actor,
        reason=reason.strip(),
        rule=rule,
        version=row.version + 1,
        **changes,
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_("请写明原因，店铺会看到。"), field="reason")


@locks.service
def open_shop(*, actor, shop: Shop, reason: str = "") -> Shop:
    """Open a prepared shop to shoppers.

    Raises RuleError B4.2 for one that no approved application is behind, RuleError D8.1 while a measure keeps
    it closed, ForbiddenMove, and DomainError for a shop without an owner.
    """
    rules.APPROVAL.require(
        Application.objects.filter(shop=shop, state=ApplicationState.APPROVED).exists(),
        _("店铺没有获批准的入驻申请，不能开业。"),
    )
    if not shop.members.filter(role=MemberRole.OWNER).exists():
        raise DomainError(_("店铺还没有店主，请先添加店主再开业。"))
    _require_no_measure(shop)
    return _move(shop, "open", actor=actor, reason=reason, opened_at=timezone.now())


@locks.service
def suspend(*, actor, shop: Shop, reason: str) -> Shop:
    """Close an open shop to new orders, at once; orders already placed go on. Raises ForbiddenMove. (D8.1)"""
    _require_reason(reason)
    return _move(shop, "suspend", actor=actor, reason=reason, rule=rules.CLOSED_TO_NEW_ORDERS.id)


@locks.service
def resume(*, actor, shop: Shop, reason: str = "") -> Shop:
    """Open a suspended shop again. Raises RuleError D8.1 while a measure keeps it closed, ForbiddenMove."""
    _require_no_measure(shop)
    return _move(shop, "resume", actor=actor, reason=reason, is_suspended_by_sanction=False)


def _require_no_measure(shop: Shop) -> None:
    """No hand opens a shop that a measure suspends; what ends its business for good has no way back."""
    locks.lock_one(shop)  # as ``impose`` does
    suspended = Sanction.objects.filter(
        shop=shop, state=SanctionState.ACTIVE, kind=SanctionKind.SUSPENSION
    ).exists()
    rules.CLOSED_TO_NEW_ORDERS.require(
        not suspended,
        _("店铺还有停业处理在生效：到期会自动恢复；要提前恢复，请先解除那项处理。"),
    )


@locks.service
def close(*, actor, shop: Shop, reason: str) -> Shop:
    """End a shop's business for good, without blame; orders already placed go on. Raises ForbiddenMove."""
    _require_reason(reason)
    return _move(shop, "close", actor=actor, reason=reason)


@locks.service
def ban(*, actor, shop: Shop, reason: str) -> Shop:
    """Ban a shop for good; nothing leads back. Orders already placed go on. Raises ForbiddenMove.

    Its licence, its responsible person and its account can't be applied with again. (D8.2)
    """
    _require_reason(reason)
    banned = _move(shop, "ban", actor=actor, reason=reason, rule=rules.BANNED.id)
    bans.bind(shop=shop)
    return banned


def require_open(shop: Shop) -> None:
    """Raise RuleError D8.1 unless ``shop``, as loaded, takes new orders; load it under lock to be sure."""
    rules.CLOSED_TO_NEW_ORDERS.require(
        shop.state == ShopState.OPEN,
        _("店铺“%(shop)s”目前不接受新订单，请先看看别家；已下的订单不受影响。") % {"shop": shop.title},
    )
    rules.CLOSED_TO_NEW_ORDERS.require(not shop.rests, rests_words(shop))


def rests_words(shop: Shop):
    """That a shop is on holiday, and until when."""
    words = {"shop": shop.title, "day": day_in_words(shop.reopens_at) if shop.reopens_at else ""}
    return _("店铺“%(shop)s”休息中，%(day)s恢复接单；已下的订单不受影响。") % words
