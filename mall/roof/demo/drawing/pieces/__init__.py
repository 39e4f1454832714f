"""Single pieces of dried and fresh goods as they lie in a dish.

A piece is drawn around (x, y) with a reach of about ``r``, turned by ``a`` degrees, in ``tone``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mall.roof.demo.drawing.canvas import Canvas
from mall.roof.demo.drawing.colour import RGB

from . import leaves, mushrooms, sea, shells, spices, sweets

Draw = Callable[[Canvas, float, float, float, float, RGB], None]


@dataclass(frozen=True)
class Piece:
    """``thin`` pieces cover less than their reach says, so more of them make a heap."""

    draw: Draw
    reach: float
    thin: float = 1.0


PIECES = {
    "walnut": Piece(shells.walnut, 52),
    "kernel": Piece(shells.kernel, 46),
    "almond": Piece(shells.almond, 40, 1.5),
    "peanut": Piece(shells.peanut, 46, 1.4),
    "chestnut": Piece(shells.chestnut, 46),
    "seed": Piece(shells.seed, 32, 1.5),
    "pine_nut": Piece(shells.pine_nut, 26, 1.5),
    "date": Piece(shells.date, 50),
    "berry": Piece(shells.berry, 27, 1.7),
    "round_nut": Piece(shells.round_nut, 36),
    "bean": Piece(shells.bean, 24, 1.3),
    "grain": Piece(shells.grain, 15, 1.7),
    "cap": Piece(mushrooms.cap, 58),
    "gills": Piece(mushrooms.gills, 54),
    "ear": Piece(mushrooms.ear, 58),
    "frill": Piece(mushrooms.frill, 92),
    "leaf": Piece(leaves.leaf, 40, 3.6),
    "needle": Piece(leaves.needle, 46, 4.2),
    "pearl": Piece(leaves.pearl, 22),
    "daisy": Piece(leaves.daisy, 50),
    "rosebud": Piece(leaves.rosebud, 40, 1.4),
    "weed": Piece(leaves.weed, 88, 3.2),
    "bulb": Piece(leaves.bulb, 46, 1.4),
    "slice": Piece(spices.slice_of_root, 50, 1.3),
    "root": Piece(spices.root, 118, 2.6),
    "chilli": Piece(spices.chilli, 66, 3.4),
    "star": Piece(spices.star, 50, 1.2),
    "corn": Piece(spices.corn, 15),
    "strip": Piece(spices.strip, 66, 2.4),
    "persimmon": Piece(sweets.persimmon, 74),
    "disc": Piece(sweets.disc, 54),
    "cube": Piece(sweets.cube, 42),
    "crisp": Piece(sweets.crisp, 92, 1.8),
    "cookie": Piece(sweets.cookie, 74),
    "brick": Piece(sweets.brick, 62),
    "shrimp": Piece(sea.shrimp, 42, 1.5),
    "scallop": Piece(sea.scallop, 42),
    "little_fish": Piece(sea.little_fish, 92, 2.6),
}
