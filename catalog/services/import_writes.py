"""What an import writes of a few products at once, and what it keeps of how they were."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from catalog import search
from catalog.imports.plans import Change, sku_code
from catalog.imports.sheet import Row
from catalog.models import SKU, ImportChange, ImportRun, PriceRecord, Product
from mall.digests import digest_of

from . import listings, listings_in_bulk, prices, supervised

BATCH = 250
# What makes a listing the one that was imported, as long as nobody edits it.
WORDS = (*listings.ONE_LINE, "attributes", "description", "category_id", "spec_names")


def write(*, actor, entry: ImportRun, changes: list[Change]) -> dict[int, int]:
    """Write products, specs and prices that the caller has locked; returns the counts to book, by SKU id.

    Raises IntegrityError where somebody adds the same goods in this moment.
    """
    kept = {id(change): _former(change) for change in changes}
    _write_products(actor, changes)
    counts, added = _write_skus(actor, changes)
    _settle(actor, changes)
    ImportChange.objects.bulk_create(
        (_as_kept(entry, change, kept[id(change)], added) for change in changes), batch_size=BATCH
    )
    return counts


def words_digest(product: Product) -> str:
    """The digest of a listing's words."""
    said = {name: getattr(product, name) for name in WORDS}
    if not said["name_en"]:
        del said["name_en"]  # as digests were made before there were any
    return digest_of(said)


def _former(change: Change) -> dict:
    """What the change is about to overwrite."""
    if change.is_new:
        return {}
    product = change.product
    before = {name: getattr(product, name) for name in change.content} | {"state": product.state}
    if change.new_skus and not product.spec_names:
        before["spec_names"] = []
    before["prices"] = {sku.pk: [sku.price, sku.list_price] for sku, _row in change.new_prices}
    return before


def _as_kept(entry: ImportRun, change: Change, before: dict, added: dict[int, list[SKU]]) -> ImportChange:
    product, former_prices = change.product, before.pop("prices", {})
    new = added.get(id(change), [])
    skus = [
        {"sku": sku.pk, "is_new": True, "after": [sku.price, sku.list_price], "on_hand": row.on_hand}
        for sku, row in zip(new, change.new_skus, strict=True)
    ]
    skus += [
        {
            "sku": sku.pk,
            "is_new": False,
            "before": former_prices[sku.pk],
            "after": [row.price, row.list_price],
        }
        for sku, row in change.new_prices
    ]
    after = {name: getattr(product, name) for name in before if name != "state"}
    return ImportChange(
        run=entry,
        product=product,
        is_new=change.is_new,
        before=before,
        after={"words": words_digest(product)} if change.is_new else after,
        skus=skus,
    )


def _write_products(actor, changes: Iterable[Change]) -> None:
    now = timezone.now()
    reworded = [change for change in changes if change.reviewed_content]
    new = [change for change in reworded if change.is_new]
    old = [change for change in reworded if not change.is_new]
    listings_in_bulk.reopen_many(actor=actor, products=[change.product for change in old])
    for change in reworded:
        product = change.product
        for name, value in change.content.items():
            setattr(product, name, value)
        if change.new_skus and not product.spec_names:
            product.spec_names = list(change.new_skus[0].spec)
        product.problems, product.updated_at = change.problems, now
    for change in new:
        # Written with the row: two UPDATEs of ten thousand rows fewer.
        product = change.product
        product.category = change.leaf
        product.price_from = min(row.price for row in change.new_skus)
        search.describe(product)
    Product.objects.bulk_create((change.product for change in new), batch_size=BATCH)
    fields = {"category_id": "category"}
    touched = {fields.get(name, name) for change in old for name in change.content}
    Product.objects.bulk_update(
        (change.product for change in old), sorted(touched | {"spec_names", "problems"}), batch_size=BATCH
    )


def _write_skus(actor, changes: Iterable[Change]) -> tuple[dict[int, int], dict[int, list[SKU]]]:
    """Write new SKUs and prices; returns every count to book, by SKU id, and the new SKUs of each change."""
    added: dict[int, list[SKU]] = {}
    priced: list[tuple[SKU, Row]] = []
    counts: dict[int, int] = {}
    for change in changes:
        added[id(change)] = [_new_sku(change.product, row, place) for place, row in change.placed_skus]
        priced += change.new_prices
        counts |= change.counts
    new = [sku for skus in added.values() for sku in skus]
    SKU.objects.bulk_create(new, batch_size=BATCH)
    for change in changes:
        counts |= {sku.pk: row.on_hand for sku, row in zip(added[id(change)], change.new_skus, strict=True)}
    for sku, row in priced:
        sku.price, sku.list_price = row.price, row.list_price
    SKU.objects.bulk_update((sku for sku, _row in priced), ["price", "list_price"], batch_size=BATCH)
    PriceRecord.objects.bulk_create(
        (
            PriceRecord(sku=sku, price=sku.price, list_price=sku.list_price, changed_by=actor)
            for sku in (*new, *(sku for sku, _row in priced))
        ),
        batch_size=BATCH,
    )
    return counts, added


def _new_sku(product: Product, row: Row, position: int) -> SKU:
    return SKU(
        product=product,
        shop_id=product.shop_id,
        code=sku_code(product, position),
        spec=row.spec,
        price=row.price,
        list_price=row.list_price,
        position=position,
    )


def _settle(actor, changes: list[Change]) -> None:
    """What known products cost and are found by now, and off to the reviewers with what is complete."""
    known = [change for change in changes if not change.is_new]
    prices.refresh(change.product.pk for change in known)
    repriced = [change.product.pk for change in known if change.new_prices]
    supervised.see_again(actor=actor, product_ids=repriced)
    reworded = [change.product.pk for change in known if change.reviewed_content]
    search.index(Product.objects.select_related("category__parent").filter(pk__in=reworded))
    listings_in_bulk.submit_many(
        actor=actor,
        products=[
            change.product
            for change in changes
            if change.reviewed_content and not change.problems and not change.was_withdrawn
        ],
    )
