"""An import's changes in words: what is new, and of what is there the old beside the new."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.models import Category
from catalog.services import listings
from mall.money import yuan

from . import paths
from .cells import COLUMNS, LIST_PRICE, PRICE, SECOND, SPEC, STOCK
from .plans import Change, spec_words
from .rows import CONTENT
from .sheet import Row

LONGEST = 120
MOST_LINES = 12

_COLUMN_OF = {name: column for column, name in CONTENT.items()}


def entry(change: Change) -> dict:
    """A change as it is kept for the page: a product, and lines of (column, which spec, old, new)."""
    lines = _new(change) if change.is_new else _changed(change)
    return {
        "code": change.product.code,
        "name": change.name,
        "is_new": change.is_new,
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
    }


def draft(change: Change) -> dict:
    """A product that stays a draft, and the codes of what it lacks."""
    return {"code": change.product.code, "name": change.name, "problems": change.problems}


def draft_words(codes: list[str]) -> str:
    return "、".join(str(words) for words in listings.problem_words(codes))


def _line(column: str, spec: str, old: str, new: str) -> list[str]:
    return [column, spec, _short(old), _short(new)]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _new(change: Change) -> list[list[str]]:
    return [_new_spec(row) for row in change.new_skus]


def _new_spec(row: Row) -> list[str]:
    words = _("%(price)s 元，库存 %(n)d") % {"price": yuan(row.price), "n": row.on_hand}
    return _line(SPEC, spec_words(row.spec), "", words)


def _changed(change: Change) -> list[list[str]]:
    product = change.product
    lines = [
        _line(_COLUMN_OF[name], "", _words(getattr(product, name)), _words(value))
        for name, value in change.content.items()
        if name != "category_id"
    ]
    if change.path or "category_id" in change.content:
        new = paths.words(change.path) if change.path else _path(change.leaf)
        lines.append(_line(SECOND, "", _path(product.category), new))
    for sku, row in change.new_prices:
        spec = sku.spec_text
        if sku.price != row.price:
            lines.append(_line(PRICE, spec, yuan(sku.price), yuan(row.price)))
        if sku.list_price != row.list_price:
            lines.append(_line(LIST_PRICE, spec, _maybe(sku.list_price), _maybe(row.list_price)))
    for sku in product.skus.all():
        if sku.pk in change.counts:
            old, new = str(sku.stock.on_hand), str(change.counts[sku.pk])
            lines.append(_line(STOCK, sku.spec_text, old, new))
    order = {column: place for place, column in enumerate(COLUMNS)}
    return sorted(lines + _new(change), key=lambda line: order[line[0]])


def _words(value) -> str:
    return "；".join(f"{name}：{text}" for name, text in value) if isinstance(value, list) else str(value)


def _maybe(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)


def _path(category: Category | None) -> str:
    return f"{_path(category.parent)} / {category}".removeprefix(" / ") if category else ""
