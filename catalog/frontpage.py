"""What the front page shows: the same for everybody, and as many queries however much there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, Value

from merchants.models import Shop

from .cards import Card, by_id, cards
from .models import Campaign, Category, Product
from .tree import Branch, tree

MOST_CAMPAIGNS = 5
A_ROW = 10  # goods
MOST_SHOPS = 12
BEST = 3  # goods that a shop is known for


@dataclass(frozen=True)
class Department:
    """A branch of the tree with one of its goods for its picture, where it has any."""

    branch: Branch
    cover: Card | None


@dataclass(frozen=True)
class KnownShop:
    """A shop with what it sells most."""

    shop: Shop
    best: list[Card]


@dataclass(frozen=True)
class FrontPage:
    campaigns: list[Campaign]
    departments: list[Department]
    newest: list[Card]
    popular: list[Card]
    shops: list[KnownShop]


def front_page(now: datetime) -> FrontPage:
    """All of it as of ``now``. Popular is what was sold most; what was never sold isn't."""
    covers = _covers()
    shops = list(_with_best(Shop.objects.open().order_by("-opened_at", "-id")[:MOST_SHOPS]))
    newest, popular = _rows()
    wanted = {*newest, *popular, *covers.values(), *(pk for shop in shops for pk in shop.best)}
    goods = by_id(cards(list(wanted)))
    return FrontPage(
        campaigns=list(
            Campaign.objects.shown(now).select_related("category", "shop")[:MOST_CAMPAIGNS],
        ),
        departments=[
            Department(branch, goods.get(_cover(branch, covers) or 0)) for branch in tree().branches
        ],
        newest=_found(newest, goods),
        popular=_found(popular, goods),
        shops=[KnownShop(shop, _found(shop.best, goods)) for shop in shops],
    )


def _rows() -> tuple[list[int], list[int]]:
    """Ids of the newest goods and of those sold most."""
    on_sale = Product.objects.on_sale()
    newest = on_sale.order_by("-on_sale_at", "-id").annotate(row=Value(0)).values_list("row", "pk")
    popular = (
        on_sale.filter(sales_count__gt=0)
        .order_by("-sales_count", "-id")
        .annotate(row=Value(1))
        .values_list("row", "pk")
    )
    found: tuple[list[int], list[int]] = ([], [])
    for row, pk in newest[:A_ROW].union(popular[:A_ROW], all=True):
        found[row].append(pk)
    return found


def _covers() -> dict[int, int]:
    """By category, the listing of its own that has been on sale longest: it changes least."""
    own = Product.objects.on_sale().filter(category=OuterRef("pk")).order_by("on_sale_at", "id")
    covered = Category.objects.annotate(cover=Subquery(own.values("pk")[:1])).exclude(cover=None)
    return dict(covered.order_by().values_list("pk", "cover"))


def _cover(branch: Branch, covers: dict[int, int]) -> int | None:
    line = [branch.category, *branch.below]
    return next((covers[node.pk] for node in line if node.pk in covers), None)


def _with_best(shops: QuerySet[Shop]) -> QuerySet[Shop]:
    best = Product.objects.on_sale().filter(shop=OuterRef("pk")).order_by("-sales_count", "-id")
    return shops.annotate(best=ArraySubquery(best.values("pk")[:BEST]))


def _found(ids: Iterable[int], goods: dict[int, Card]) -> list[Card]:
    return [goods[pk] for pk in ids if pk in goods]
