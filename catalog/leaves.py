"""The category tree to choose from: leaves below their path, found by name, English or pinyin."""

from __future__ import annotations

from dataclasses import dataclass, field

from .models import Category
from .tree import read
from .words import syllables


@dataclass
class Branch:
    """A path down the tree, and the leaves that hang at its end."""

    path: list[Category]
    leaves: list[Leaf] = field(default_factory=list)


@dataclass(frozen=True)
class Leaf:
    category: Category
    words: str  # what it is found by


def branches() -> list[Branch]:
    """Every leaf of the tree below its path, in the tree's order; takes one query."""
    tree = read()
    found: dict[tuple[int, ...], Branch] = {}
    for leaf in tree.leaves:
        path = tree.path(leaf)
        above = path[:-1]
        branch = found.setdefault(tuple(node.pk for node in above), Branch(above))
        branch.leaves.append(Leaf(leaf, _words(path)))
    return list(found.values())


def _words(path: list[Category]) -> str:
    words = []
    for category in path:
        pinyin = syllables(category.name)
        words += [category.name, category.name_en, "".join(pinyin), "".join(part[:1] for part in pinyin)]
    return " ".join(words).lower()
