"""Painting the demo's pictures in a process of its own. Nothing of Django here.

A first start waits for the disk and for one core most of the time, and painting is most of its work: so
``manage.py`` begins it first of all, and whoever needs the pictures takes them when they are there.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread

from . import catalogue, posters
from .drawing import render
from .drawing.banners import render_banner

# Who loads Django and fills the tables meanwhile goes first, but not by much: in the end they wait for us.
# One painter, as on two cores a second would take from the database what it gives to the pictures.
_MANNERS = 5
_ROOT = Path(__file__).resolve().parents[3]
_LENGTH = struct.Struct("!I")


@dataclass(frozen=True)
class Paintings:
    """The files' bytes, in the order of ``catalogue.shops()`` and of ``posters.BANNERS``."""

    goods: list[bytes]
    banners: list[bytes]


class Studio:
    """A painter at work. What is painted comes through a pipe, so that the painter ends when we do."""

    def __init__(self) -> None:
        self._painter = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", __name__],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the one who waits, and ends the painter with it
        )
        os.setpriority(os.PRIO_PROCESS, self._painter.pid, _MANNERS)
        self._works: list[bytes] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        pipe = self._painter.stdout
        assert pipe is not None
        while len(head := pipe.read(_LENGTH.size)) == _LENGTH.size:
            self._works.append(pipe.read(*_LENGTH.unpack(head)))

    def take(self) -> Paintings:
        """All pictures, as soon as they are there. Raises RuntimeError where the painter has failed."""
        self._reader.join()
        if self._painter.wait():
            raise RuntimeError("The demo's pictures could not be painted; the reason is above.")
        count = len(posters.BANNERS)
        return Paintings(goods=self._works[count:], banners=self._works[:count])

    def close(self) -> None:
        """End what still paints."""
        self._painter.kill()
        self._painter.wait()
        self._reader.join()
        assert self._painter.stdout is not None
        self._painter.stdout.close()


_ahead: Studio | None = None


def begin() -> None:
    """Have the painter begin; the next ``studio`` is theirs."""
    global _ahead
    _ahead = _ahead or Studio()


def studio() -> Studio:
    """The one that has begun, or a new one. To be closed by who asked for it."""
    global _ahead
    begun, _ahead = _ahead or Studio(), None
    return begun


def _works() -> list[Callable[[], bytes]]:
    """All that is to be painted; the wide ones first, as they take longest."""
    looks = [listing.look for plan in catalogue.shops() for listing in plan.listings]
    wide = [partial(render_banner, banner) for banner in posters.BANNERS]
    return [*wide, *(partial(render, look) for look in looks)]


def _paint() -> None:
    for work in _works():
        content = work()
        sys.stdout.buffer.write(_LENGTH.pack(len(content)) + content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        _paint()
    except BrokenPipeError:
        sys.stdout = None  # nobody waits for pictures any more
