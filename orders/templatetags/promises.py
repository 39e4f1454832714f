"""What the deal says on pages of the catalogue, which can't ask it themselves: delivery, freight, returns."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from catalog.models import SKU, Fulfilment, Product
from mall.money import yuan
from mall.rulebook.boundary import link_to
from orders import rules, terms
from orders.models import OrderLine
from orders.services import freight
from orders.services.confirmation import Item
from orders.services.freight import Outlook

register = template.Library()


@register.inclusion_tag("orders/_promise.html")
def delivery_promise(sku: SKU) -> dict:
    """When a SKU leaves, from where, and what sending one of it costs. (D7.2)

    Its product is as ``catalog.product_page`` gives it. Says the same to everybody, wherever they live.
    """
    tariff = sku.product.tariff  # type: ignore[attr-defined]
    by_merchant = sku.fulfilment == Fulfilment.MERCHANT
    return {
        "hours": int(rules.DISPATCH_BY_MERCHANT.figure().total_seconds()) // 3600 if by_merchant else None,
        "clause": link_to(rules.DISPATCH_BY_MERCHANT.id),
        "reopens_at": sku.shop.reopens_at if by_merchant else None,
        "freight": freight_words(freight.outlook([(tariff, [Item(sku, 1)])] if tariff else [])),
    }


NAMED = 4  # regions


@register.filter
def freight_words(outlook: Outlook) -> tuple[str, ...]:
    """What freight may come to while nobody has said where to, in a few words each. (E13)"""
    words = [_how_much(outlook)]
    if outlook.free_above:
        words.append(_("满 ¥%(yuan)s 免运费") % {"yuan": yuan(outlook.free_above).removesuffix(".00")})
    if outlook.regions is None:
        words.append(_("只送部分地区"))
    elif len(outlook.regions) > NAMED:
        words.append(_("%(n)d 个地区不送") % {"n": len(outlook.regions)})
    elif outlook.regions:
        words.append(_("不送%(regions)s") % {"regions": "、".join(outlook.region_names)})
    return tuple(words)


def _how_much(outlook: Outlook) -> str:
    if not outlook.most:
        return _("包邮")
    if outlook.least == outlook.most:
        return f"¥{yuan(outlook.most)}"
    if not outlook.least:
        return _("按地区计，部分地区包邮")
    return _("¥%(yuan)s 起，按地区计") % {"yuan": yuan(outlook.least)}


@register.inclusion_tag("orders/_terms.html")
def aftersales_terms(product: Product) -> dict:
    """The after-sales terms of buying a product now. Its shop and category are loaded. (E17, E19)"""
    return _told(terms.of(product, product.shop))


@register.inclusion_tag("orders/_terms.html")
def line_terms(line: OrderLine) -> dict:
    """The after-sales terms under which a line was bought. (E19)"""
    return _told(line.terms)


def _told(kept: dict) -> dict:
    return {
        "title": terms.title(kept),
        "sentences": tuple(terms.sentences(kept)),
        "is_excluded": kept.get("returns") in terms.NO_RETURN,
        "clause": link_to(rules.TERMS.id),
    }
