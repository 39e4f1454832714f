"""What the front page shows: the same for everybody, and as many queries however much there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, F, OuterRef, QuerySet, Subquery, Value

from mall.languages import in_reader_language
from mall.prepared import Prepared
from merchants.models import Shop

from .cards import Card, by_id, cards
from .models import Campaign, Category, Product
from .tree import Branch, tree

MOST_CAMPAIGNS = 5
A_ROW = 10  # goods
MOST_SHOPS = 12
BEST = 3  # goods that a shop is known for
NEWEST, POPULAR = 0, 1  # rows of goods


class Department(NamedTuple):
    """A branch of the tree with one of its goods for its picture, where it has any."""

    slug: str
    title: str
    cover: Card | None


class KnownShop(NamedTuple):
    """A shop with what it sells most."""

    slug: str
    title: str
    intro: str
    best: tuple[Card, ...]


@dataclass(frozen=True)
class FrontPage:
    """``departments`` and ``shops`` are all that is shown of them, so that it can be kept under them."""

    campaigns: list[Campaign]
    departments: tuple[Department, ...]
    newest: list[Card]
    popular: list[Card]
    shops: tuple[KnownShop, ...]


def front_page(now: datetime) -> FrontPage:
    """All of it as of ``now``. Popular is what was sold most; what was never sold isn't."""
    covers = dict(_covers.rows())
    branches = [(branch.category, _cover(branch, covers)) for branch in tree().branches]
    rows = _rows.rows()
    newest, popular = ([pk for row, pk, *_order in rows if row == which] for which in (NEWEST, POPULAR))
    shops = _shops.rows()
    wanted = {
        *newest,
        *popular,
        *(pk for _node, pk in branches if pk),
        *(pk for *_shop, best in shops for pk in best),
    }
    goods = by_id(cards(list(wanted)))
    return FrontPage(
        campaigns=list(
            Campaign.objects.shown(now).select_related("category", "shop")[:MOST_CAMPAIGNS],
        ),
        departments=tuple(Department(node.slug, node.title, goods.get(pk or 0)) for node, pk in branches),
        newest=_found(newest, goods),
        popular=_found(popular, goods),
        shops=tuple(
            KnownShop(slug, in_reader_language(name, name_en), intro, tuple(_found(best, goods)))
            for slug, name, name_en, intro, best in shops
        ),
    )


def _newest_and_most_sold() -> QuerySet[Product]:
    on_sale = Product.objects.on_sale()
    never = Value(None, output_field=DateTimeField())
    newest = (
        on_sale.order_by("-on_sale_at", "-id")
        .annotate(row=Value(NEWEST), since=F("on_sale_at"), sold=Value(0))
        .values_list("row", "pk", "since", "sold")
    )
    popular = (
        on_sale.filter(sales_count__gt=0)
        .order_by("-sales_count", "-id")
        .annotate(row=Value(POPULAR), since=never, sold=F("sales_count"))
        .values_list("row", "pk", "since", "sold")
    )
    both = newest[:A_ROW].union(popular[:A_ROW], all=True)
    return both.order_by("row", "-since", "-sold", "-pk")


def _categories_with_covers() -> QuerySet[Category]:
    """With each the listing of its own that has been on sale longest: it changes least."""
    own = Product.objects.on_sale().filter(category=OuterRef("pk")).order_by("on_sale_at", "id")
    covered = Category.objects.annotate(cover=Subquery(own.values("pk")[:1])).exclude(cover=None)
    return covered.order_by().values_list("pk", "cover")


def _shops_with_best() -> QuerySet[Shop]:
    best = Product.objects.on_sale().filter(shop=OuterRef("pk")).order_by("-sales_count", "-id")
    shops = Shop.objects.open().annotate(best=ArraySubquery(best.values("pk")[:BEST]))
    return shops.order_by("-opened_at", "-id").values_list("slug", "name", "name_en", "intro", "best")[
        :MOST_SHOPS
    ]


_rows, _covers, _shops = (
    Prepared(_newest_and_most_sold),
    Prepared(_categories_with_covers),
    Prepared(_shops_with_best),
)


def _cover(branch: Branch, covers: dict[int, int]) -> int | None:
    line = [branch.category, *branch.below]
    return next((covers[node.pk] for node in line if node.pk in covers), None)


def _found(ids: Iterable[int], goods: dict[int, Card]) -> list[Card]:
    return [goods[pk] for pk in ids if pk in goods]
