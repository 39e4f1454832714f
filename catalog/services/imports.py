"""Importing a spreadsheet of listings into a shop: all of it or nothing. (F6.1)

``read`` checks the file by itself, ``plan`` compares it with what the shop has, ``run`` does it. The file is
the shop's word on every product in it: words, prices and counts are set to it. What isn't in it stays.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import IntegrityError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import attributes, rules, search, wording
from catalog.imports import cells, files, rows
from catalog.imports.cells import CellProblem
from catalog.imports.rows import Row, Sheet
from catalog.models import (
    SKU,
    Category,
    CategoryAttribute,
    Fulfilment,
    ImportRun,
    PriceRecord,
    Product,
    ProductState,
)
from mall import locks
from mall.audit.services import record
from mall.errors import TryAgain
from merchants.models import Shop

from . import categories, listings, prices, stock

BATCH = 500
SHOWN = 100


@dataclass
class Change:
    """What a file changes of a product that is there, or makes of a new one."""

    product: Product
    content: dict = field(default_factory=dict)
    new_skus: list[Row] = field(default_factory=list)
    new_prices: list[tuple[SKU, Row]] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    path: tuple[str, str] | None = None
    leaf: Category | None = None
    wanted: list[CategoryAttribute] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_new: bool = False
    was_withdrawn: bool = False

    @property
    def reviewed_content(self) -> bool:
        return bool(self.content or self.new_skus or self.path)

    @property
    def placed_skus(self) -> list[tuple[int, Row]]:
        """The new SKUs with their positions, after those that are there."""
        taken = 0 if self.is_new else len(self.product.skus.all())
        return list(enumerate(self.new_skus, start=taken))

    @property
    def anything(self) -> bool:
        return bool(self.reviewed_content or self.new_prices or self.counts)


@dataclass
class Plan:
    """What importing a sheet would do. With ``problems`` nothing will be imported."""

    sheet: Sheet
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[CellProblem] = field(default_factory=list)

    @property
    def created(self) -> int:
        return sum(1 for change in self.changes if change.is_new)

    @property
    def updated(self) -> int:
        return len(self.changes) - self.created

    @property
    def drafts(self) -> list[Change]:
        """Products that stay drafts because something is missing."""
        return [change for change in self.changes if change.reviewed_content and change.problems]

    @property
    def new_paths(self) -> list[tuple[str, str]]:
        return sorted({change.path for change in self.changes if change.path})


def read(file: BinaryIO, *, name: str) -> Sheet:
    """Read and check a file by itself. Raises DomainError, in a sentence, for one that is no such sheet."""
    digest = files.digest_of(file)
    with contextlib.closing(files.read(file)) as raw:
        return rows.check(raw, name=wording.one_line(name)[:200] or "-", digest=digest)


def plan(*, shop: Shop, sheet: Sheet, new_categories: bool = False) -> Plan:
    """What ``run`` would do with the same arguments; nothing is written."""
    made = Plan(sheet, problems=list(sheet.problems), notes=list(sheet.notes))
    groups: dict[str, list[Row]] = {}
    for row in sheet.rows:
        groups.setdefault(row.code, []).append(row)
    leaves, wanted = _leaves(), attributes.by_category()
    known = {
        product.code: product
        for product in Product.objects.for_shop(shop)
        .filter(code__in=groups)
        .prefetch_related("skus__stock")
        .annotate(picture_count=Count("pictures"))
        .order_by("pk")
    }
    for code, group in groups.items():
        if not _has_place(made, group[0], leaves, new_categories=new_categories):
            continue
        product = known.get(code) or Product(shop=shop, code=code)
        leaf = leaves.get(group[0].path)
        _plan_product(made, product, group, leaf, wanted.get(leaf[0].pk, []) if leaf else [])
    _find_taken_codes(made, shop)
    return made


def _find_taken_codes(made: Plan, shop: Shop) -> None:
    """Name the rows whose SKU would get a code that another SKU of the shop has."""
    wanted = {
        _sku_code(change.product, position): row
        for change in made.changes
        for position, row in change.placed_skus
    }
    taken = SKU.objects.filter(shop=shop, code__in=wanted).order_by("pk").values_list("code", flat=True)
    for code in taken:
        reason = _("店里已有编号为“%(code)s”的 SKU，请给这个商品换一个编号") % {"code": code}
        made.problems.append(CellProblem(wanted[code].line, cells.CODE, reason))


def _leaves() -> dict[tuple[str, str], tuple[Category, bool]]:
    """Second-level categories by path, with whether each is a leaf."""
    tree = Category.objects.select_related("parent").annotate(below=Count("children")).order_by("pk")
    return {
        (category.parent.name, category.name): (category, category.below == 0)
        for category in tree
        if category.parent is not None and category.parent.parent_id is None
    }


def _has_place(made: Plan, row: Row, leaves: dict, *, new_categories: bool) -> bool:
    found, path = leaves.get(row.path), " / ".join(row.path)
    if found is None and not new_categories:
        reason = _("商城没有“%(path)s”这个分类，请从现有分类里选，或请商城添加") % {"path": path}
    elif found is not None and not found[1]:
        reason = _("“%(path)s”下面还有分类，请填到末级") % {"path": path}
    else:
        return True
    made.problems.append(CellProblem(row.line, cells.SECOND, reason))
    return False


def _plan_product(
    made: Plan,
    product: Product,
    group: list[Row],
    leaf: tuple[Category, bool] | None,
    wanted: list[CategoryAttribute],
) -> None:
    if product.state == ProductState.TAKEN_DOWN:
        made.notes.append(CellProblem(group[0].line, cells.CODE, _("该商品已被违规下架，没有改动")))
        made.unchanged += 1
        return
    change = Change(
        product,
        content=_changed_content(product, group[0], leaf),
        is_new=product.pk is None,
        was_withdrawn=product.state == ProductState.OFF_SALE,
        wanted=wanted,
    )
    if leaf is None:
        change.path = group[0].path
    else:
        change.leaf = leaf[0]
    _plan_skus(made, change, group)
    if change.anything:
        change.problems = _problems(change)
        made.changes.append(change)
    else:
        made.unchanged += 1


def _changed_content(product: Product, row: Row, leaf: tuple[Category, bool] | None) -> dict:
    if product.pk is None:
        return row.content | {"category_id": leaf[0].pk if leaf else None}
    changed = {name: value for name, value in row.content.items() if getattr(product, name) != value}
    if leaf is not None and product.category_id != leaf[0].pk:
        changed["category_id"] = leaf[0].pk
    return changed


def _plan_skus(made: Plan, change: Change, group: list[Row]) -> None:
    known = {} if change.is_new else {_key(sku.spec): sku for sku in change.product.skus.all()}
    for row in group:
        sku = known.get(_key(row.spec))
        if sku is None:
            if known and set(row.spec) != set(change.product.spec_names):
                reason = _("规格名称与店里已有的不一致，应为：%(names)s") % {
                    "names": "、".join(change.product.spec_names)
                }
                made.problems.append(CellProblem(row.line, cells.SPEC, reason))
            change.new_skus.append(row)
            continue
        if not sku.is_active:
            reason = _("这个规格已停售，导入后仍不销售；要卖请到商品页恢复")
            made.notes.append(CellProblem(row.line, cells.SPEC, reason))
        if (sku.price, sku.list_price) != (row.price, row.list_price):
            change.new_prices.append((sku, row))
        if sku.fulfilment == Fulfilment.WAREHOUSE:
            made.notes.append(CellProblem(row.line, cells.STOCK, _("由商城仓库保管，库存没有改动")))
        elif sku.stock.on_hand != row.on_hand:
            change.counts[sku.pk] = row.on_hand


def _key(spec: dict[str, str]) -> frozenset:
    return frozenset(spec.items())


def _problems(change: Change) -> list[str]:
    """What the product will lack once the change is made."""
    product = change.product
    after = Product(
        **{
            name: getattr(product, name)
            for name in ("name", "origin", "description", "attributes", "category_id")
        }
        | {name: value for name, value in change.content.items() if name != "category_id"}
    )
    after.category_id = 0 if change.path else change.content.get("category_id", product.category_id)
    active = [] if change.is_new else [sku for sku in product.skus.all() if sku.is_active]
    skus, pictures = len(active) + len(change.new_skus), getattr(product, "picture_count", 0)
    return listings.problems_of(after, skus=skus, pictures=pictures, leaf=True, wanted=change.wanted)


@locks.service
def run(*, actor, shop: Shop, sheet: Sheet, new_categories: bool = False) -> ImportRun:
    """Import a sheet into ``shop``: what is new or changed is submitted for review, incomplete stays a draft.

    The second run of one sheet changes nothing. A changed product that was on sale goes back to review; one
    that its shop had withdrawn waits as a draft. With ``new_categories`` missing categories are made, else
    they are problems. Counts are booked as ledger differences, prices with their records.
    Imports into one shop follow one another; its checkouts go on. Raises RuleError F6.1 where any row is bad,
    with nothing written (``plan`` names each cell), TryAgain where somebody adds the same goods meanwhile.
    """
    locks.alone("listings.import", shop.pk)
    if new_categories:
        categories.hold_tree()
    codes = {row.code for row in sheet.rows}
    locks.lock(Product, Product.objects.for_shop(shop).filter(code__in=codes).values_list("pk", flat=True))
    made = plan(shop=shop, sheet=sheet, new_categories=new_categories)
    rules.BULK_LISTINGS.require(not made.problems, refusal_words(made.problems), field="file")
    entry = _write_run(actor, shop, made)
    _place(actor, made)
    try:
        _write_products(actor, made.changes)
        counts = _write_skus(actor, made.changes)
    except IntegrityError as error:
        raise TryAgain from error
    _settle(actor, made.changes)
    reason = str(_("导入 %(file)s") % {"file": sheet.name})
    stock.set_on_hand_many(actor=actor, counts=counts, reason=reason, subject=entry)
    return entry


def refusal_words(problems: list[CellProblem]):
    """The first few bad cells, and how many there are."""
    first = "；".join(str(problem) for problem in problems[:3])
    return _("表格有 %(n)d 处问题，一行也没有导入：%(first)s") % {"n": len(problems), "first": first}


def _write_run(actor, shop: Shop, made: Plan) -> ImportRun:
    entry = ImportRun.objects.create(
        shop=shop,
        file_name=made.sheet.name,
        digest=made.sheet.digest,
        rows=made.sheet.count,
        created=made.created,
        updated=made.updated,
        unchanged=made.unchanged,
        drafts=[
            {
                "code": change.product.code,
                "name": change.content.get("name", change.product.name),
                "problems": change.problems,
            }
            for change in made.drafts
        ],
        notes=[
            {"row": note.line.row, "column": note.column, "reason": str(note.reason)} for note in made.notes
        ],
        imported_by=actor,
    )
    record(actor=actor, verb="listings.import", subject=entry, rule=rules.BULK_LISTINGS.id)
    return entry


def _place(actor, made: Plan) -> None:
    """Make the missing categories, and point the changes at them."""
    made_paths = categories.ensure_paths(actor=actor, paths=made.new_paths)
    for change in made.changes:
        if change.path:
            change.content["category_id"] = made_paths[change.path].pk
            change.leaf = made_paths[change.path]


def _write_products(actor, changes: Iterable[Change]) -> None:
    now = timezone.now()
    new, old = [], []
    for change in changes:
        product = change.product
        if not change.reviewed_content:
            continue
        if not change.is_new:
            product.state = listings.open_for_edit(actor=actor, product=product).state
        for name, value in change.content.items():
            setattr(product, name, value)
        if change.new_skus and not product.spec_names:
            product.spec_names = list(change.new_skus[0].spec)
        product.problems, product.updated_at = change.problems, now
        if change.is_new:
            # Written with the row: two UPDATEs of ten thousand rows fewer.
            product.category = change.leaf
            product.price_from = min(row.price for row in change.new_skus)
            search.describe(product)
        (new if change.is_new else old).append(product)
    Product.objects.bulk_create(new, batch_size=BATCH)
    Product.objects.bulk_update(old, [*listings.CONTENT, "spec_names", "problems"], batch_size=BATCH)


def _write_skus(actor, changes: Iterable[Change]) -> dict[int, int]:
    """Write new SKUs and prices; returns every count to book, by SKU id."""
    added: list[tuple[SKU, Row]] = []
    priced: list[tuple[SKU, Row]] = []
    counts: dict[int, int] = {}
    for change in changes:
        for position, row in change.placed_skus:
            added.append((_new_sku(change.product, row, position), row))
        priced += change.new_prices
        counts |= change.counts
    SKU.objects.bulk_create((sku for sku, _row in added), batch_size=BATCH)
    for sku, row in priced:
        sku.price, sku.list_price = row.price, row.list_price
    SKU.objects.bulk_update((sku for sku, _row in priced), ["price", "list_price"], batch_size=BATCH)
    PriceRecord.objects.bulk_create(
        (
            PriceRecord(sku=sku, price=sku.price, list_price=sku.list_price, changed_by=actor)
            for sku, _row in added + priced
        ),
        batch_size=BATCH,
    )
    return counts | {sku.pk: row.on_hand for sku, row in added}


def _sku_code(product: Product, position: int) -> str:
    return f"{product.code}/{position + 1}"


def _new_sku(product: Product, row: Row, position: int) -> SKU:
    return SKU(
        product=product,
        shop_id=product.shop_id,
        code=_sku_code(product, position),
        spec=row.spec,
        price=row.price,
        list_price=row.list_price,
        position=position,
    )


def _settle(actor, changes: list[Change]) -> None:
    """What known products cost and are found by now, and off to the reviewers with what is complete."""
    known = [change for change in changes if not change.is_new]
    prices.refresh(change.product.pk for change in known)
    reworded = [change.product.pk for change in known if change.reviewed_content]
    search.index(Product.objects.select_related("category__parent").filter(pk__in=reworded))
    listings.submit_many(
        actor=actor,
        product_ids=[
            change.product.pk
            for change in changes
            if change.reviewed_content and not change.problems and not change.was_withdrawn
        ],
    )
