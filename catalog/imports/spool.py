"""Sequences that lie on disk: a sheet may be large, and only a part of it is looked at at a time."""

from __future__ import annotations

import json
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")
IN_MEMORY = 512 * 1024


class Spool(Generic[T]):
    """A list to be appended to and read, of items that ``encode`` makes JSON of and ``decode`` makes again.

    An item may come with a number to ``sort`` by.
    """

    def __init__(self, encode: Callable[[T], object], decode: Callable[..., T]):
        self._encode, self._decode = encode, decode
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - lives as long as this
        self._places, self._numbers = array("q"), array("q")
        weakref.finalize(self, self._file.close)

    def append(self, item: T, *, number: int = 0) -> None:
        self._places.append(self._file.seek(0, 2) or self._file.tell())
        self._numbers.append(number)
        self._file.write(json.dumps(self._encode(item)).encode() + b"\n")

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: int) -> T:
        self._file.seek(self._places[place])
        return self._decode(json.loads(self._file.readline()))

    def __iter__(self) -> Iterator[T]:
        for place in range(len(self)):
            yield self[place]

    def first(self, most: int) -> list[T]:
        return [self[place] for place in range(min(most, len(self)))]

    def sort(self) -> None:
        """Put the items in the order of their numbers; those with the same number stay as they came."""
        order = sorted(range(len(self)), key=self._numbers.__getitem__)
        self._places = array("q", (self._places[place] for place in order))
        self._numbers = array("q", (self._numbers[place] for place in order))
