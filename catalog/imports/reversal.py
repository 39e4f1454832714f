"""What undoing an import would put back, and what it leaves because somebody has been there since.

Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from catalog.models import (
    SKU,
    Fulfilment,
    ImportChange,
    ImportRun,
    Movement,
    Place,
    Product,
    ProductState,
    Reservation,
)
from catalog.services.import_writes import words_digest
from mall.money import yuan

from .cells import LIST_PRICE, PRICE, SECOND, SPEC, STOCK
from .rows import CONTENT

COLUMN_OF = {name: column for column, name in CONTENT.items()} | {"category_id": SECOND, "spec_names": SPEC}


@dataclass
class Reversal:
    """What goes back of one product."""

    product: Product
    change: ImportChange
    remove: bool = False
    words: dict = field(default_factory=dict)
    gone_skus: list[SKU] = field(default_factory=list)
    prices: list[tuple[SKU, list]] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.remove or self.words or self.gone_skus or self.prices or self.counts)

    @property
    def reviewed_content(self) -> bool:
        return bool(self.words or self.gone_skus)

    def keep(self, what: str, why: str) -> None:
        self.kept.append((what, why))


@dataclass(frozen=True)
class Since:
    """What happened to the stock of the import's specs: what it booked, and what came after."""

    booked: dict[int, int]
    counted: frozenset[int]
    sold: frozenset[int]

    @classmethod
    def of(cls, run: ImportRun, sku_ids: Iterable[int]) -> Since:
        ids = list(sku_ids)
        mine = Movement.objects.about(run).filter(sku__in=ids).order_by("pk")
        booked: dict[int, int] = {}
        last: dict[int, int] = {}
        for move in mine:
            sign = 1 if move.target == Place.SHOP else -1
            booked[move.sku_id] = booked.get(move.sku_id, 0) + sign * move.quantity
            last[move.sku_id] = move.pk
        others = Movement.objects.filter(sku__in=ids).exclude(pk__in=[*last.values()]).order_by()
        latest = others.values_list("sku", "source", "target").annotate(last=Max("pk"))
        counted, sold = set(), set()
        for sku_id, source, target, pk in latest:
            if pk < last.get(sku_id, 0):
                continue
            (counted if Place.DIFFERENCE in (source, target) else sold).add(sku_id)
        sold |= set(
            Reservation.objects.filter(sku__in=ids).order_by().values_list("sku", flat=True).distinct()
        )
        return cls(booked, frozenset(counted), frozenset(sold))


def look(run: ImportRun, changes: list[ImportChange]) -> list[Reversal]:
    """What goes back of a few products, as they are now."""
    products = {
        product.pk: product
        for product in Product.objects.filter(pk__in=[change.product_id for change in changes])
        .defer("search", "pinyin")
        .select_related("category__parent")
        .prefetch_related("skus__stock")
        .annotate(picture_count=Count("pictures"))
        .order_by("pk")
    }
    since = Since.of(run, [sku.pk for product in products.values() for sku in product.skus.all()])
    return [_reversal(products[change.product_id], change, since) for change in changes]


def _reversal(product: Product, change: ImportChange, since: Since) -> Reversal:
    made = Reversal(product, change)
    if product.state == ProductState.TAKEN_DOWN:
        made.keep("", _("已被违规下架，保持原样"))
    elif change.is_new:
        _new_product(made, since)
    else:
        _words(made)
        _skus(made, since)
        _counts(made, since)
    return made


def _new_product(made: Reversal, since: Since) -> None:
    """A product that the import made: gone altogether, or kept as it is."""
    product, lines = made.product, {line["sku"]: line for line in made.change.skus}
    skus = list(product.skus.all())
    if words_digest(product) != made.change.after["words"]:
        made.keep("", _("导入后修改过内容"))
    if getattr(product, "picture_count", 0):
        made.keep("", _("导入后添加了图片"))
    if {sku.pk for sku in skus} != set(lines):
        made.keep(SPEC, _("导入后增减过规格"))
    for sku in skus:
        if sku.pk in lines and (why := _touched(sku, lines[sku.pk], since)):
            made.keep(sku.spec_text, why)
    made.remove = not made.kept
    if made.remove:
        made.counts = {sku.pk: -sku.stock.on_hand for sku in skus if sku.stock.on_hand}


def _touched(sku: SKU, line: dict, since: Since) -> str:
    """Why a spec that the import made can't go: what was done with it since; nothing where it can."""
    if sku.pk in since.sold:
        return _("有顾客下过单")
    if sku.pk in since.counted or sku.stock.on_hand != line["on_hand"]:
        return _("导入后改过库存")
    if [sku.price, sku.list_price] != line["after"]:
        return _("导入后改过价格")
    if not sku.is_active or sku.fulfilment != Fulfilment.MERCHANT:
        return _("导入后改过设置")
    return ""


def _words(made: Reversal) -> None:
    product = made.product
    for name, after in made.change.after.items():
        if name == "spec_names":
            continue
        if getattr(product, name) == after:
            made.words[name] = made.change.before[name]
        else:
            made.keep(COLUMN_OF[name], _("导入后修改过"))


def _skus(made: Reversal, since: Since) -> None:
    known = {sku.pk: sku for sku in made.product.skus.all()}
    for line in made.change.skus:
        sku = known.get(line["sku"])
        if sku is None:
            continue
        if line["is_new"]:
            if why := _touched(sku, line, since):
                made.keep(sku.spec_text, why)
            else:
                made.gone_skus.append(sku)
                if sku.stock.on_hand:
                    made.counts[sku.pk] = -sku.stock.on_hand
        elif [sku.price, sku.list_price] == line["after"]:
            made.prices.append((sku, line["before"]))
        else:
            made.keep(_of(PRICE, sku), _("导入后改过价格，现在是 %(price)s 元") % {"price": yuan(sku.price)})
    if made.gone_skus and len(made.gone_skus) == len(known):
        made.words["spec_names"] = made.change.before.get("spec_names", made.product.spec_names)


def _counts(made: Reversal, since: Since) -> None:
    """The import's difference goes back; what was sold and returned meanwhile stays counted."""
    new = {line["sku"] for line in made.change.skus if line["is_new"]}
    for sku in made.product.skus.all():
        pieces = since.booked.get(sku.pk, 0)
        if not pieces or sku.pk in new:
            continue
        left = sku.stock.on_hand - pieces
        if sku.fulfilment != Fulfilment.MERCHANT:
            made.keep(_of(STOCK, sku), _("现在由商城仓库保管"))
        elif sku.pk in since.counted:
            made.keep(_of(STOCK, sku), _("导入后盘点过，现在是 %(n)d 件") % {"n": sku.stock.on_hand})
        elif left < max(0, sku.stock.reserved):
            made.keep(_of(STOCK, sku), _("已经卖出或被下单，退回去就不够了"))
        else:
            made.counts[sku.pk] = -pieces


def _of(column: str, sku: SKU) -> str:
    return f"{column}（{sku.spec_text}）"


__all__ = ["COLUMN_OF", "LIST_PRICE", "Reversal", "look"]
