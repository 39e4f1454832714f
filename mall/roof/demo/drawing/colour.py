"""Colours of the drawings: warm lights, warm darks, never pure white or black."""

from __future__ import annotations

RGB = tuple[int, int, int]

CREAM: RGB = (255, 250, 238)
UMBER: RGB = (58, 38, 28)


def rgb(code: str) -> RGB:
    """``"a63d2f"`` → (166, 61, 47)."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """``one`` with ``share`` (0 to 1) of ``other``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def light(colour: RGB, share: float = 0.25) -> RGB:
    return mix(colour, CREAM, share)


def dark(colour: RGB, share: float = 0.25) -> RGB:
    return mix(colour, UMBER, share)


def is_dark(colour: RGB) -> bool:
    red, green, blue = colour
    return red * 299 + green * 587 + blue * 114 < 128_000
