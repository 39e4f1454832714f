"""One or two Chinese characters on a label or a seal; where no font has them, a seal of plain strokes."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from random import Random

from PIL import ImageFont

from .canvas import Canvas
from .colour import CREAM, RGB, dark

# Where the usual systems keep a typeface with Chinese characters; nothing is shipped and nothing is needed.
_TYPEFACES = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-serif-cjk-fonts/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/Songti.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)


@cache
def _typeface(size: int) -> ImageFont.FreeTypeFont | None:
    for path in _TYPEFACES:
        if Path(path).exists():
            try:
                return ImageFont.truetype(path, size)
            except OSError:
                continue
    return None


def characters(canvas: Canvas, cx: float, cy: float, text: str, ink: RGB, size: float) -> None:
    """``text`` from top to bottom around (cx, cy), each character ``size`` high."""
    face = _typeface(max(1, round(size * canvas.zoom)))
    top = cy - size * len(text) / 2
    for i, character in enumerate(text):
        middle = top + size * (i + 0.5)
        if face is None:
            _strokes(canvas, cx, middle, character, ink, size)
        else:
            canvas.pen.text(canvas.at(cx, middle), character, font=face, fill=ink, anchor="mm")


def _strokes(canvas: Canvas, cx: float, cy: float, character: str, ink: RGB, size: float) -> None:
    """A mark that looks carved, always the same for the same character."""
    chance = Random(zlib.crc32(character.encode()))
    half, width = size * 0.36, max(2.0, size * 0.09)
    for row in (-1, 0, 1):
        reach = half * chance.choice((0.6, 1, 1))
        y = cy + row * half * 0.9
        canvas.line([(cx - reach, y), (cx + reach, y)], ink, width)
    for x in chance.sample((-0.9, -0.3, 0.3, 0.9), 2):
        top, bottom = chance.choice(((-1, 0), (-1, 1), (0, 1)))
        canvas.line([(cx + x * half, cy + top * half), (cx + x * half, cy + bottom * half)], ink, width)


def seal(canvas: Canvas, cx: float, cy: float, text: str, ink: RGB, size: float = 34) -> None:
    """A small stamped square."""
    high = size * len(text)
    canvas.box(
        cx - size * 0.7,
        cy - high / 2 - size * 0.2,
        cx + size * 0.7,
        cy + high / 2 + size * 0.2,
        ink,
        r=size * 0.14,
    )
    characters(canvas, cx, cy, text, CREAM, size)


def label(
    canvas: Canvas, cx: float, cy: float, wide: float, high: float, text: str, *, ink: RGB, paper: RGB = CREAM
) -> None:
    """A paper label with a thin frame and ``text`` in its middle."""
    canvas.box(cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2, paper, r=3)
    canvas.frame(
        cx - wide / 2 + 6, cy - high / 2 + 6, cx + wide / 2 - 6, cy + high / 2 - 6, dark(ink, 0.1), 1.5
    )
    size = min((high - 26) / max(1, len(text)), wide - 22)
    characters(canvas, cx, cy - 1, text, ink, size)
