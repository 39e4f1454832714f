"""Where a sheet says that goods belong: the first level in one cell, all below it in the other.

``茶`` and ``绿茶`` for two levels, ``茶`` and ``绿茶 / 龙井`` for three; a first level may stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalog.models import Category

Path = tuple[str, str]
PARTED_BY = " / "
_SLASH = re.compile("[/／]")


def tidy(text: str) -> str:
    """The levels in a cell, parted the same way whoever wrote it."""
    return PARTED_BY.join(part.strip() for part in _SLASH.split(text))


def of(line: Iterable[Category]) -> Path:
    """The cells of the category at the end of ``line``, which begins at its root."""
    first, *below = (node.name for node in line)
    return first, tidy(PARTED_BY.join(below))


def names(path: Path) -> list[str]:
    """Every level by itself."""
    first, below = path
    return [first, *(below.split(PARTED_BY) if below else [])]


def words(path: Path) -> str:
    return PARTED_BY.join(filter(None, path))
