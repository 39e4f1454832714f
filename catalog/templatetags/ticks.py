"""Categories to tick, and what ticked ones are called: for pages of earlier stages, which know addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django import template
from django.db.models import Count

from catalog.models import Category, Product, ProductState
from catalog.tree import tree
from merchants.models import Shop

register = template.Library()
MOST_DEPTH = 4


@dataclass(frozen=True)
class Line:
    """A category that can be ticked, with the goods in it and below; ``words`` are what it is found by."""

    category: Category
    depth: int
    goods: int
    is_ticked: bool
    words: str


@register.inclusion_tag("catalog/_tick_categories.html")
def tick_categories(shop: Shop, ticked: Collection[str]) -> dict:
    """Boxes for the categories in which ``shop`` has goods, and those above; all where it has none.

    One query. The boxes are called ``categories``, what they send are addresses.
    """
    categories = tree()
    listed = Product.objects.for_shop(shop).exclude(state=ProductState.REMOVED).order_by()
    own = dict(listed.values_list("category").annotate(n=Count("pk")))
    goods: dict[int, int] = {}
    for category, n in own.items():
        for pk in categories.line(category):
            goods[pk] = goods.get(pk, 0) + n
    lines = []
    for node in (below for root in categories.roots for below in categories.downwards(root)):
        if goods and node.pk not in goods and node.slug not in ticked:
            continue
        path = categories.path(node)
        words = " ".join(f"{above.name} {above.name_en} {above.slug}" for above in path).lower()
        depth = min(len(path), MOST_DEPTH)
        lines.append(Line(node, depth, goods.get(node.pk, 0), node.slug in ticked, words))
    return {"lines": lines}


@register.inclusion_tag("catalog/_pick_category.html")
def pick_category(name: str, value: str, attributes: Mapping[str, object]) -> dict:
    """One category to choose of the whole tree, named from the root down; it sends its address.

    No query. An address that no category has any more stays chosen, and says so.
    """
    categories = tree()
    nodes = [below for root in categories.roots for below in categories.downwards(root)]
    options = [(node.slug, " › ".join(above.title for above in categories.path(node))) for node in nodes]
    is_gone = bool(value) and value not in categories.by_slug
    return {"name": name, "value": value, "is_gone": is_gone, "options": options, "attributes": attributes}


@register.simple_tag
def category_names(slugs: Iterable[str]) -> str:
    """What the categories at these addresses are called; the address of one that is gone."""
    known = tree().by_slug
    return "、".join(known[slug].title if slug in known else slug for slug in slugs)
