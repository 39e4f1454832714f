"""The category tree, whole and in one query: as it was a moment ago for pages, as it is now for services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from mall.kept import Kept

from .facets import RESERVED
from .models import Category, CategoryAttribute


@dataclass(frozen=True)
class Branch:
    """A category of the first level with those below it."""

    category: Category
    below: list[Category] = field(default_factory=list)


class Tree:
    """Every category with its parent, and the ways between them. A ring in the data ends where it began."""

    def __init__(self, categories: list[Category]):
        self.frames: dict[str, str] = {}  # what pages show of this very tree, by language
        self.by_id = {node.pk: node for node in categories}
        self._children: dict[int | None, list[Category]] = defaultdict(list)
        for node in categories:
            self._children[node.parent_id].append(node)
            if node.parent_id:
                node.parent = self.by_id[node.parent_id]

    @cached_property
    def by_slug(self) -> dict[str, Category]:
        return {node.slug: node for node in self.by_id.values()}

    @property
    def roots(self) -> list[Category]:
        return self._children[None]

    @property
    def branches(self) -> list[Branch]:
        """Every category of the first level in its order, with its children in theirs."""
        return [Branch(node, self.children(node)) for node in self.roots]

    @property
    def leaves(self) -> list[Category]:
        """Every category without any below it, in the tree's order."""
        return [node for root in self.roots for node in self.downwards(root) if not self.children(node)]

    def downwards(self, node: Category) -> Iterator[Category]:
        """``node``, then what is below it, each followed by its own."""
        yield node
        for child in self.children(node):
            yield from self.downwards(child)

    def children(self, node: Category) -> list[Category]:
        return self._children.get(node.pk, [])

    def siblings(self, node: Category) -> list[Category]:
        """Those below the same category, ``node`` among them; none for a root."""
        return self._children[node.parent_id] if node.parent_id else []

    def line(self, pk: int | None) -> list[int]:
        """The ids from the root down to the category ``pk``; none for None."""
        return [node.pk for node in self.path(self.by_id[pk])] if pk in self.by_id else []

    def path(self, node: Category) -> list[Category]:
        """From the root down to ``node``."""
        path = [node]
        while (above := self.by_id.get(path[0].parent_id)) and above not in path:
            path.insert(0, above)
        return path

    def below(self, node: Category) -> list[Category]:
        """``node`` and everything under it."""
        found = {node.pk: node}
        layer = [node]
        while layer:
            layer = [child for above in layer for child in self.children(above) if child.pk not in found]
            found |= {child.pk: child for child in layer}
        return list(found.values())

    @cached_property
    def _attributes(self) -> list[CategoryAttribute]:
        facets = CategoryAttribute.objects.filter(is_facet=True).order_by("position", "id")
        return [attribute for attribute in facets if attribute.name not in RESERVED]

    def facets(self, node: Category) -> list[CategoryAttribute]:
        """The attributes by which the goods of ``node`` are filtered: its own and inherited ones."""
        line = self.line(node.pk)
        return [attribute for attribute in self._attributes if attribute.category_id in line]


_kept: Kept[Tree] = Kept("KEEP_MOMENT_SECONDS", most=1)


def tree() -> Tree:
    """The tree as it was a few seconds ago at most."""
    return _kept.get("tree", read)


def read() -> Tree:
    """The tree as it is in this transaction."""
    return Tree(list(Category.objects.order_by("position", "id")))
