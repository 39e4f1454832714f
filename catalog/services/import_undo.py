"""Undoing a shop's last import: what nobody touched since goes back, the rest is named and kept. (F6.1)

Ledgers only grow: counts go back as movements, prices as new records. A listing that the import made goes out
of the shop for good; its row stays, because the ledgers speak of it. A spec that it added to a listing moves
to such a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import search
from catalog.imports import reversal
from catalog.imports.reversal import Reversal
from catalog.imports.sheet import Tell, quietly
from catalog.imports.spool import Spool
from catalog.models import SKU, ImportChange, ImportRun, PriceRecord, Product, ProductState, Stock
from mall import locks

from . import import_runs, imports, listings, listings_in_bulk, prices, stock

A_PART = 250
SHOWN = 100


def _as_it_is(value: dict) -> dict:
    return value


@dataclass
class Undo:
    """What undoing does: listings that go, listings of which something goes back, and what is kept."""

    removed: int = 0
    restored: int = 0
    kept: Spool[dict] = field(default_factory=lambda: Spool(_as_it_is, _as_it_is))

    def take(self, found: list[Reversal]) -> None:
        for one in found:
            self.removed += one.remove
            self.restored += one.anything and not one.remove
            for what, why in one.kept:
                named = {"code": one.product.code, "name": one.product.name}
                self.kept.append({"kind": "kept"} | named | {"column": what, "reason": why})

    def figures(self) -> dict:
        return {
            "removed": self.removed,
            "restored": self.restored,
            "kept_count": len(self.kept),
            "kept": self.kept.first(SHOWN),
        }


def plan(run: ImportRun) -> Undo:
    """What ``carry_out`` would do now; nothing is written."""
    made = Undo()
    for changes in _parts(run):
        made.take(reversal.look(run, changes))
    return made


def _parts(run: ImportRun) -> Iterator[list[ImportChange]]:
    after = 0
    while part := list(run.changes.filter(product__gt=after).order_by("product_id")[:A_PART]):
        yield part
        after = part[-1].product_id


@locks.service
def carry_out(*, actor, run: ImportRun, tell: Tell = quietly) -> Undo:
    """Undo an import that a worker has in hand, and end that.

    Raises RuleError F6.1 where it isn't the last one any more, Superseded where it isn't wanted any more.
    """
    locks.alone("listings.import", run.shop_id)
    import_runs.require_undoable(run)
    total = run.changes.count()
    _hold(run)
    made, done = Undo(), 0
    counts: dict[int, int] = {}
    for changes in _parts(run):
        found = reversal.look(run, changes)
        made.take(found)
        _write(actor, run, found)
        for one in found:
            counts |= one.counts
        done += len(changes)
        tell("undoing", done, total)
    _book(actor, run, counts)
    imports.end(run=run, action="finish_undo", actor=actor, undo=made.figures())
    return made


def _hold(run: ImportRun) -> None:
    """Lock the goods, then their stock: from here on nobody edits, counts or orders what is looked at."""
    for changes in _parts(run):
        locks.lock(Product, (change.product_id for change in changes))
    sku_ids = list(
        SKU.objects.filter(product__in=run.changes.values("product"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for start in range(0, len(sku_ids), A_PART):
        locks.lock(Stock, sku_ids[start : start + A_PART])


def _write(actor, run: ImportRun, found: list[Reversal]) -> None:
    _remove(actor, [one for one in found if one.remove])
    rest = [one for one in found if one.anything and not one.remove]
    _restore_prices(actor, rest)
    _part_with_skus(rest)
    _restore_words(actor, [one for one in rest if one.reviewed_content])
    prices.refresh(one.product.pk for one in rest if one.reviewed_content or one.prices)
    search.index(
        Product.objects.select_related("category__parent").filter(
            pk__in=[one.product.pk for one in rest if one.reviewed_content]
        )
    )


def _remove(actor, found: list[Reversal]) -> None:
    listings_in_bulk.remove_many(actor=actor, products=[one.product for one in found])
    _free_codes([sku for one in found for sku in one.product.skus.all()])


def _free_codes(skus: list[SKU]) -> None:
    """Take specs out of sale, and free their codes for the next import."""
    for sku in skus:
        sku.is_active, sku.code = False, f"~{sku.pk}"
    SKU.objects.bulk_update(skus, ["is_active", "code", "product"], batch_size=A_PART)


def _part_with_skus(found: list[Reversal]) -> None:
    """Move specs that the import added to a removed listing of the same name."""
    losing = [one for one in found if one.gone_skus]
    graves = [
        Product(
            shop_id=one.product.shop_id,
            code=f"~s{one.gone_skus[0].pk}",
            name=one.product.name,
            spec_names=one.product.spec_names,
            state=ProductState.REMOVED,
        )
        for one in losing
    ]
    Product.objects.bulk_create(graves, batch_size=A_PART)
    gone = []
    for one, grave in zip(losing, graves, strict=True):
        for sku in one.gone_skus:
            sku.product = grave
            gone.append(sku)
    _free_codes(gone)


def _restore_prices(actor, found: list[Reversal]) -> None:
    priced = [(sku, former) for one in found for sku, former in one.prices]
    for sku, (price, list_price) in priced:
        sku.price, sku.list_price = price, list_price
    SKU.objects.bulk_update((sku for sku, _former in priced), ["price", "list_price"], batch_size=A_PART)
    PriceRecord.objects.bulk_create(
        (
            PriceRecord(sku=sku, price=sku.price, list_price=sku.list_price, changed_by=actor)
            for sku, _former in priced
        ),
        batch_size=A_PART,
    )


def _restore_words(actor, found: list[Reversal]) -> None:
    """Put former words back; what was for review or on sale before the import goes to the reviewers again."""
    now = timezone.now()
    listings_in_bulk.reopen_many(actor=actor, products=[one.product for one in found])
    products = [one.product for one in found]
    for one in found:
        for name, value in one.words.items():
            setattr(one.product, name, value)
        one.product.updated_at = now
    touched = {name.removesuffix("_id") for one in found for name in one.words}
    Product.objects.bulk_update(products, sorted(touched | {"updated_at"}), batch_size=A_PART)
    listings.note_problems_of(products)
    was_shown = (ProductState.SUBMITTED, ProductState.ON_SALE)
    complete = [
        one.product for one in found if not one.product.problems and one.change.before["state"] in was_shown
    ]
    listings_in_bulk.submit_many(actor=actor, products=complete)


def _book(actor, run: ImportRun, differences: dict[int, int]) -> None:
    """Reverse what the import booked. The stock rows are locked since ``_hold``."""
    now = dict(Stock.objects.filter(sku__in=list(differences)).order_by("sku").values_list("sku", "on_hand"))
    counts = {sku_id: now[sku_id] + pieces for sku_id, pieces in differences.items()}
    reason = str(_("撤销导入 %(file)s") % {"file": run.file_name})
    stock.set_on_hand_many(actor=actor, counts=counts, reason=reason, subject=run)
