"""Every clause with its kind, its figures in force, the code that keeps it and the tests that prove it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation

from mall.rulebook import figures, places, register
from mall.rulebook.register import Clause
from mall.rulebook.rule import registry
from mall.rulebook.words import in_words
from mall.rules import EVERY_CLAUSE_KEPT

HELP = """List the clauses of the rulebook: kind, owner, figures in force, the code that keeps each, the tests
that prove it. With --check, exit with 1 when a declared clause (one with a Rule in its app's rules.py) is
named by no code besides its declaration, or by no test's mark. Clauses that no app has declared yet are
counted as not yet kept; --check passes over them, --check --strict doesn't."""


@dataclass(frozen=True)
class Line:
    """What the project knows of one clause."""

    clause: Clause
    places: list[str]
    tests: list[str]

    @property
    def is_declared(self) -> bool:
        return self.clause.id in registry()

    def figures(self, *, amended: bool = True) -> dict[str, Any]:
        """The figures in force now, by name; without amendments, those with which the mall opened."""
        rule = registry().get(self.clause.id)
        if rule is None:
            return {}
        return {name: rule.figure(name) if amended else default for name, default in rule.defaults.items()}

    @property
    def missing(self) -> list[str]:
        """What a declared clause lacks."""
        return [name for name, found in (("code", self.places), ("test", self.tests)) if not found]


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--check", action="store_true", help="fail where a declared clause lacks code or test"
        )
        parser.add_argument(
            "--strict", action="store_true", help="with --check: fail for undeclared clauses as well"
        )

    def handle(self, *, format, check, strict, **_options):  # noqa: A002 - the option's name
        lines = _lines()
        if format == "json":
            rows = _rows(lines, amended=self._database_answers())
            found = {"clauses": rows, "counts": _counts(lines)}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        elif not check:
            self._print(lines, amended=self._database_answers())
        if check:
            self._check(lines, strict=strict, quiet=format == "json")

    def _database_answers(self) -> bool:
        try:
            figures.refresh()
        except DatabaseError:
            self.stderr.write(
                "The database can't be asked: these are the figures with which the mall opened."
            )
            return False
        return True

    def _print(self, lines: list[Line], *, amended: bool) -> None:
        for line in lines:
            clause = line.clause
            said = "; ".join(
                f"{name} {in_words(value)}" for name, value in line.figures(amended=amended).items()
            )
            self.stdout.write(
                f"{clause.id}  [{clause.kind}, {clause.app}]  {clause.title_zh} / {clause.title_en}"
            )
            if said:
                self.stdout.write(f"    {said}")
            for found in [*line.places, *line.tests]:
                self.stdout.write(f"    {found}")
        self.stdout.write(" · ".join(f"{name}: {number}" for name, number in _counts(lines).items()))

    def _check(self, lines: list[Line], *, strict: bool, quiet: bool) -> None:
        unproved = [line for line in lines if line.is_declared and line.missing]
        undeclared = [line.clause.id for line in lines if not line.is_declared]
        known = register.clauses()
        strays = sorted(clause for clause in places.tests() if clause not in known)
        if not quiet:
            self.stdout.write(
                f"{len(lines) - len(undeclared)} clauses declared, {len(undeclared)} not yet kept:"
            )
            self.stdout.write(" ".join(undeclared))
        faults = [
            f"{line.clause.id} ({line.clause.app}) has no {' and no '.join(line.missing)}"
            for line in unproved
        ]
        faults += [f"{clause} is marked by a test but is no clause" for clause in strays]
        if strict and undeclared:
            faults.append(f"{len(undeclared)} clauses are not yet kept")
        if faults:
            raise CommandError(f"{EVERY_CLAUSE_KEPT.id}: " + "\n".join(faults))


def _lines() -> list[Line]:
    where, proved = places.places(), places.tests()
    return [
        Line(clause, [str(place) for place in where.get(pk, [])], proved.get(pk, []))
        for pk, clause in register.clauses().items()
    ]


def _rows(lines: list[Line], *, amended: bool) -> list[dict]:
    return [_row(line, line.figures(amended=amended)) for line in lines]


def _row(line: Line, in_force: dict[str, Any]) -> dict:
    clause = line.clause
    return {
        "id": clause.id,
        "kind": clause.kind,
        "app": clause.app,
        "title_zh": clause.title_zh,
        "title_en": clause.title_en,
        "declared": line.is_declared,
        "figures": {name: figures.encode(value) for name, value in in_force.items()},
        "figures_in_words": {name: _words(value) for name, value in in_force.items()},
        "places": line.places,
        "tests": line.tests,
    }


def _words(value) -> dict[str, str]:
    said = {}
    for code in ("zh-hans", "en"):
        with translation.override(code):
            said[code] = in_words(value)
    return said


def _counts(lines: list[Line]) -> dict[str, int]:
    kinds = {kind: sum(line.clause.kind == kind for line in lines) for kind in register.KINDS}
    declared = [line for line in lines if line.is_declared]
    return {
        "clauses": len(lines),
        **kinds,
        "declared": len(declared),
        "with code": sum(bool(line.places) for line in lines),
        "with tests": sum(bool(line.tests) for line in lines),
        "not yet kept": len(lines) - len(declared),
    }
