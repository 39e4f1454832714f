"""What a buyer may expect after the sale: said before buying, kept on the order, said again there. (E19)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from catalog.models import Product, Returns
from merchants.models import Shop

from . import rules
from .services.payables import term_ends

# Kinds of goods that a buyer can't return for no reason unless they had said yes to that (none of them).
NO_RETURN = frozenset(Returns) - {Returns.SEVEN_DAYS}


def of(product: Product, shop: Shop) -> dict:
    """The terms of buying ``product`` of ``shop`` now, as an order line keeps them. Its category is loaded.

    Where the shop promises more days than the mall asks for, its promise holds. (E17)
    """
    if not rules.TERMS.in_force:
        return {}
    return {
        "returns": product.return_policy,
        "days": max(rules.TERMS.figure("no_reason").days, shop.return_days),
        "refund_days": rules.TERMS.figure("refund").days,
    }


def needs_yes(products: Iterable[Product]) -> bool:
    """Whether one of ``products`` can only be excluded from returns by the buyer's own yes."""
    return any(product.return_policy == Returns.CONFIRMED for product in products)


def title(terms: Mapping) -> str:
    """In a few words; '' for an order older than the terms."""
    if "returns" not in terms:
        return ""
    if terms["returns"] == Returns.SEVEN_DAYS:
        return _("%(days)d 天无理由退货") % {"days": terms["days"]}
    return str(Returns(terms["returns"]).label)


def return_ends(received_at: datetime | None, terms: Iterable[Mapping]) -> datetime | None:
    """Until when what was received may be sent back for no reason; None where none of it may."""
    days = [each["days"] for each in terms if each.get("returns") == Returns.SEVEN_DAYS]
    return term_ends(received_at, timedelta(days=max(days))) if received_at and days else None


def sentences(terms: Mapping) -> list[str]:
    """In full: who may send back what, by when, and who pays the freight."""
    if "returns" not in terms:
        return []
    if terms["returns"] == Returns.SEVEN_DAYS:
        first = [
            _("签收次日起 %(days)d 天内，商品完好可以无理由退货；为查看而拆开包装不算损坏。")
            % {"days": terms["days"]},
            _("无理由退货的运费由买家承担，货款在商家收到退货后 %(days)d 天内原路退回。")
            % {"days": terms["refund_days"]},
        ]
    elif terms["returns"] == Returns.CONFIRMED:
        first = [_("这类商品的性质不宜退货：下单时请您确认，不确认就不能下单。")]
    else:
        first = [_("依法不适用七天无理由退货：%(kind)s。") % {"kind": Returns(terms["returns"]).label}]
    return [*first, _("质量问题、发错货或运输损坏：退货和换货的运费都由商家承担。")]
