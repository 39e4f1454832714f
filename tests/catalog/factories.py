"""Goods, as the services would have made them."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import replace

from django.contrib.auth.models import Permission
from django.utils import timezone

from catalog.models import SKU, Category, Movement, PriceRecord, Product, ProductState, Stock
from catalog.models.stock import Place
from catalog.services import listings, matrix, prices, stock
from catalog.services.cells import Line
from mall.accounts.models import User
from mall.audit.models import Act
from merchants.models import Shop
from tests.merchants.factories import make_shop, make_user

_numbers = itertools.count(1)


def make_category(name: str = "", parent: Category | None = None, **over) -> Category:
    number = next(_numbers)
    return Category.objects.create(name=name or f"分类{number}", parent=parent, slug=f"c-{number}", **over)


def make_leaf(first: str = "", second: str = "") -> Category:
    return make_category(second, parent=make_category(first))


def make_draft(*, shop: Shop | None = None, with_sku: bool = True, **over) -> Product:
    """A complete draft with one SKU of 10 pieces at ¥128.00."""
    return _listed(shop or make_shop(), [{}] if with_sku else [], over)


# What each step of a listing's way leaves on record: the verb, its data, its clause.
_CREATE = ("product.create", {}, "")
_SAVE_SKUS = ("product.save_skus", {"kept": 0, "added": 1}, "")
_SUBMIT = ("product.submit", {"from": "draft", "to": "submitted"}, "")
_APPROVE = ("product.approve", {"from": "submitted", "to": "on_sale"}, "A7.1")


def _listed(shop: Shop, skus: list[dict], content: dict, *, reviewer: User | None = None) -> Product:
    """A listing with its first SKU, on sale where somebody has reviewed it, as the services would leave it.

    A tenth of their statements, as most tests begin with goods; a test compares the rows.
    """
    defaults = {"name": "高山绿茶", "origin": "浙江杭州", "attributes": [("净含量", "250 克")]}
    code = content.pop("code", "") or f"P{secrets.token_hex(4).upper()}"
    category = content.pop("category", None) or make_leaf()
    product = Product.objects.create(
        shop=shop, code=code, **listings.clean_content(defaults | {"category": category} | content)
    )
    for given in skus:
        _first_sku(product, **given)
    listings.refresh(product)
    past = [_CREATE, *([_SAVE_SKUS] if skus else []), *([_SUBMIT, _APPROVE] if reviewer else [])]
    in_stock = any(given.get("on_hand", 10) for given in skus)
    changes = {"version": 2 + bool(skus) + bool(reviewer), "in_stock": in_stock}
    if reviewer:
        changes |= {"state": ProductState.ON_SALE, "on_sale_at": timezone.now()}
    Product.objects.filter(pk=product.pk).update(**changes)
    Act.objects.bulk_create(
        Act(
            actor=reviewer if rule else None,
            verb=verb,
            subject_kind="catalog.product",
            subject_id=product.pk,
            data=data,
            rule=rule,
        )
        for verb, data, rule in past
    )
    product.refresh_from_db()
    return product


def _first_sku(
    product: Product, *, spec: dict[str, str] | None = None, price: int = 12_800, on_hand: int = 10, **over
) -> SKU:
    product.spec_names, spec = list(spec or {"规格": "标准"}), spec or {"规格": "标准"}
    product.save(update_fields=["spec_names"])
    sku = SKU.objects.create(
        product=product, shop=product.shop, code=f"{product.code}/1", spec=spec, price=price, **over
    )
    PriceRecord.objects.create(sku=sku, price=price, list_price=sku.list_price)
    Stock.objects.create(sku=sku, on_hand=on_hand)
    if on_hand:
        Movement.objects.create(
            sku=sku, source=Place.DIFFERENCE, target=Place.SHOP, quantity=on_hand, reason="期初库存"
        )
    return sku


def make_sku(product: Product, *, spec: dict[str, str] | None = None, **over) -> SKU:
    """One more SKU beside those of ``product``, as a merchant adds a line to its matrix."""
    spec = spec or {"规格": "标准"}
    product.refresh_from_db()
    names = product.spec_names or list(spec)
    fields = {"price": 12_800, "on_hand": 10, **over}
    line = Line(tuple(spec[name] for name in names), **fields)
    matrix.save(actor=None, product=product, names=names, lines=[*lines_of(product), line])
    return product.skus.select_related("product", "stock").latest("pk")


def lines_of(product: Product) -> list[Line]:
    """The lines of a product's matrix as they are."""
    return [
        Line(
            tuple(sku.spec[name] for name in product.spec_names),
            sku_id=sku.pk,
            price=sku.price,
            list_price=sku.list_price,
            is_active=sku.is_active,
        )
        for sku in product.skus.order_by("position", "id")
    ]


def sell(sku: SKU, *, active: bool) -> None:
    """Take a SKU out of sale by its matrix, or put it back."""
    product = Product.objects.get(pk=sku.product_id)
    lines = [replace(line, is_active=active) if line.sku_id == sku.pk else line for line in lines_of(product)]
    matrix.save(actor=None, product=product, names=product.spec_names, lines=lines)


def set_price(*, actor, sku: SKU, price: int, list_price: int | None = None) -> PriceRecord | None:
    """Another price for one SKU; the record of it, None where it is no other."""
    records = prices.set_prices(actor=actor, product_id=sku.product_id, wanted={sku.pk: (price, list_price)})
    return next(iter(records), None)


def set_on_hand(*, actor, sku: SKU, on_hand: int, reason: str) -> Movement | None:
    """Another count of one SKU; the movement, None where it is no other."""
    return next(iter(stock.count(actor=actor, skus=[sku], counts={sku.pk: on_hand}, reason=reason)), None)


def make_reviewer(**over) -> User:
    reviewer = make_user(is_staff=True, **over)
    reviewer.user_permissions.add(Permission.objects.get(codename="review_product"))
    return User.objects.get(pk=reviewer.pk)


def make_product_on_sale(*, reviewer: User | None = None, **over) -> Product:
    """A product that a shopper can buy, with one SKU of 10 pieces at ¥128.00."""
    shop = over.pop("shop", None) or make_shop()
    return _listed(shop, [{}], over, reviewer=reviewer or make_reviewer())


def make_sku_on_sale(**over) -> SKU:
    """The SKU of a product on sale; ``on_hand`` and ``price`` are its own."""
    sku = {name: over.pop(name) for name in ("on_hand", "price", "spec", "list_price") if name in over}
    shop = over.pop("shop", None) or make_shop()
    product = _listed(shop, [sku], over, reviewer=make_reviewer())
    return SKU.objects.select_related("product__shop", "stock").get(product=product)
