"""From a look to a finished picture and its files."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from random import Random

from PIL import Image

from . import scenes
from .canvas import Canvas
from .colour import RGB, mix, rgb
from .motifs import MOTIFS

QUALITY = 86


@dataclass(frozen=True)
class Look:
    """What a picture shows: a motif, its colours, one or two characters, and words of the motif's own."""

    motif: str
    key: str
    colour: str
    accent: str = "a63d2f"
    text: str = ""
    form: str = ""
    on: str = ""
    number: int = 0

    @property
    def main(self) -> RGB:
        return rgb(self.colour)

    @property
    def second(self) -> RGB:
        return rgb(self.accent)


def paint(look: Look) -> Image.Image:
    """The picture, ``PIXELS`` a side. Raises KeyError for an unknown motif, form or dish."""
    chance = Random(zlib.crc32(look.key.encode()))
    motif = MOTIFS[look.motif]
    canvas = Canvas(chance.choice(scenes.PAPERS), chance)
    tone = mix(look.main, look.second, chance.choice((0.0, 0.35, 0.75, 1.0)))
    chance.choice(motif.scenes)(canvas, tone)
    motif.draw(canvas, look)
    return canvas.finish()


def encode(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def render(look: Look) -> bytes:
    """A look as the bytes of its picture."""
    return encode(paint(look))
