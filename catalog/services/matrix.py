"""The matrix of a listing's SKUs: saved as a whole, each bad cell named, nothing half.

What a shopper chooses from (names and values of the specs) is reviewed content: changing it brings a live
listing back to draft. Prices, stock, codes, weights and what is for sale change at once. (A7.1, A8.1, D4.3)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count as numbers

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, PriceRecord, Product, ProductState
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError, TryAgain

from . import availability, listings, prices, skus, stock
from .cells import MOST_NAMES, BadCells, Line, clean_names, problems, spec_of

BATCH = 500


@locks.service
def save(
    *,
    actor,
    product: Product,
    names: Sequence[str],
    lines: Sequence[Line],
    reason: str = "",
    version: int | None = None,
) -> None:
    """Make the product's SKUs those of ``lines``, all or none. What no line names is taken out of sale.

    A combination that was sold before comes back with its history. ``reason`` is needed where a count
    changes.
    Raises BadCells naming every cell that can't be, listings.Outdated, stock.CountMoved, and DomainError for
    names that can't be, too many SKUs, none for sale, a SKU of another product, a count that doesn't say what
    was shown, or a listing that was taken down.
    """
    row = locks.lock_one(product)
    if row.state == ProductState.TAKEN_DOWN:
        raise DomainError(_("商品已违规下架，规格、价格和库存不能再改。"))
    listings.require_version(row, version)
    known = {sku.pk: sku for sku in row.skus.order_by("position", "id")}
    if any(line.sku_id is not None and line.sku_id not in known for line in lines) or any(
        line.sku_id and line.on_hand is not None and line.shown_on_hand is None for line in lines
    ):
        raise DomainError(_("规格列表已经变了，请刷新后再改。"))
    clean = clean_names(names, most=max(MOST_NAMES, len(row.spec_names)))
    placed = [replace(line, place=i) for i, line in enumerate(lines) if line.sku_id or line.is_active]
    wanted = _adopted(placed, clean, known)
    if not any(line.is_active for line in wanted):
        raise DomainError(_("商品至少要有一个在卖的规格；不卖了请下架商品。"))
    if len(wanted) > skus.MOST_SKUS:
        raise DomainError(_("一个商品最多 %(most)d 个规格。") % {"most": skus.MOST_SKUS})
    if found := problems(row, clean, wanted, known):
        raise BadCells(found)
    # A line without an id took over a SKU that was for sale no more: that is a reason in itself.
    named = {line.sku_id for line in lines}
    back = {pk for pk, sku in known.items() if not sku.is_active and pk not in named}
    try:
        _write(actor, _reworded(actor, row, clean, wanted, known), wanted, known, reason, back)
        availability.note([row.pk])
    except IntegrityError as error:  # somebody took a code meanwhile
        raise TryAgain from error


def _adopted(lines: list[Line], names: list[str], known: dict[int, SKU]) -> list[Line]:
    """New lines whose combination was there before take its SKU over; each remembers its place."""
    free = {
        frozenset(sku.spec.items()): pk
        for pk, sku in known.items()
        if pk not in {line.sku_id for line in lines}
    }
    return [
        line if line.sku_id else _adopt(line, free.pop(frozenset(spec_of(names, line).items()), None))
        for line in lines
    ]


def _adopt(line: Line, pk: int | None) -> Line:
    return line if pk is None else replace(line, sku_id=pk)


def _reworded(actor, row: Product, names: list[str], lines: list[Line], known: dict[int, SKU]) -> Product:
    """The product with ``names``; open for edit where shoppers would choose from something else. (A7.1)"""
    specs = [spec_of(names, line) for line in lines]
    same = all(
        line.sku_id is not None and known[line.sku_id].spec == spec
        for line, spec in zip(lines, specs, strict=True)
    )
    if row.spec_names == names and same:
        return row
    row = listings.open_for_edit(actor=actor, product=row)
    Product.objects.filter(pk=row.pk).update(spec_names=names)
    row.spec_names = names
    return row


def _write(
    actor, row: Product, lines: list[Line], known: dict[int, SKU], reason: str, back: set[int]
) -> None:
    codes = _new_codes(row, known)
    placed = [_placed(row, line, known, i, codes) for i, line in enumerate(lines)]
    new, old = [sku for sku in placed if sku.pk is None], [sku for sku in placed if sku.pk]
    row.skus.filter(is_active=True).exclude(pk__in=[sku.pk for sku in old]).update(is_active=False)
    _rewrite(old)
    SKU.objects.bulk_create(new, batch_size=BATCH)
    PriceRecord.objects.bulk_create(
        (PriceRecord(sku=s, price=s.price, list_price=s.list_price, changed_by=actor) for s in new),
        batch_size=BATCH,
    )
    prices.set_prices(
        actor=actor,
        product_id=row.pk,
        wanted={
            line.sku_id: (line.price, line.list_price)
            for line in lines
            if line.sku_id and line.price is not None
        },
    )
    listings.refresh(row)
    record(actor=actor, verb="product.save_skus", subject=row, data={"added": len(new), "kept": len(old)})
    _count(actor, lines, new, known, reason, back)


def _placed(row: Product, line: Line, known: dict[int, SKU], position: int, codes: Iterator[str]) -> SKU:
    """The SKU of a line as it is to be, not saved; the price of a known one is changed elsewhere."""
    sku = known[line.sku_id] if line.sku_id else SKU(product=row, shop_id=row.shop_id)
    if sku.pk is None:
        sku.price, sku.list_price = line.price or 0, line.list_price
    sku.spec, sku.position, sku.is_active = spec_of(row.spec_names, line), position, line.is_active
    sku.code = line.code.strip() or sku.code or next(codes)
    if line.weight_grams is not None:
        sku.weight_grams = line.weight_grams
    return sku


def _new_codes(product: Product, known: dict[int, SKU]) -> Iterator[str]:
    """Codes that no SKU of the shop has: a slash can't be typed, so they never meet one that was chosen."""
    taken = {sku.code for sku in known.values()}
    return (code for n in numbers(len(known) + 1) if (code := f"{product.code}/{n}") not in taken)


def _rewrite(skus_: list[SKU]) -> None:
    """Save what changed of SKUs; two of them may swap spec or code, which one statement couldn't."""
    was = {sku.pk: (sku.spec, sku.code) for sku in SKU.objects.filter(pk__in=[s.pk for s in skus_])}
    renamed = [sku for sku in skus_ if was[sku.pk] != (sku.spec, sku.code)]
    for sku in renamed:
        SKU.objects.filter(pk=sku.pk).update(spec={"": str(sku.pk)}, code=f"~{sku.pk}")
    SKU.objects.bulk_update(
        skus_, ["spec", "code", "position", "is_active", "weight_grams"], batch_size=BATCH
    )


def _count(
    actor, lines: list[Line], new: list[SKU], known: dict[int, SKU], reason: str, back: set[int]
) -> None:
    """Book the counts that changed, those of ``back`` without a reason, and the first ones of new SKUs."""
    changed = {
        line.sku_id: line
        for line in lines
        if line.sku_id and line.on_hand is not None and line.on_hand != line.shown_on_hand
    }
    if changed:
        stock.count(
            actor=actor,
            skus=[known[pk] for pk in changed],
            counts={pk: line.on_hand or 0 for pk, line in changed.items()},
            shown={pk: line.shown_on_hand for pk, line in changed.items() if line.shown_on_hand is not None},
            reason=reason or (str(_("恢复销售")) if changed.keys() <= back else ""),
        )
    fresh = [line for line in lines if not line.sku_id]
    stock.set_on_hand_many(
        actor=actor,
        counts={sku.pk: line.on_hand or 0 for sku, line in zip(new, fresh, strict=True)},
        reason=str(_("期初库存")),
    )
