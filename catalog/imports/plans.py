"""What a sheet means for a shop: product by product, beside what the shop has. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from catalog import attributes
from catalog.models import SKU, Category, CategoryAttribute, Fulfilment, Product, ProductState
from catalog.services import listings
from catalog.tree import read
from merchants.models import Shop
from merchants.services import permits

from . import cells, paths
from .cells import CellProblem
from .sheet import Row, Sheet

A_PART = 250


@dataclass
class Shelves:
    """Categories by their path, with whether each is a leaf, and the attributes that each asks for."""

    leaves: dict[tuple[str, str], tuple[Category, bool]]
    wanted: dict[int, list[CategoryAttribute]]
    # Why the shop can't offer goods of a category, by its key: a permit that it lacks. (E6)
    closed: dict[int, str] = field(default_factory=dict)

    @classmethod
    def now(cls, shop: Shop) -> Shelves:
        tree, lacking = read(), permits.lacking_by_category(shop)
        leaves = {paths.of(tree.path(node)): (node, not tree.children(node)) for node in tree.by_id.values()}
        needs = {
            pk: permits.lacking_of(lacking, [above.slug for above in tree.path(node)])
            for pk, node in (tree.by_id.items() if lacking else ())
        }
        closed = {pk: permits.words_for(types) for pk, types in needs.items() if types}
        return cls(leaves, attributes.by_category(tree), closed)


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
    def name(self) -> str:
        return self.content.get("name", self.product.name)

    @property
    def reviewed_content(self) -> bool:
        return bool(self.content or self.new_skus or self.path)

    @property
    def is_draft(self) -> bool:
        """It will stay a draft, because something is missing."""
        return bool(self.reviewed_content and self.problems)

    @property
    def placed_skus(self) -> list[tuple[int, Row]]:
        """The new SKUs with their positions, after those that are there."""
        taken = 0 if self.is_new else len(self.product.skus.all())
        return list(enumerate(self.new_skus, start=taken))

    @property
    def anything(self) -> bool:
        return bool(self.reviewed_content or self.new_prices or self.counts)


@dataclass
class Batch:
    """What the sheet does to a few of its products."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[CellProblem] = field(default_factory=list)


Part = list[tuple[str, int | None]]


def parts(shop: Shop, sheet: Sheet) -> Iterator[Part]:
    """The sheet's products, a few at a time, as they have to be locked: first those that are there, by key.

    Each is a code with its key, None where it is new.
    """
    there = dict(Product.objects.for_shop(shop).filter(code__in=list(sheet.places)).values_list("code", "pk"))
    found: Part = sorted(there.items(), key=lambda pair: pair[1])
    found += [(code, None) for code in sheet.places if code not in there]
    for start in range(0, len(found), A_PART):
        yield found[start : start + A_PART]


def look(shop: Shop, sheet: Sheet, part: Part, shelves: Shelves, *, new_categories: bool) -> Batch:
    """What the sheet changes of a part of its products, as they are now."""
    made = Batch()
    known = {
        product.code: product
        for product in Product.objects.filter(pk__in=[pk for _code, pk in part if pk])
        .defer("search", "pinyin")
        .select_related("category__parent__parent__parent")
        .prefetch_related("skus__stock")
        .annotate(picture_count=Count("pictures"))
        .order_by("pk")
    }
    for code, _pk in part:
        group = sheet.group(code)
        if not _has_place(made, group[0], shelves, new_categories=new_categories):
            continue
        product = known.get(code) or Product(shop=shop, code=code)
        _plan_product(made, product, group, shelves)
    _find_taken_codes(made, shop)
    return made


def sku_code(product: Product, position: int) -> str:
    return f"{product.code}/{position + 1}"


def _find_taken_codes(made: Batch, shop: Shop) -> None:
    """Name the rows whose SKU would get a code that another SKU of the shop has."""
    wanted = {
        sku_code(change.product, position): row
        for change in made.changes
        for position, row in change.placed_skus
    }
    taken = SKU.objects.filter(shop=shop, code__in=wanted).order_by("pk").values_list("code", flat=True)
    for code in taken:
        reason = _("店里已有编号为“%(code)s”的 SKU，请给这个商品换一个编号") % {"code": code}
        made.problems.append(CellProblem.of(wanted[code].line, cells.CODE, reason, wanted[code].code))


def _has_place(made: Batch, row: Row, shelves: Shelves, *, new_categories: bool) -> bool:
    found = shelves.leaves.get(row.path)
    path = paths.words(row.path)
    if found is None and not (new_categories and row.path[1]):
        reason = _("商城没有“%(path)s”这个分类，请从现有分类里选，或请商城添加") % {"path": path}
    elif found is not None and not found[1]:
        reason = _("“%(path)s”下面还有分类，请填到末级") % {"path": path}
    else:
        return True
    made.problems.append(CellProblem.of(row.line, cells.SECOND, reason, row.path[1]))
    return False


def _plan_product(made: Batch, product: Product, group: list[Row], shelves: Shelves) -> None:
    if product.state == ProductState.TAKEN_DOWN:
        reason = _("该商品已被违规下架，没有改动")
        made.notes.append(CellProblem.of(group[0].line, cells.CODE, reason, product.code))
        made.unchanged += 1
        return
    leaf = shelves.leaves.get(group[0].path)
    change = Change(
        product,
        content=_changed_content(product, group[0], leaf),
        is_new=product.pk is None,
        was_withdrawn=product.state == ProductState.OFF_SALE,
    )
    if leaf is None:
        change.path = group[0].path
    else:
        change.leaf, change.wanted = leaf[0], shelves.wanted.get(leaf[0].pk, [])
    _plan_skus(made, change, group)
    if change.reviewed_content and leaf is not None and (reason := shelves.closed.get(leaf[0].pk)):
        made.problems.append(CellProblem.of(group[0].line, cells.SECOND, reason, group[0].path[1]))
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


def _plan_skus(made: Batch, change: Change, group: list[Row]) -> None:
    known = {} if change.is_new else {_key(sku.spec): sku for sku in change.product.skus.all()}
    for row in group:
        sku = known.get(_key(row.spec))
        if sku is None:
            if known and set(row.spec) != set(change.product.spec_names):
                reason = _("规格名称与店里已有的不一致，应为：%(names)s") % {
                    "names": "、".join(change.product.spec_names)
                }
                made.problems.append(CellProblem.of(row.line, cells.SPEC, reason, spec_words(row.spec)))
            change.new_skus.append(row)
        else:
            _plan_known_sku(made, change, sku, row)


def _plan_known_sku(made: Batch, change: Change, sku: SKU, row: Row) -> None:
    if not sku.is_active:
        reason = _("这个规格已停售，导入后仍不销售；要卖请到商品页恢复")
        made.notes.append(CellProblem.of(row.line, cells.SPEC, reason, spec_words(row.spec)))
    if (sku.price, sku.list_price) != (row.price, row.list_price):
        change.new_prices.append((sku, row))
    if sku.fulfilment == Fulfilment.WAREHOUSE:
        reason = _("由商城仓库保管，库存没有改动")
        made.notes.append(CellProblem.of(row.line, cells.STOCK, reason, str(row.on_hand)))
    elif sku.stock.on_hand != row.on_hand:
        change.counts[sku.pk] = row.on_hand


def _key(spec: dict[str, str]) -> frozenset:
    return frozenset(spec.items())


def spec_words(spec: dict[str, str]) -> str:
    """A spec as one reads it: its values, in the order in which they were written."""
    return " ".join(spec.values())


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
    return listings.problems_of(
        after,
        skus=len(active) + len(change.new_skus),
        pictures=getattr(product, "picture_count", 0),
        leaf=True,
        wanted=change.wanted,
    )
