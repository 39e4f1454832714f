"""What the deal says on pages of the catalogue, which can't ask it themselves: delivery, freight, returns."""

from __future__ import annotations

from django import template

from catalog.models import SKU, Fulfilment, Product
from mall.rulebook.boundary import link_to
from orders import rules, terms
from orders.models import OrderLine
from orders.services import freight

register = template.Library()


@register.inclusion_tag("orders/_promise.html")
def delivery_promise(sku: SKU) -> dict:
    """When a SKU leaves, from where, and what sending it costs. Its shop is loaded. (D7.2)"""
    by_merchant = sku.fulfilment == Fulfilment.MERCHANT
    return {
        "hours": int(rules.DISPATCH_BY_MERCHANT.figure().total_seconds()) // 3600 if by_merchant else None,
        "clause": link_to(rules.DISPATCH_BY_MERCHANT.id),
        "freight": freight.quote(sku.product.shop, [sku], ""),
    }


@register.inclusion_tag("orders/_terms.html")
def aftersales_terms(product: Product) -> dict:
    """The after-sales terms of buying a product now. Its category is loaded. (E19)"""
    return _told(terms.of(product))


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
