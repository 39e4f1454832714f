"""Drafts: saved while they are typed, and begun as copies of other listings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count as numbers

from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, Picture, PriceRecord, Product, ProductState, Stock
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError

from . import availability, listings


@dataclass(frozen=True)
class Saved:
    """What became of a draft: its version now, and the words about each field that couldn't be kept."""

    version: int
    problems: dict[str, object]


@locks.service
def save_as_typed(*, actor, product: Product, content: Mapping, version: int) -> Saved:
    """Keep those fields of ``content`` that can be stored, and name the others.

    Raises listings.Outdated where somebody else wrote meanwhile, DomainError for what isn't a draft: what
    shoppers see or reviewers read never changes by itself.
    """
    row = locks.lock_one(product)
    listings.require_version(row, version)
    if row.state != ProductState.DRAFT:
        raise DomainError(_("只有草稿会自动保存；这个商品请点“保存内容”。"))
    good: dict = {}
    problems: dict[str, object] = {}
    for field, value in content.items():
        try:
            good |= listings.clean_content({field: value})
        except DomainError as error:
            problems[error.field or field] = error.message
    listings.edit(actor=actor, product=row, **good)
    row.refresh_from_db(fields=["version"])
    return Saved(row.version, problems)


@locks.service
def copy(*, actor, product: Product) -> Product:
    """A new draft with the same words, specs, prices and pictures; codes of its own, and no stock.

    The picture files are shared: they are never changed.
    """
    source = locks.lock_one(product)
    name = str(_("%(name)s（副本）") % {"name": source.name[:110]})
    content = {field: getattr(source, field) for field in listings.CONTENT if field != "name"}
    fresh = listings.create_draft(actor=actor, shop=source.shop, name=name, **content)
    _copy_skus(actor, source, fresh)
    Picture.objects.bulk_create(
        Picture(
            product=fresh,
            file=picture.file.name,
            width=picture.width,
            height=picture.height,
            alt=picture.alt,
            position=picture.position,
            digest=picture.digest,
        )
        for picture in source.pictures.order_by("position", "id")
    )
    Product.objects.filter(pk=fresh.pk).update(
        spec_names=source.spec_names, freight_template=source.freight_template_id
    )
    fresh.spec_names = source.spec_names
    listings.refresh(fresh)
    availability.note([fresh.pk])
    record(actor=actor, verb="product.copy", subject=fresh, data={"from": source.pk})
    return fresh


def _copy_skus(actor, source: Product, fresh: Product) -> None:
    codes = (f"{fresh.code}/{n}" for n in numbers(1))
    made = SKU.objects.bulk_create(
        SKU(
            product=fresh,
            shop_id=fresh.shop_id,
            code=next(codes),
            spec=sku.spec,
            price=sku.price,
            list_price=sku.list_price,
            weight_grams=sku.weight_grams,
            position=i,
        )
        for i, sku in enumerate(source.skus.filter(is_active=True).order_by("position", "id"))
    )
    Stock.objects.bulk_create(Stock(sku=sku) for sku in made)
    PriceRecord.objects.bulk_create(
        PriceRecord(sku=sku, price=sku.price, list_price=sku.list_price, changed_by=actor) for sku in made
    )
