"""One act on many listings of a shop: each done whole or not at all, and why not is said of each.

Every act here takes the same few statements whatever the rows. A listing that can't be is left as it was and
doesn't hold back the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog import rules, search, states
from catalog.models import SKU, Category, Fulfilment, Product, ProductState
from mall import locks
from mall.audit.services import record_many
from mall.errors import DomainError
from mall.money import share
from mall.transitions import move_many
from merchants.models import FreightTemplate, Shop
from merchants.services import permits

from . import listings, prices, stock, supervised

MOST = 2_000


@dataclass
class Outcome:
    """How many listings were done, and those that were not: the product's id, its name, the reason."""

    done: int = 0
    left: list[tuple[int, str, str]] = field(default_factory=list)

    def leave(self, product: Product, reason: object) -> None:
        self.left.append((product.pk, product.name, str(reason)))


@dataclass(frozen=True)
class PriceChange:
    """By how much prices change: hundredths of a percent of each, or an amount in fen; may be negative."""

    basis_points: int = 0
    fen: int = 0

    def of(self, price: int) -> int:
        return price + share(price, self.basis_points) + self.fen


def _locked(shop: Shop, product_ids: Iterable[int]) -> list[Product]:
    """The shop's own among these, locked. Raises DomainError for too many at once."""
    wanted = set(product_ids)
    if len(wanted) > MOST:
        raise DomainError(_("一次最多处理 %(most)d 件商品，请缩小筛选范围。") % {"most": MOST})
    own = Product.objects.for_shop(shop).filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True)
    return list(locks.lock(Product, own).values())


def _movable(action: str, rows: Sequence[Product], outcome: Outcome) -> list[Product]:
    """Those that the life cycle lets go; the others are left with its words."""
    good = []
    for row in rows:
        if states.PRODUCT.allows(row.state, action):
            good.append(row)
        else:
            outcome.leave(
                row,
                _("现在是“%(state)s”，不能%(action)s")
                % {
                    "state": states.PRODUCT.label(row.state),
                    "action": states.PRODUCT.action_label(action),
                },
            )
    return good


@locks.service
def submit(*, actor, shop: Shop, product_ids: Iterable[int]) -> Outcome:
    """Hand complete drafts to the reviewers, of goods for which the shop has the permits. (A7.2, B5.2, E6)"""
    outcome, lacking = Outcome(), permits.lacking_by_category(shop)
    drafts = _movable("submit", _locked(shop, product_ids), outcome)
    listings.note_problems_of(drafts)
    categories = {row.category_id for row in drafts} if lacking else set()
    paths = {pk: listings.category_path(pk) for pk in categories}
    ready = []
    for row in drafts:
        if row.problems:
            outcome.leave(row, "、".join(str(words) for words in listings.problem_words(row.problems)))
        elif wanted := permits.lacking_of(lacking, paths.get(row.category_id, ())):
            outcome.leave(row, permits.words_for(wanted))
        else:
            ready.append(row)
    _moved(actor, "submit", ready)
    outcome.done = len(ready)
    return outcome


@locks.service
def withdraw(*, actor, shop: Shop, product_ids: Iterable[int]) -> Outcome:
    """Take what is on sale off it."""
    outcome = Outcome()
    good = _movable("withdraw", _locked(shop, product_ids), outcome)
    _moved(actor, "withdraw", good)
    outcome.done = len(good)
    return outcome


@locks.service
def put_back(*, actor, shop: Shop, product_ids: Iterable[int]) -> Outcome:
    """Put withdrawn listings on sale again, as they were reviewed; under supervision they are seen first."""
    outcome = Outcome()
    good = _movable("put_back", _locked(shop, product_ids), outcome)
    _moved(actor, supervised.way_back(shop), good)
    outcome.done = len(good)
    return outcome


def _moved(actor, action: str, rows: Sequence[Product]) -> None:
    """Move locked listings, and let pages that were kept of them know by their version."""
    pks = [row.pk for row in rows]
    move_many(states.PRODUCT, Product, pks, action, actor=actor)
    Product.objects.filter(pk__in=pks).update(version=F("version") + 1)


@locks.service
def recategorise(*, actor, shop: Shop, product_ids: Iterable[int], category: Category) -> Outcome:
    """Move listings into another leaf; what was reviewed comes back as a draft. (A7.1, B5.2)"""
    rules.LEAF_CATEGORY.require(
        not category.children.exists(), _("请选到末级分类，商品只能放在末级。"), field="category"
    )
    outcome = Outcome()
    good = []
    for row in _locked(shop, product_ids):
        if row.state == ProductState.TAKEN_DOWN:
            outcome.leave(row, _("已被违规下架，不能修改"))
        elif row.category_id == category.pk:
            outcome.leave(row, _("已经在这个分类里"))
        else:
            good.append(row)
    _moved(actor, "revise", [row for row in good if row.state != ProductState.DRAFT])
    for row in good:
        row.category = category
    Product.objects.filter(pk__in=[row.pk for row in good]).update(category=category)
    prices.refresh(row.pk for row in good)
    listings.note_problems_of(good)
    search.index(Product.objects.select_related("category__parent").filter(pk__in=[row.pk for row in good]))
    record_many(actor=actor, verb="product.edit", subjects=[(row, {"fields": ["category"]}) for row in good])
    outcome.done = len(good)
    return outcome


@locks.service
def choose_freight(
    *, actor, shop: Shop, product_ids: Iterable[int], template: FreightTemplate | None
) -> Outcome:
    """Have listings go by ``template``, or by the shop's default: at once, without a review. (E13)

    Raises DomainError for another shop's template.
    """
    if template is not None and template.shop_id != shop.pk:
        raise DomainError(_("请选择本店的运费模板。"), field="freight")
    outcome = Outcome()
    pk = template.pk if template else None
    good = []
    for row in _locked(shop, product_ids):
        if row.freight_template_id == pk:
            outcome.leave(row, _("已经用这个模板"))
        else:
            good.append(row)
    Product.objects.filter(pk__in=[row.pk for row in good]).update(freight_template=template)
    acts = [(row, {"template": pk}) for row in good]
    record_many(actor=actor, verb="product.choose_freight", subjects=acts)
    outcome.done = len(good)
    return outcome


def _skus_of(rows: Sequence[Product]) -> dict[int, list[SKU]]:
    found: dict[int, list[SKU]] = {row.pk: [] for row in rows}
    active = SKU.objects.filter(product__in=found, is_active=True).order_by("product", "position", "id")
    for sku in active.select_related("stock"):
        found[sku.product_id].append(sku)
    return found


@dataclass
class Repricing:
    """What a change of prices would do: each listing with its SKUs' prices before and after, or why not.

    ``basis`` stands for all prices it was computed from.
    """

    changes: list[tuple[Product, list[tuple[SKU, int]]]] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    basis: str = ""


def reprice_plan(*, shop: Shop, product_ids: Iterable[int], change: PriceChange) -> Repricing:
    """What ``reprice`` would do now; nothing is written."""
    wanted = Product.objects.for_shop(shop).filter(pk__in=set(product_ids)).order_by("pk")[: MOST + 1]
    return _repricing(list(wanted), change)


def _repricing(rows: Sequence[Product], change: PriceChange) -> Repricing:
    plan = Repricing()
    skus = _skus_of(rows)
    seen = hashlib.sha256()
    for row in rows:
        for sku in skus[row.pk]:
            sku.product = row
        new = [(sku, change.of(sku.price)) for sku in skus[row.pk]]
        seen.update(repr([(sku.pk, sku.price, sku.list_price) for sku, _price in new]).encode())
        refusal = _refused(row, new)
        if refusal:
            plan.outcome.leave(row, refusal)
        else:
            plan.changes.append((row, new))
    plan.basis = seen.hexdigest()
    return plan


def _refused(row: Product, new: Sequence[tuple[SKU, int]]) -> object:
    """Why a listing can't be repriced; nothing where it can."""
    if row.state == ProductState.TAKEN_DOWN:
        return _("已被违规下架，不能修改")
    if not new:
        return _("没有在卖的规格")
    for sku, price in new:
        try:
            prices.check(price, sku.list_price)
        except DomainError as error:
            return f"{sku.spec_text}：{error}" if sku.spec_text else str(error)
    return None


@locks.service
def reprice(
    *, actor, shop: Shop, product_ids: Iterable[int], change: PriceChange, basis: str | None = None
) -> Outcome:
    """Change the prices of all SKUs for sale; a listing of which one can't be changed keeps all of them.

    Raises DomainError where prices have changed since ``basis`` was shown, sending the same twice among it.
    """
    plan = _repricing(_locked(shop, product_ids), change)
    if basis is not None and basis != plan.basis:
        raise DomainError(_("预览之后有价格变过，没有改动；请看新的预览再确认。"))
    prices.set_prices_of_many(
        actor=actor,
        product_ids=[row.pk for row, _skus in plan.changes],
        wanted={sku.pk: (price, sku.list_price) for _row, skus in plan.changes for sku, price in skus},
    )
    plan.outcome.done = len(plan.changes)
    return plan.outcome


@locks.service
def set_stock(*, actor, shop: Shop, product_ids: Iterable[int], on_hand: int, reason: str) -> Outcome:
    """Book ``on_hand`` pieces for every SKU for sale, with the reason. (A8.1)

    Raises RuleError A8.1 without a reason, DomainError for a count that can't be.
    """
    outcome = Outcome()
    rows = _locked(shop, product_ids)
    skus = _skus_of(rows)
    counted: list[SKU] = []
    for row in rows:
        if not skus[row.pk]:
            outcome.leave(row, _("没有在卖的规格"))
        elif any(sku.fulfilment == Fulfilment.WAREHOUSE for sku in skus[row.pk]):
            outcome.leave(row, _("由商城仓库保管，库存以仓库流水为准"))
        else:
            counted += skus[row.pk]
            outcome.done += 1
    stock.count(actor=actor, skus=counted, counts={sku.pk: on_hand for sku in counted}, reason=reason)
    return outcome
