"""A listings sheet once it is read: its rows, what is wrong with them, and where those of a product are."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

from .cells import CellProblem, Line
from .spool import Spool

# Is told what is being done, how much of it is done, and of how much (0: nobody knows yet); it may raise.
Tell = Callable[[str, int, int], None]


def quietly(stage: str, done: int, total: int) -> None:
    """For whoever doesn't wait."""


@dataclass(frozen=True)
class Row:
    """A row whose every cell can be used. Prices in fen."""

    line: Line
    code: str
    path: tuple[str, str]
    content: dict
    spec: dict[str, str]
    price: int
    list_price: int | None
    on_hand: int


def _row_out(row: Row) -> list:
    where = [row.line.row, row.line.text]
    return [where, row.code, row.path, row.content, row.spec, row.price, row.list_price, row.on_hand]


def _row_in(parts: list) -> Row:
    where, code, path, *rest = parts
    return Row(Line(*where), code, tuple(path), *rest)


def _problem_out(problem: CellProblem) -> list:
    line = problem.line
    return [line.row, line.text, problem.column, str(problem.reason), problem.value]


def _problem_in(parts: list) -> CellProblem:
    row, text, *rest = parts
    return CellProblem(Line(row, text), *rest)


def problems_spool() -> Spool[CellProblem]:
    return Spool(_problem_out, _problem_in)


@dataclass
class Sheet:
    """A file, read and checked by itself; what it means for a shop is decided when it is imported.

    Its rows lie on disk, and ``places`` says where those of a product are.
    """

    name: str
    digest: str
    rows: Spool[Row] = field(default_factory=lambda: Spool(_row_out, _row_in))
    problems: Spool[CellProblem] = field(default_factory=problems_spool)
    notes: Spool[CellProblem] = field(default_factory=problems_spool)
    places: dict[str, array] = field(default_factory=dict)
    count: int = 0

    def group(self, code: str) -> list[Row]:
        """The rows of one product, in their order."""
        return [self.rows[place] for place in self.places[code]]

    def keep(self, row: Row) -> None:
        self.places.setdefault(row.code, array("l")).append(len(self.rows))
        self.rows.append(row)
