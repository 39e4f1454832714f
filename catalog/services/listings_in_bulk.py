"""Moves of many listings at once, for imports: each recorded, in few statements."""

from __future__ import annotations

from collections.abc import Iterable

from catalog import rules, states
from catalog.models import Product
from mall import locks
from mall.transitions import ForbiddenMove, move_many

BATCH = 500


@locks.service
def reopen_many(*, actor, products: Iterable[Product]) -> None:
    """Do to many locked products what ``listings.open_for_edit`` does to one; those taken down stay so."""
    _move(actor, "revise", list(products), rule=rules.COMPLIANCE_REVIEW.id)


@locks.service
def submit_many(*, actor, products: Iterable[Product]) -> None:
    """Hand drafts to the reviewers that the caller has locked and knows to be complete."""
    _move(actor, "submit", list(products))


@locks.service
def remove_many(*, actor, products: Iterable[Product]) -> None:
    """Take listings out of the shop that the caller has locked and knows never to have been sold.

    The rows stay, for ledgers point at them; nobody finds them any more, and their codes are free.
    Raises ForbiddenMove where one was taken down or is removed already, with nothing written.
    """
    rows = list(products)
    moved = _move(actor, "remove", rows)
    left = next((row for row in rows if row.pk not in moved), None)
    if left is not None:
        raise ForbiddenMove(states.PRODUCT, left.state, "remove")
    for row in rows:
        row.code, row.category = f"~{row.pk}", None
    Product.objects.bulk_update(rows, ["code", "category"], batch_size=BATCH)


def _move(actor, action: str, products: list[Product], *, rule: str = "") -> set[int]:
    """Move those that may, and bring the caller's objects up to date; the keys of those that moved."""
    keys = [product.pk for product in products]
    moved = {row.pk: row for row in move_many(states.PRODUCT, Product, keys, action, actor=actor, rule=rule)}
    for product in products:
        if product.pk in moved:
            product.state = moved[product.pk].state
    return set(moved)
