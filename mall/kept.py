"""Answers that each process keeps for a moment: of what many ask and few change."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings

T = TypeVar("T")
SWEEP_SECONDS = 1.0  # between two looks through all that is kept


class Kept(Generic[T]):
    """Keeps up to ``most`` answers as long as the setting says; the one asked for longest ago goes first.

    With ``weigh`` they're also no more than ``heaviest`` together. What has run out goes when one comes, once
    a second: to look through all of them for each would cost some pages more than they take themselves. An
    answer's age counts from before it was computed, so it is never staler than the setting. With 0 seconds
    nothing is kept. Safe among threads; two that ask at once may both compute.
    """

    def __init__(
        self, setting: str, *, most: int, weigh: Callable[[T], int] = lambda _answer: 0, heaviest: int = 0
    ):
        self._setting, self._most = setting, most
        self._weigh, self._heaviest = weigh, heaviest
        self._answers: OrderedDict[Hashable, tuple[float, int, T]] = OrderedDict()
        self._weight, self._sweep_at = 0, 0.0
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> T | None:
        """The answer that is kept under ``key`` and fresh, if there is one."""
        with self._lock:
            entry = self._answers.get(key)
            if entry is None or time.monotonic() >= entry[0]:
                return None
            self._answers.move_to_end(key)
            return entry[2]

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The answer under ``key``: the kept one, or what ``compute`` says now."""
        found = self.find(key)
        if found is not None:
            return found
        asked_at = time.monotonic()
        answer = compute()
        self.keep(key, answer, asked_at=asked_at)
        return answer

    def keep(self, key: Hashable, answer: T, *, asked_at: float) -> bool:
        """Keep an answer that was begun at ``asked_at`` (``time.monotonic``); False if it has run out."""
        ends, weight, now = asked_at + getattr(settings, self._setting), self._weigh(answer), time.monotonic()
        if ends <= now:
            return False
        with self._lock:
            self._drop(key)
            self._answers[key] = (ends, weight, answer)
            self._weight += weight
            if now >= self._sweep_at:
                self._sweep_at = now + SWEEP_SECONDS
                for old in [one for one, (until, _weight, _answer) in self._answers.items() if until <= now]:
                    self._drop(old)
            while len(self._answers) > self._most or self._weight > self._heaviest:
                self._drop(next(iter(self._answers)))
        return True

    def _drop(self, key: Hashable) -> None:
        if entry := self._answers.pop(key, None):
            self._weight -= entry[1]

    def forget(self) -> None:
        """Keep nothing of what was said so far."""
        with self._lock:
            self._answers.clear()
            self._weight, self._sweep_at = 0, 0.0
