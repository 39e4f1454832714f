"""The demo's goods as they stand in the data files, priced and stocked by a seeded chance.

A base product names what its variants share: category, brand, origin, attributes, and the specs with the
factor of their price. A row of ``goods`` is one listing: name, subtitle, own sentence, price in yuan,
picture, two colours, the characters on its label, and, where it comes from elsewhere, its own origin.
English names stand apart, by the Chinese ones.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from .drawing import Look

DATA = Path(__file__).parent / "data"
NO_SHOPS = ("categories", "reviews", "english")
SEED = "demo goods"
_WEIGHT = re.compile(r"([\d.]+)(千克|克|升|毫升)")
_GRAMS = {"千克": 1000, "克": 1, "升": 1000, "毫升": 1}


@dataclass(frozen=True)
class Branch:
    """A category of the first level with its leaves: (slug, name, English name)."""

    slug: str
    name: str
    name_en: str
    below: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Spec:
    """A SKU to be: prices in fen."""

    spec: dict[str, str]
    price: int
    list_price: int | None
    weight_grams: int
    on_hand: int


@dataclass(frozen=True)
class Listing:
    code: str
    name: str
    name_en: str
    subtitle: str
    brand: str
    origin: str
    unit: str
    category: str
    attributes: list[list[str]]
    description: str
    specs: list[Spec]
    look: Look


@dataclass(frozen=True)
class ShopPlan:
    slug: str
    name: str
    name_en: str
    region: str
    intro: str
    kind: str
    owner: tuple[str, str]
    listings: list[Listing] = field(default_factory=list)


def branches() -> list[Branch]:
    """The category tree, in its order."""
    read = tomllib.loads((DATA / "categories.toml").read_text(encoding="utf-8"))
    return [
        Branch(row["slug"], row["name"], row["name_en"], tuple(tuple(leaf) for leaf in row["below"]))
        for row in read["category"]
    ]


def attributes() -> list[dict]:
    """What the categories ask of their goods, as it stands in the file; ``of`` names their slugs."""
    return tomllib.loads((DATA / "categories.toml").read_text(encoding="utf-8"))["attribute"]


def shops() -> list[ShopPlan]:
    """Every shop with its listings; the same each time."""
    files = sorted(path for path in DATA.glob("*.toml") if path.stem not in NO_SHOPS)
    english = tomllib.loads((DATA / "english.toml").read_text(encoding="utf-8"))["names"]
    return [_shop(tomllib.loads(path.read_text(encoding="utf-8")), english) for path in files]


def _shop(read: dict, english: dict[str, str]) -> ShopPlan:
    about = read["shop"]
    plan = ShopPlan(**{**about, "owner": tuple(about["owner"])})
    chance = Random(f"{SEED} {plan.slug}")
    for i, base in enumerate(read["base"], start=1):
        for j, row in enumerate(base["goods"], start=1):
            code = f"{plan.slug.upper()}-{i:02}{j:02}"
            plan.listings.append(_listing(code, base, row, english[row[0]], chance))
    return plan


def _listing(code: str, base: dict, row: list, name_en: str, chance: Random) -> Listing:
    name, subtitle, sentence, yuan, picture, colour, accent, text, *more = row
    own = dict(pair.split("=", 1) for pair in more)
    parts: list[str] = picture.split("/")
    motif, form, on, number = (*parts, "", "", "")[:4]
    reduced = chance.uniform(1.12, 1.3) if chance.random() < 0.16 else None
    return Listing(
        code=code,
        name=name,
        name_en=name_en,
        subtitle=subtitle,
        brand=base["brand"],
        origin=own.get("origin", base["origin"]),
        unit=base["unit"],
        category=base["category"],
        attributes=[pair.split("=", 1) for pair in base["attributes"]],
        description=f"{sentence}{base['text']}",
        specs=[_spec(words, yuan, reduced, base.get("weight", 300), chance) for words in base["specs"]],
        look=Look(motif, code, colour, accent, text, form, on, int(number or 0)),
    )


def _spec(words: str, yuan: float, reduced: float | None, weight: int, chance: Random) -> Spec:
    *pairs, factor = words.split()
    # A value may hold a blank ("四尺 50张"): what has no equals sign belongs to the pair before it.
    joined: list[str] = []
    for part in pairs:
        if "=" in part:
            joined.append(part)
        else:
            joined[-1] += f" {part}"
    spec = dict(pair.split("=", 1) for pair in joined)
    price = _round(yuan * 100 * float(factor[1:]))
    found = _WEIGHT.search(spec.get("净含量", ""))
    grams = round(float(found[1]) * _GRAMS[found[2]] * 1.1) if found else weight
    on_hand = 0 if chance.random() < 0.03 else 12 + round(chance.random() ** 2 * 420)
    return Spec(spec, price, _round(price * reduced) if reduced else None, grams, on_hand)


def _round(fen: float) -> int:
    """Prices end on whole yuan from 50 yuan on, below that on half ones."""
    step = 100 if fen >= 5000 else 50
    return round(fen / step) * step
