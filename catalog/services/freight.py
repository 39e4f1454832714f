"""By which freight template goods go, and what templates lack to be reckoned with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, Product, ProductState
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from merchants.models import FreightMethod, FreightTemplate, Shop
from merchants.services import freight as templates


@locks.service
def choose(*, actor, product: Product, template: FreightTemplate | None) -> bool:
    """Have a product go by ``template``, or by its shop's default; False where it does already.

    Counts at once and needs no review. Raises DomainError for another shop's template.
    """
    if template is not None and template.shop_id != product.shop_id:
        raise DomainError(_("请选择本店的运费模板。"), field="freight")
    row = locks.lock_one(product)
    pk = template.pk if template else None
    if row.freight_template_id == pk:
        return False
    Product.objects.filter(pk=row.pk).update(freight_template=template)
    record(actor=actor, verb="product.choose_freight", subject=row, data={"template": pk})
    return True


@locks.service
def remove(*, actor, template: FreightTemplate) -> None:
    """Delete a template that no goods of the shop name; removed listings, which nobody sees, let go of it.

    Raises what ``merchants.services.freight.remove`` does, with nothing written.
    """
    locks.lock_one(template.shop)
    gone = Product.objects.filter(freight_template=template, state=ProductState.REMOVED)
    rows = locks.lock(Product, gone.order_by("pk").values_list("pk", flat=True))
    Product.objects.filter(pk__in=rows).update(freight_template=None)
    templates.remove(actor=actor, template=template)


def going_by(template: FreightTemplate) -> QuerySet[Product]:
    """The goods that go by a template, by name or as its shop's default."""
    named = Q(freight_template=template)
    if template.is_default:
        named |= Q(freight_template=None)
    return Product.objects.for_shop(template.shop).filter(named)


def without_weight(template: FreightTemplate) -> QuerySet[SKU]:
    """Specs on sale that a template by weight can't weigh: they count with the first grams."""
    if template.method != FreightMethod.WEIGHT:
        return SKU.objects.none()
    goods = going_by(template).filter(state=ProductState.ON_SALE)
    specs = SKU.objects.filter(product__in=goods, is_active=True, weight_grams=0)
    return specs.select_related("product").order_by("product_id", "position", "id")


def weightless_by_template(found: Sequence[FreightTemplate]) -> Counter[int]:
    """How many specs ``without_weight`` has for each of a shop's templates, by its key. One query."""
    by_weight = {t.pk: t for t in found if t.method == FreightMethod.WEIGHT}
    default = next((t.pk for t in found if t.is_default), None)
    if not by_weight:
        return Counter()
    specs = SKU.objects.filter(
        product__in=Product.objects.for_shop(found[0].shop).filter(state=ProductState.ON_SALE),
        is_active=True,
        weight_grams=0,
    )
    counts = specs.order_by().values_list("product__freight_template").annotate(n=Count("pk"))
    lacking: Counter[int] = Counter()
    for named, n in counts:
        if (goes_by := named or default) in by_weight:
            lacking[goes_by] += n
    return lacking


def with_counts(shop: Shop) -> list[FreightTemplate]:
    """The shop's templates, the default first; ``named`` is how many goods name each."""
    kept = ~Q(products__state=ProductState.REMOVED)
    found = shop.freight_templates.annotate(named=Count("products", filter=kept))
    return list(found.order_by("-is_default", "name", "id"))
