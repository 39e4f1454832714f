"""Shops, categories and listings of the demo, from its data files.

Shops go through their services. Categories and listings are written in bulk, as months of them could not have
been written today: the rows are those that drafting, submitting and approving leave behind, with their times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db.models import Model

from catalog import search
from catalog.models import (
    SKU,
    AttributeKind,
    Category,
    CategoryAttribute,
    PriceRecord,
    Product,
    ProductState,
    Returns,
)
from mall.accounts.models import User
from mall.accounts.services.people import create_account
from mall.audit.models import Act
from mall.subjects import kind_of
from merchants.models import Shop
from merchants.services import shops as shop_services

from . import catalogue, merchants
from .accounts import email
from .catalogue import Listing, ShopPlan

OPENED = timedelta(days=150)
BATCH = 500
# What spoils can't come back.
RETURNS = {"pastries": Returns.PERISHABLE}


@dataclass
class Market:
    """What was made. ``pieces`` is what each SKU has at the end of the demo's two months."""

    shops: list[Shop] = field(default_factory=list)
    owners: dict[int, User] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)
    skus: list[SKU] = field(default_factory=list)
    pieces: dict[int, int] = field(default_factory=dict)


def make(plans: list[ShopPlan], *, reviewer: User, now: datetime) -> Market:
    """Fill the mall with ``plans``; a few listings wait for review, as drafts, or are off sale."""
    market = Market()
    leaves = _make_categories(now - OPENED)
    merchants.need_permits()
    for plan in plans:
        shop = _open(plan, market, now)
        market.products += [_product(shop, leaves[row.category], row) for row in plan.listings]
    _date(market.products, now)
    Product.objects.bulk_create(market.products, batch_size=BATCH)
    search.index(market.products)
    _write_skus(market, [row for plan in plans for row in plan.listings])
    _write_acts(market, reviewer)
    return market


def _make_categories(at: datetime) -> dict[str, Category]:
    """The tree and what its leaves ask of goods; each leaf by its slug."""
    tops, below = [], []
    for i, branch in enumerate(catalogue.branches()):
        top = Category(slug=branch.slug, name=branch.name, name_en=branch.name_en, position=i)
        tops.append(top)
        below += [
            Category(
                parent=top,
                slug=slug,
                name=name,
                name_en=name_en,
                position=j,
                returns=RETURNS.get(slug, Returns.SEVEN_DAYS),
            )
            for j, (slug, name, name_en) in enumerate(branch.below)
        ]
    for layer in (tops, below):
        Category.objects.bulk_create(layer)
    asked = _make_attributes({node.slug: node for node in (*tops, *below)})
    Act.objects.bulk_create(
        [_act(None, "category.create", node, at) for node in (*tops, *below)]
        + [_act(None, "attribute.create", attribute, at) for attribute in asked],
        batch_size=BATCH,
    )
    return {leaf.slug: leaf for leaf in below}


def _make_attributes(tree: dict[str, Category]) -> list[CategoryAttribute]:
    return CategoryAttribute.objects.bulk_create(
        CategoryAttribute(
            category=tree[slug],
            name=row["name"],
            name_en=row["name_en"],
            kind=row.get("kind", AttributeKind.TEXT),
            choices=row.get("choices", []),
            unit=row.get("unit", ""),
            is_required=row.get("required", False),
            is_facet=row.get("facet", False),
            position=i,
        )
        for i, row in enumerate(catalogue.attributes())
        for slug in row["of"]
    )


def _open(plan: ShopPlan, market: Market, now: datetime) -> Shop:
    sign_in, name = plan.owner
    owner = create_account(actor=None, email=email(sign_in), display_name=name)
    shop = shop_services.create_shop(
        actor=None,
        slug=plan.slug,
        name=plan.name,
        name_en=plan.name_en,
        kind=plan.kind,
        owner=owner,
        intro=f"{plan.region}。{plan.intro}",
    )
    merchants.came(plan, shop, owner, now)
    shop_services.open_shop(actor=None, shop=shop)
    merchants.watch(shop, now)
    Shop.objects.filter(pk=shop.pk).update(created_at=now - OPENED, opened_at=now - OPENED)
    market.shops.append(shop)
    market.owners[shop.pk] = owner
    return shop


def _product(shop: Shop, category: Category, row: Listing) -> Product:
    return Product(
        shop=shop,
        category=category,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        subtitle=row.subtitle,
        brand=row.brand,
        origin=row.origin,
        unit=row.unit,
        attributes=row.attributes,
        spec_names=list(row.specs[0].spec),
        description=row.description,
        price_from=min(spec.price for spec in row.specs),
    )


def _date(products: list[Product], now: datetime) -> None:
    """When each was written and put on sale: most before the two months, some since, a few not yet."""
    chance = Random("demo listings")
    unusual = iter(chance.sample(products, 12))
    for product in products:
        age = chance.uniform(2, 25) if chance.random() < 0.1 else chance.uniform(62, 130)
        product.created_at = product.updated_at = now - timedelta(days=age + 2)
        product.state, product.on_sale_at = ProductState.ON_SALE, now - timedelta(days=age)
    for state, count in ((ProductState.SUBMITTED, 6), (ProductState.DRAFT, 3), (ProductState.OFF_SALE, 3)):
        for _one in range(count):
            product = next(unusual)
            product.state = state
            if state != ProductState.OFF_SALE:
                product.on_sale_at, product.created_at = None, now - timedelta(hours=chance.uniform(3, 30))


def _write_skus(market: Market, rows: list[Listing]) -> None:
    specs = []
    for product, row in zip(market.products, rows, strict=True):
        for i, spec in enumerate(row.specs):
            sku = SKU(
                product=product,
                shop=product.shop,
                code=f"{product.code}/{i + 1}",
                spec=spec.spec,
                price=spec.price,
                list_price=spec.list_price,
                weight_grams=spec.weight_grams,
                position=i,
            )
            market.skus.append(sku)
            specs.append(spec)
    SKU.objects.bulk_create(market.skus, batch_size=BATCH)
    market.pieces = {sku.pk: spec.on_hand for sku, spec in zip(market.skus, specs, strict=True)}
    PriceRecord.objects.bulk_create(
        (
            PriceRecord(
                sku=sku,
                price=sku.price,
                list_price=sku.list_price,
                changed_by=market.owners[sku.shop_id],
                at=sku.product.created_at,
            )
            for sku in market.skus
        ),
        batch_size=BATCH,
    )


def _write_acts(market: Market, reviewer: User) -> None:
    acts = []
    for product in market.products:
        owner = market.owners[product.shop_id]
        acts.append(_act(owner, "product.create", product, product.created_at))
        if product.state != ProductState.DRAFT:
            acts.append(_act(owner, "product.submit", product, product.created_at + timedelta(hours=2)))
        if product.on_sale_at is None:
            continue
        acts.append(_act(reviewer, "product.approve", product, product.on_sale_at))
        if product.state == ProductState.OFF_SALE:
            acts.append(_act(owner, "product.withdraw", product, product.on_sale_at + timedelta(days=1)))
    Act.objects.bulk_create(acts, batch_size=BATCH)


def _act(actor: User | None, verb: str, subject: Model, at: datetime) -> Act:
    return Act(actor=actor, verb=verb, subject_kind=kind_of(subject), subject_id=subject.pk, at=at)
