"""Every motif by its name, with the scenes that suit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import scenes
from ..canvas import Canvas
from . import containers, crafts, heaps, kitchen, pottery, study, tea

if TYPE_CHECKING:
    from ..colour import RGB
    from ..picture import Look


@dataclass(frozen=True)
class Motif:
    draw: Callable[[Canvas, Look], None]
    scenes: tuple[Callable[[Canvas, RGB], None], ...]


MOTIFS = {
    name: Motif(draw, seen)
    for module in (containers, crafts, heaps, kitchen, pottery, study, tea)
    for seen, draws in ((scenes.SIDE_VIEW, module.SIDE_VIEW), (scenes.FROM_ABOVE, module.FROM_ABOVE))
    for name, draw in draws.items()
}
