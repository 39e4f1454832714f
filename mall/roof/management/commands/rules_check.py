"""Proves the tests of the rules: with a rule switched off, a test that marks it must fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mall import engines
from mall.rulebook import places, register
from mall.rulebook.rule import registry

HELP = """Switch off each declared rule of kind "enforced" in turn and run the tests that mark it. At least
one must fail, and pass again with the rule in force, or the tests don't prove the rule. Exits with 1 for a
rule that no test marks, or whose tests pass without it."""

PYTEST = ["-m", "pytest", "-q", "-n", "0", "-c", "pyproject.toml", "--rootdir", ".", "--tb=short"]
PYTEST += ["-p", "no:randomly", "-p", "no:cacheprovider", "-p", "tests.proving"]
TIMEOUT_SECONDS = 3_600


@dataclass(frozen=True)
class Verdict:
    """What happened when one clause was switched off. ``fault`` is empty where a test noticed."""

    clause: str
    tests: int
    fault: str
    output: str = ""


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("clauses", nargs="*", help="only these clauses")
        parser.add_argument("--jobs", type=int, default=2, help="how many at once (default 2)")

    def handle(self, *, clauses, jobs, **_options):
        marked = places.tests()
        wanted = _enforced(clauses)
        with engines.throwaway() as found, ThreadPoolExecutor(jobs) as pool:
            shares = [{clause: marked.get(clause, []) for clause in wanted[n::jobs]} for n in range(jobs)]
            runs = [pool.submit(prove, share, found, n) for n, share in enumerate(shares)]
            verdicts = {verdict.clause: verdict for run in runs for verdict in run.result()}
        for clause in wanted:
            self._report(verdicts[clause])
        if faults := [verdict for verdict in verdicts.values() if verdict.fault]:
            raise CommandError(f"{len(faults)} of {len(wanted)} rules are not proved by their tests.")
        self.stdout.write(f"{len(wanted)} rules, each missed by a test when switched off.")

    def _report(self, verdict: Verdict) -> None:
        title = register.clauses()[verdict.clause].title_zh
        self.stdout.write(
            f"{verdict.clause:8} {verdict.tests:3} tests  {verdict.fault or 'noticed'}  {title}"
        )
        if verdict.output:
            self.stdout.write(verdict.output)


def prove(share: dict[str, list[str]], environment: dict[str, str], number: int) -> list[Verdict]:
    """A verdict on each clause of ``share``, with the tests that mark it: one run of pytest, one database."""
    unmarked = [Verdict(clause, 0, "NO TEST MARKS IT") for clause, tests in share.items() if not tests]
    clauses = [clause for clause, tests in share.items() if tests]
    if not clauses:
        return unmarked
    files = {test.partition("::")[0] for tests in share.values() for test in tests}
    with tempfile.TemporaryDirectory(prefix="rules-check-") as folder:
        file = Path(folder) / "verdicts"
        without = [part for clause in clauses for part in ("--without", clause)]
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own tests
            [sys.executable, *PYTEST, *without, "--verdicts", str(file), *sorted(files)],
            cwd=settings.BASE_DIR,
            env=_without_a_rule_off(environment) | {"MALL_TEST_DB": f"test_rules_{number}"},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        given = {verdict.clause: verdict for verdict in _read(file)}
    output = (done.stdout + done.stderr)[-3_000:]
    lost = [
        Verdict(clause, len(share[clause]), f"COULD NOT RUN ({done.returncode})", output)
        for clause in clauses
        if clause not in given
    ]
    return [*unmarked, *given.values(), *lost]


def _without_a_rule_off(environment: dict[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in {**os.environ, **environment}.items() if name != "MALL_NEUTRALISED"
    }


def _read(file: Path) -> Iterator[Verdict]:
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            yield Verdict(*json.loads(line))


def _enforced(only: list[str]) -> list[str]:
    """The declared enforced clauses, in the register's order. Raises CommandError for unknown ones."""
    clauses = [
        pk for pk, entry in register.clauses().items() if entry.kind == "enforced" and pk in registry()
    ]
    if unknown := set(only) - set(clauses):
        raise CommandError(f"Not declared as enforced: {', '.join(sorted(unknown))}")
    return [clause for clause in clauses if not only or clause in only]
