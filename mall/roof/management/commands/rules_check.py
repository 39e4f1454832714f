"""Proves the tests of the rules: with a rule switched off, a test that marks it must fail."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mall import engines
from mall.rulebook import places, register
from mall.rulebook.rule import registry

HELP = """Switch off each declared rule of kind "enforced" in turn (MALL_NEUTRALISED) and run the tests that
mark it. At least one must fail, or the tests don't prove the rule. First they all must pass with every rule
in force. Exits with 1 for a rule that no test marks, or whose tests pass without it."""

PYTEST = ["-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
PYTEST += ["--reuse-db", "--tb=short", "--no-header"]
TIMEOUT_SECONDS = 1_800
PASSED, FAILED = 0, 1


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
        with engines.throwaway() as found:
            runner = _Runner(found, jobs)
            self._prove_that_all_pass(runner, [test for clause in wanted for test in marked.get(clause, [])])
            with ThreadPoolExecutor(jobs) as pool:
                verdicts = pool.map(lambda clause: runner.without(clause, marked.get(clause, [])), wanted)
                faults = [verdict for verdict in map(self._report, verdicts) if verdict.fault]
        if faults:
            raise CommandError(f"{len(faults)} of {len(wanted)} rules are not proved by their tests.")
        self.stdout.write(f"{len(wanted)} rules, each missed by a test when switched off.")

    def _prove_that_all_pass(self, runner: _Runner, tests: list[str]) -> None:
        unique = list(dict.fromkeys(tests))
        code, output = runner.run(unique) if unique else (PASSED, "")
        if code != PASSED:
            raise CommandError(f"With every rule in force the tests must pass, but:\n{output}")
        self.stdout.write(f"{len(unique)} tests pass with every rule in force.")

    def _report(self, verdict: Verdict) -> Verdict:
        title = register.clauses()[verdict.clause].title_zh
        self.stdout.write(
            f"{verdict.clause:8} {verdict.tests:3} tests  {verdict.fault or 'noticed'}  {title}"
        )
        if verdict.output:
            self.stdout.write(verdict.output)
        return verdict


class _Runner:
    """Runs pytest in processes of their own, on shared engines, each at work with a database to itself."""

    def __init__(self, environment: dict[str, str], jobs: int):
        self.environment = {**os.environ, **environment}
        self.environment.pop("MALL_NEUTRALISED", None)
        self.databases: SimpleQueue[str] = SimpleQueue()
        for number in range(jobs):
            self.databases.put(f"test_rules_{number}")

    def run(self, tests: list[str], **extra: str) -> tuple[int, str]:
        """Pytest's exit code and the end of its output."""
        database = self.databases.get()
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter, our own tests
                [sys.executable, *PYTEST, *tests],
                cwd=settings.BASE_DIR,
                env={**self.environment, "MALL_TEST_DB": database, **extra},
                capture_output=True,
                text=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        finally:
            self.databases.put(database)
        return done.returncode, (done.stdout + done.stderr)[-3_000:]

    def without(self, clause: str, tests: list[str]) -> Verdict:
        """Run the tests that mark ``clause`` with it switched off."""
        if not tests:
            return Verdict(clause, 0, "NO TEST MARKS IT")
        code, output = self.run(tests, MALL_NEUTRALISED=clause)
        if code == FAILED:
            return Verdict(clause, len(tests), "")
        if code == PASSED:
            return Verdict(clause, len(tests), "NO TEST NOTICED")
        return Verdict(clause, len(tests), f"COULD NOT RUN ({code})", output)


def _enforced(only: list[str]) -> list[str]:
    """The declared enforced clauses, in the register's order. Raises CommandError for unknown ones."""
    clauses = [
        pk for pk, entry in register.clauses().items() if entry.kind == "enforced" and pk in registry()
    ]
    if unknown := set(only) - set(clauses):
        raise CommandError(f"Not declared as enforced: {', '.join(sorted(unknown))}")
    return [clause for clause in clauses if not only or clause in only]
