"""Administrative divisions of China for the address picker: province, city, district.

``data/divisions.csv`` holds the GB/T 2260 code table as it stands, one row per code; level and parent follow
from the code (xx0000, xxyy00, xxyyzz). Some of its middle rows group codes and are no place anybody lives in
("市辖区", "省直辖县级行政区划"). The picker offers places only, which takes four decisions:

* A municipality has one city below it, under its own name: 北京市 > 北京市 > 朝阳区. The counties of
  Chongqing (500200 "县") stand beside its districts below 500100: customers need not know which of the two
  they live in.
* A county-level place run by its province (仙桃市 429004, 石河子市 659001) is offered at the city step,
  beside the cities, and the address ends there.
* A city without districts (东莞市, 中山市, 儋州市, 嘉峪关市) ends the address too. A made-up district would
  need a made-up code, and codes here are all official.
* Taiwan, Hong Kong and Macao have their province row and nothing below it in the table, and the mall does
  not deliver there: the data keeps them (``NOT_DELIVERED``), the picker does not offer them.

So ``path()`` has two entries for the second and third kind and three for all others; ask ``is_leaf()`` to
know whether a third step follows. A code that is not offered is unknown to every function here.

Development zones and other management areas are no divisions and have no official code: an address there
carries the district they lie in.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = (
    "GB/T 2260 codes of the Ministry of Civil Affairs, edition 2024 (as of 2024-12-31), with the changes "
    "announced since: 500157 两江新区 replaces 500105 江北区 and 500112 渝北区 (2025-11), "
    "653132 岑岭县 (2026-03), 659013 草湖市 (2026-04)"
)

NOT_DELIVERED = frozenset({"710000", "810000", "820000"})

_MUNICIPAL_CITIES = frozenset({"110100", "120100", "310100", "500100"})
_STANDS_FOR = {
    "419000": "410000",
    "429000": "420000",
    "469000": "460000",
    "500200": "500100",
    "659000": "650000",
}
_DATA = Path(__file__).with_name("data") / "divisions.csv"


class UnknownDivision(ValueError):  # noqa: N818 - reads as the refusal it is
    """No such code among the divisions an address may use."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Division:
    """``level`` is that of the code: 429004 仙桃市 is a 3 though it is offered beside cities."""

    code: str
    name: str
    level: int


class _Tree(NamedTuple):
    divisions: dict[str, Division]
    parents: dict[str, str]
    children: dict[str, tuple[Division, ...]]


def _level(code: str) -> int:
    if code.endswith("0000"):
        return 1
    return 2 if code.endswith("00") else 3


def _parent(code: str) -> str:
    level = _level(code)
    if level == 1:
        return ""
    above = code[:2] + "0000" if level == 2 else code[:4] + "00"
    return _STANDS_FOR.get(above, above)


@cache
def _tree() -> _Tree:
    with _DATA.open(encoding="utf-8", newline="") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    divisions: dict[str, Division] = {}
    parents: dict[str, str] = {}
    below: dict[str, list[Division]] = {}
    for code in sorted(names.keys() - NOT_DELIVERED - _STANDS_FOR.keys()):
        parent = _parent(code)
        name = names[parent] if code in _MUNICIPAL_CITIES else names[code]
        divisions[code] = Division(code, name, _level(code))
        parents[code] = parent
        below.setdefault(parent, []).append(divisions[code])
    return _Tree(divisions, parents, {code: tuple(found) for code, found in below.items()})


def _line(code: str) -> tuple[Division, ...]:
    tree = _tree()
    if code not in tree.divisions:
        raise UnknownDivision(code)
    line = []
    while code:
        line.append(tree.divisions[code])
        code = tree.parents[code]
    return tuple(reversed(line))


def provinces() -> tuple[Division, ...]:
    """The first step of the picker, in code order."""
    return _tree().children[""]


def children(code: str) -> tuple[Division, ...]:
    """The next step below ``code``, in code order; empty where the address ends."""
    tree = _tree()
    if code not in tree.divisions:
        raise UnknownDivision(code)
    return tree.children.get(code, ())


def is_leaf(code: str) -> bool:
    """Whether an address may end at ``code``; a code that does not exist is False, so forms check with it."""
    tree = _tree()
    return code in tree.divisions and code not in tree.children


def path(code: str) -> tuple[Division, ...]:
    """Province, city and district of a leaf; province and city where the address ends at the city."""
    if not is_leaf(code):
        raise UnknownDivision(code)
    return _line(code)


def line(code: str) -> tuple[str, ...]:
    """The codes from the province down to ``code``, which may end anywhere."""
    return tuple(division.code for division in _line(code))


def full_name(code: str) -> str:
    """The name as written on a parcel, a municipality named once: 浙江省杭州市西湖区, 北京市朝阳区.

    Takes a province or a city as well, for lists and reports.
    """
    return "".join(dict.fromkeys(division.name for division in _line(code)))
