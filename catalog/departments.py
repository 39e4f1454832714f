"""The first two levels of the category tree, for the storefront's frame and the page of all categories."""

from __future__ import annotations

from dataclasses import dataclass, field

from .models import Category


@dataclass(frozen=True)
class Branch:
    """A category of the first level with those below it."""

    category: Category
    below: list[Category] = field(default_factory=list)


def branches() -> list[Branch]:
    """Every category of the first level in its order, with its children in theirs."""
    nodes = list(Category.objects.order_by("position", "id"))
    found = {node.pk: Branch(node) for node in nodes if node.parent_id is None}
    for node in nodes:
        if node.parent_id in found:
            found[node.parent_id].below.append(node)
    return list(found.values())
