"""The category tree to choose from: leaves below their path, found by name, English or pinyin."""

from __future__ import annotations

from dataclasses import dataclass, field

from .models import Category
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
    children: dict[int | None, list[Category]] = {}
    for category in Category.objects.order_by("position", "id"):
        children.setdefault(category.parent_id, []).append(category)
    found: list[Branch] = []
    _walk(None, [], children, found)
    return found


def _walk(
    above: int | None, path: list[Category], children: dict[int | None, list[Category]], found: list[Branch]
) -> None:
    branch = Branch(path)
    found.append(branch)
    for category in children.get(above, []):
        if category.pk in children:
            _walk(category.pk, [*path, category], children, found)
        else:
            branch.leaves.append(Leaf(category, _words([*path, category])))
    if not branch.leaves:
        found.remove(branch)


def _words(path: list[Category]) -> str:
    words = []
    for category in path:
        pinyin = syllables(category.name)
        words += [category.name, category.name_en, "".join(pinyin), "".join(part[:1] for part in pinyin)]
    return " ".join(words).lower()
