"""Many pieces of one kind in a dish, on a tray, in a sack: the look's form is the piece, ``on`` is the dish."""

from __future__ import annotations

from .. import pieces as p
from .. import pieces_more as q
from ..canvas import Canvas
from ..serving import DISHES, Piece

# The piece and its reach.
PIECES: dict[str, tuple[Piece, float]] = {
    "walnut": (p.walnut, 52), "kernel": (p.kernel, 46), "almond": (p.almond, 40), "peanut": (p.peanut, 46),
    "chestnut": (p.chestnut, 46), "seed": (p.seed, 32), "pine_nut": (p.pine_nut, 26), "date": (p.date, 50),
    "berry": (p.berry, 27), "round_nut": (p.round_nut, 36), "bean": (p.bean, 24), "grain": (p.grain, 15),
    "cap": (p.cap, 58), "gills": (p.gills, 54), "ear": (p.ear, 58), "frill": (p.frill, 92), "leaf": (p.leaf, 40),
    "needle": (p.needle, 46), "pearl": (p.pearl, 22), "daisy": (q.daisy, 50), "rosebud": (q.rosebud, 40),
    "slice": (q.slice_of_root, 50), "root": (q.root, 118), "chilli": (q.chilli, 66), "star": (q.star, 50),
    "corn": (q.corn, 15), "persimmon": (q.persimmon, 74), "disc": (q.disc, 54), "strip": (q.strip, 66),
    "cube": (q.cube, 42), "crisp": (q.crisp, 92), "cookie": (q.cookie, 74), "brick": (q.brick, 62),
    "shrimp": (q.shrimp, 42), "scallop": (q.scallop, 42), "little_fish": (q.little_fish, 92), "weed": (q.weed, 88),
    "bulb": (q.bulb, 46),
}  # fmt: skip


def _heap(canvas: Canvas, look) -> None:
    piece, reach = PIECES[look.form]
    small = 0.82 if look.on in {"bowl", "sack", "jar"} else 1.0
    DISHES[look.on](canvas, piece, reach * small, look.main, look.second, look.number)


SIDE_VIEW = {"heap_in": _heap}
FROM_ABOVE = {"heap": _heap}
