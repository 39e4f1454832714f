"""Reading the attributes of categories: a category's with what it inherits, and what goods lack of them."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Category, CategoryAttribute

Pairs = Iterable[tuple[str, str] | list[str]]


def lineage(category: Category | None) -> list[int]:
    """The ids of a category and those above it, the topmost first."""
    found: list[int] = []
    while category is not None:
        found.insert(0, category.pk)
        category = category.parent
    return found


def of(category: Category | None) -> list[CategoryAttribute]:
    """The attributes of a category's goods: the topmost category's first, each in its own order.

    Of two of one name the nearest counts. Takes one query, and one for each parent that isn't loaded.
    """
    return _nearest(
        lineage(category), CategoryAttribute.objects.filter(category__in=lineage(category)).order_by(*_ORDER)
    )


def by_category() -> dict[int, list[CategoryAttribute]]:
    """``of`` for every category that there is, in two queries: for lists, imports and bulk acts."""
    own: dict[int, list[CategoryAttribute]] = {}
    for attribute in CategoryAttribute.objects.order_by(*_ORDER):
        own.setdefault(attribute.category_id, []).append(attribute)
    parents = dict(Category.objects.order_by("pk").values_list("pk", "parent"))
    found = {}
    for pk in parents:
        line, above = [pk], parents[pk]
        while above is not None and above not in line:
            line.insert(0, above)
            above = parents.get(above)
        found[pk] = _nearest(line, [attribute for one in line for attribute in own.get(one, [])])
    return found


_ORDER = ("position", "id")


def _nearest(line: list[int], attributes: Iterable[CategoryAttribute]) -> list[CategoryAttribute]:
    depth = {pk: i for i, pk in enumerate(line)}
    named: dict[str, CategoryAttribute] = {}
    for attribute in sorted(attributes, key=lambda a: depth[a.category_id]):
        named[attribute.name] = attribute
    return list(named.values())


def missing(attributes: Iterable[CategoryAttribute], pairs: Pairs) -> list[str]:
    """The names of required ``attributes`` that ``pairs`` say nothing of."""
    said = {name for name, value in pairs if value}
    return [a.name for a in attributes if a.is_required and a.name not in said]
