"""The first two levels of the category tree, for the storefront's frame and the page of all categories."""

from __future__ import annotations

from dataclasses import dataclass, field

from .models import Category
from .tree import Tree, tree


@dataclass(frozen=True)
class Branch:
    """A category of the first level with those below it."""

    category: Category
    below: list[Category] = field(default_factory=list)


def branches(categories: Tree | None = None) -> list[Branch]:
    """Every category of the first level in its order, with its children in theirs."""
    categories = categories or tree()
    return [Branch(node, categories.children(node)) for node in categories.roots]
