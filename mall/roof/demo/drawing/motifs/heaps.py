"""Many pieces of one kind: the look's form is the piece, ``on`` the dish, sieve, board, sack or jar."""

from __future__ import annotations

from mall.roof.demo.drawing.canvas import Canvas
from mall.roof.demo.drawing.pieces import PIECES
from mall.roof.demo.drawing.serving import DISHES


def _heap(canvas: Canvas, look) -> None:
    piece = PIECES[look.form]
    small = 0.82 if look.on in {"bowl", "sack", "jar"} else 1.0
    DISHES[look.on](canvas, piece, piece.reach * small, look.main, look.second, look.number)


SIDE_VIEW = {"heap_in": _heap}
FROM_ABOVE = {"heap": _heap}
