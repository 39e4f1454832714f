"""What was measured, beside its limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """One figure. With ``at_least`` more is better, with ``at_most`` less; without, it is only told."""

    name: str
    measured: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_ok(self) -> bool:
        enough = self.at_least is None or self.measured >= self.at_least
        return enough and (self.at_most is None or self.measured <= self.at_most)

    def __str__(self) -> str:
        if self.at_least is not None:
            limit = f"≥ {self.at_least:,.6g}"
        elif self.at_most is not None:
            limit = f"≤ {self.at_most:,.6g}"
        else:
            return f"{self.name}: {self.measured:,.6g} {self.unit}"
        verdict = "ok" if self.is_ok else "MISSED"
        return f"{self.name}: limit {limit} / measured {self.measured:,.6g} {self.unit} / {verdict}"


@dataclass
class Report:
    """Collects the lines of a run and says each as it comes.

    A short run measures less, and less surely; a large one goes on to what takes minutes to load.
    """

    say: Callable[[str], object]
    is_short: bool = False
    is_large: bool = False
    lines: list[Line] = field(default_factory=list)

    def add(
        self,
        name: str,
        measured: float,
        unit: str,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
    ) -> None:
        line = Line(name, measured, unit, at_least, at_most)
        self.lines.append(line)
        self.say(str(line))

    def note(self, words: str) -> None:
        """Something that a reader of the figures should know."""
        self.say(words)

    @property
    def is_ok(self) -> bool:
        return all(line.is_ok for line in self.lines)
