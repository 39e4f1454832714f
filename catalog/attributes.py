"""Reading the attributes of categories: a category's with what it inherits, and what goods lack of them."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Category, CategoryAttribute
from .tree import Tree, read

Pairs = Iterable[tuple[str, str] | list[str]]


def of(category: Category | None) -> list[CategoryAttribute]:
    """The attributes of a category's goods: the topmost category's first, each in its own order.

    Of two of one name the nearest counts. Two queries.
    """
    if category is None:
        return []
    line = read().line(category.pk)
    return _nearest(line, CategoryAttribute.objects.filter(category__in=line).order_by(*_ORDER))


def by_category(tree: Tree | None = None) -> dict[int, list[CategoryAttribute]]:
    """``of`` for every category that there is, in two queries: for lists, imports and bulk acts."""
    tree = tree or read()
    own: dict[int, list[CategoryAttribute]] = {}
    for attribute in CategoryAttribute.objects.order_by(*_ORDER):
        own.setdefault(attribute.category_id, []).append(attribute)
    lines = {pk: tree.line(pk) for pk in tree.by_id}
    return {
        pk: _nearest(line, [attribute for one in line for attribute in own.get(one, [])])
        for pk, line in lines.items()
    }


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
