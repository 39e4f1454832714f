"""Answers that each process keeps for a moment: of what many ask and few change."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings

T = TypeVar("T")


class Kept(Generic[T]):
    """Keeps up to ``most`` answers as long as the setting says; the one asked for longest ago goes first.

    With ``weigh`` they're also no more than ``heaviest`` together. What has run out goes when one comes.
    An answer's age counts from before it was computed, so it is never staler than the setting. With 0 seconds
    nothing is kept. Safe among threads; two that ask at once may both compute.
    """

    def __init__(
        self, setting: str, *, most: int, weigh: Callable[[T], int] = lambda _answer: 0, heaviest: int = 0
    ):
        self._setting, self._most = setting, most
        self._weigh, self._heaviest = weigh, heaviest
        self._answers: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> T | None:
        """The answer that is kept under ``key`` and fresh, if there is one."""
        with self._lock:
            entry = self._answers.get(key)
            if entry is None or time.monotonic() >= entry[0]:
                return None
            self._answers.move_to_end(key)
            return entry[1]

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
        ends = asked_at + getattr(settings, self._setting)
        if ends <= time.monotonic():
            return False
        with self._lock:
            self._answers[key] = (ends, answer)
            self._answers.move_to_end(key)
            now = time.monotonic()
            for old in [one for one, (until, _answer) in self._answers.items() if until <= now]:
                del self._answers[old]
            weight = sum(self._weigh(kept) for _until, kept in self._answers.values())
            while len(self._answers) > self._most or weight > self._heaviest:
                _key, (_until, dropped) = self._answers.popitem(last=False)
                weight -= self._weigh(dropped)
        return True

    def forget(self) -> None:
        """Keep nothing of what was said so far."""
        with self._lock:
            self._answers.clear()
