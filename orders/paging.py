"""Pages of long lists, without counting them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import QuerySet

SIZE = 20
LAST = 500


class Page:
    """One page of an ordered queryset. Reads one row more than it shows, to know of a next one.

    ``by_key``: find out which rows these are before reading them, so that those which a far page passes over,
    or a search sorts, aren't read and joined as well. Not for rows that are reckoned from those before them.
    """

    def __init__(self, rows: QuerySet, number: int, size: int = SIZE, *, by_key: bool = False):
        self.number = number
        start = (number - 1) * size
        if by_key:
            keys = list(rows.values_list("pk", flat=True)[start : start + size + 1])
            found = list(rows.filter(pk__in=keys))
        else:
            found = list(rows[start : start + size + 1])
        self.rows = found[:size]
        self._more = len(found) > size and number < LAST

    def __iter__(self) -> Iterator:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_next(self) -> bool:
        return self._more

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1


def number_of(text: str | None) -> int:
    """The page number in a query string; 1 for whatever isn't one."""
    return max(1, min(LAST, int(text))) if text and re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) else 1
