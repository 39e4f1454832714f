"""The SKUs of a listing: added, taken out of sale and put back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.models import SKU, PriceRecord, Product, Stock
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError

from . import availability, listings, prices, stock

MOST_NAMES = 5
LONGEST_NAME, LONGEST_VALUE = 20, 60
MOST_SKUS = 200


def clean_spec(spec: Mapping[str, str]) -> dict[str, str]:
    """A spec as it is stored: visible text, in the order given. Raises DomainError for one that can't be."""
    if not 0 < len(spec) <= MOST_NAMES:
        raise DomainError(
            _("规格要有 1 到 %(most)d 项，例如“颜色：红色”。") % {"most": MOST_NAMES}, field="spec"
        )
    clean: dict[str, str] = {}
    for raw_name, raw_value in spec.items():
        name, value = wording.one_line(raw_name), wording.one_line(raw_value)
        if not name or not value:
            raise DomainError(_("规格的名称和值都不能为空。"), field="spec")
        if name in clean:
            raise DomainError(_("规格“%(name)s”写了两次。") % {"name": name}, field="spec")
        clean[wording.within(name, most=LONGEST_NAME, name=_("规格名称"), field="spec")] = wording.within(
            value, most=LONGEST_VALUE, name=_("规格值"), field="spec"
        )
    return clean


@locks.service
def add_sku(
    *,
    actor,
    product: Product,
    spec: Mapping[str, str],
    price: int,
    list_price: int | None = None,
    on_hand: int = 0,
    code: str = "",
) -> SKU:
    """Add a spec to a listing, with its price (fen) and pieces at hand; a live listing goes back to draft.

    All SKUs of a product have the same spec names. Raises DomainError for a spec that is there already or
    doesn't fit, a code that is taken, a price or count that can't be.
    """
    row = listings.open_for_edit(actor=actor, product=product)
    clean = clean_spec(spec)
    others = list(row.skus.order_by("position", "id"))
    _require_fit(row, others, clean)
    prices.check(price, list_price)
    sku = SKU(
        product=row,
        shop_id=row.shop_id,
        code=_clean_code(row, others, code),
        spec=clean,
        price=price,
        list_price=list_price,
        position=len(others),
    )
    try:
        sku.save()
    except IntegrityError as error:  # somebody was faster
        raise _code_is_taken(sku.code) from error
    PriceRecord.objects.create(sku=sku, price=price, list_price=list_price, changed_by=actor)
    Stock.objects.create(sku=sku)
    if not others:
        Product.objects.filter(pk=row.pk).update(spec_names=list(clean))
    listings.refresh(row)
    record(actor=actor, verb="product.add_sku", subject=row, data={"sku": sku.pk})
    stock.set_on_hand_many(actor=actor, counts={sku.pk: on_hand}, reason=str(_("期初库存")))
    availability.note([row.pk])
    return sku


def _require_fit(product: Product, others: list[SKU], spec: dict[str, str]) -> None:
    if len(others) >= MOST_SKUS:
        raise DomainError(_("一个商品最多 %(most)d 个规格。") % {"most": MOST_SKUS}, field="spec")
    if others and set(spec) != set(product.spec_names):
        raise DomainError(
            _("规格名称要与其他规格一致：%(names)s。") % {"names": "、".join(product.spec_names)},
            field="spec",
        )
    if any(other.spec == spec for other in others):
        raise DomainError(_("这个规格已经有了。"), field="spec")


def _clean_code(product: Product, others: list[SKU], code: str) -> str:
    typed = code.strip()
    if typed and (len(typed) > 60 or not wording.CODE.fullmatch(typed)):
        raise DomainError(_("SKU 编号只能用字母、数字、点、横线和下划线，最多 60 个字符。"), field="code")
    # A slash can't be typed into a code, so codes made here never meet one that a merchant chose.
    code = typed or f"{product.code}/{len(others) + 1}"
    if SKU.objects.filter(shop=product.shop_id, code=code).exists():
        raise _code_is_taken(code)
    return code


def _code_is_taken(code: str) -> DomainError:
    return DomainError(_("店里已经有编号为“%(code)s”的 SKU。") % {"code": code}, field="code")


@locks.service
def retire_sku(*, actor, sku: SKU) -> None:
    """Stop selling a spec; its history and orders stay. Raises DomainError for a listing's last."""
    _set_active(actor, sku, active=False)


@locks.service
def revive_sku(*, actor, sku: SKU) -> None:
    """Sell a retired spec again."""
    _set_active(actor, sku, active=True)


def _set_active(actor, sku: SKU, *, active: bool) -> None:
    product = locks.lock_one(sku.product)
    if not active and not product.skus.filter(is_active=True).exclude(pk=sku.pk).exists():
        raise DomainError(_("商品至少要有一个在卖的规格；不卖了请下架商品。"))
    if SKU.objects.filter(pk=sku.pk).exclude(is_active=active).update(is_active=active):
        prices.refresh([product.pk])
        listings.note_problems(product)
        availability.note([product.pk])
        record(
            actor=actor,
            verb="product.revive_sku" if active else "product.retire_sku",
            subject=product,
            data={"sku": sku.pk},
        )
    sku.is_active = active
