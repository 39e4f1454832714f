"""The living style page: the tokens as the stylesheet has them, and every component in its states."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

_TOKEN = re.compile(r"^\s*--([\w-]+):\s*(.+?);$", re.MULTILINE)
_COLOUR = re.compile(r"light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)")
TEXT, SHAPE = 4.5, 3.0  # what WCAG 2.2 AA asks of words, and of what shows where a control is
# What stands on what, and how much contrast it must have.
PAIRS = (
    *((ink, on, TEXT) for ink in ("ink", "ink-soft", "accent") for on in ("paper", "surface", "sunken")),
    ("accent-strong", "surface", TEXT),
    ("accent", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    *((tone, f"{tone}-soft", TEXT) for tone in ("ok", "warn", "bad", "info")),
    *((tone, "surface", TEXT) for tone in ("ok", "warn", "bad", "info")),
    *(("ink", f"{tone}-soft", TEXT) for tone in ("ok", "warn", "bad", "info", "accent")),
    ("line-strong", "surface", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "surface", SHAPE),
)


@dataclass(frozen=True)
class Colour:
    name: str
    light: str
    dark: str


@dataclass(frozen=True)
class Contrast:
    """The contrast of ``ink`` on ``ground`` in both schemes, beside the least that it must be."""

    ink: str
    ground: str
    least: float
    light: float
    dark: float

    @property
    def is_enough(self) -> bool:
        return min(self.light, self.dark) >= self.least


def tokens() -> dict[str, str]:
    """The tokens of the stylesheet by name; the first value where a condition gives another."""
    path = finders.find("css/mall.css")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        layer = file.read().split("@layer tokens {")[1].split("@layer reset {")[0]
    found: dict[str, str] = {}
    for name, value in _TOKEN.findall(layer):
        found.setdefault(name, value)
    return found


def colours() -> list[Colour]:
    found = ((name, _COLOUR.fullmatch(value)) for name, value in tokens().items())
    return [Colour(name, match[1], match[2]) for name, match in found if match]


def contrasts() -> list[Contrast]:
    known = {colour.name: colour for colour in colours()}
    return [
        Contrast(
            ink,
            ground,
            least,
            contrast(known[ink].light, known[ground].light),
            contrast(known[ink].dark, known[ground].dark),
        )
        for ink, ground, least in PAIRS
    ]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return round((light + 0.05) / (dark + 0.05), 2)


def _luminance(code: str) -> float:
    shares = (int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Only where DEBUG is on: nobody but who builds pages has to see it."""
    known = tokens()

    def group(*starts: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in known.items() if name.startswith(starts)]

    context = {
        "colours": colours(),
        "contrasts": contrasts(),
        "sizes": group("text-"),
        "spaces": [(name, value) for name, value in known.items() if re.fullmatch(r"s\d", name)],
        "radii": group("radius"),
        "others": group("shadow", "quick", "calm", "ease", "width", "tap", "topbar", "tabbar", "leading"),
        "schemes": ("light", "dark"),
        "icons": icon_names(),
    }
    return render(request, "style.html", context)


def icon_names() -> list[str]:
    path = finders.find("img/icons.svg")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        return re.findall(r'<symbol id="([\w-]+)"', file.read())
