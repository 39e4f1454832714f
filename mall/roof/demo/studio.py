"""Painting the demo's pictures in processes of their own. Nothing of Django here.

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

PAINTERS = 2
# Who loads Django and fills the tables meanwhile goes first, but not by much: in the end they wait for us.
_MANNERS = 3
_ROOT = Path(__file__).resolve().parents[3]
_LENGTH = struct.Struct("!I")


@dataclass(frozen=True)
class Paintings:
    """The files' bytes, in the order of ``catalogue.shops()`` and of ``posters.BANNERS``."""

    goods: list[bytes]
    banners: list[bytes]


class Studio:
    """Painters at work. What they paint comes through pipes, so that they end when we do."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", __name__]
        self._painters = [
            subprocess.Popen(  # noqa: S603 - ourselves
                [*command, str(share)],
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the one who waits, and ends the painters with it
            )
            for share in range(PAINTERS)
        ]
        for painter in self._painters:
            os.setpriority(os.PRIO_PROCESS, painter.pid, _MANNERS)
        self._pipes = [painter.stdout for painter in self._painters if painter.stdout]
        self._piles: list[list[bytes]] = [[] for _painter in self._painters]
        self._readers = [Thread(target=self._read, args=(share,), daemon=True) for share in range(PAINTERS)]
        for reader in self._readers:
            reader.start()

    def _read(self, share: int) -> None:
        pipe = self._pipes[share]
        while len(head := pipe.read(_LENGTH.size)) == _LENGTH.size:
            self._piles[share].append(pipe.read(*_LENGTH.unpack(head)))

    def take(self) -> Paintings:
        """All pictures, as soon as they are there. Raises RuntimeError where a painter has failed."""
        for reader in self._readers:
            reader.join()
        if any(painter.wait() for painter in self._painters):
            raise RuntimeError("The demo's pictures could not be painted; the reason is above.")
        works = [self._piles[i % PAINTERS][i // PAINTERS] for i in range(sum(map(len, self._piles)))]
        count = len(posters.BANNERS)
        return Paintings(goods=works[count:], banners=works[:count])

    def close(self) -> None:
        """End what still paints."""
        for painter in self._painters:
            painter.kill()
            painter.wait()
        for reader in self._readers:
            reader.join()
        for pipe in self._pipes:
            pipe.close()


_ahead: Studio | None = None


def begin() -> None:
    """Have the painters begin; the next ``studio`` is theirs."""
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


def _paint(share: int) -> None:
    for work in _works()[share::PAINTERS]:
        content = work()
        sys.stdout.buffer.write(_LENGTH.pack(len(content)) + content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        _paint(int(sys.argv[1]))
    except BrokenPipeError:
        sys.stdout = None  # nobody waits for pictures any more
