"""Switches rules off, one after the other, within one run of pytest (``-p tests.proving``).

For each ``--without`` clause the tests that mark it run with the clause out of force until one fails. That
test then runs with the clause in force again and has to pass, so that what failed is proved to be the rule.
The verdicts go as lines of JSON to ``--verdicts``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def pytest_addoption(parser):
    group = parser.getgroup("proving the rules")
    group.addoption("--without", action="append", default=[], metavar="CLAUSE")
    group.addoption("--verdicts", type=Path, metavar="FILE")


def pytest_configure(config):
    config.pluginmanager.register(_Proving(config.option.without, config.option.verdicts))


class _Proving:
    def __init__(self, clauses: list[str], verdicts: Path):
        self.clauses, self.verdicts = clauses, verdicts
        self.reports: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report):
        self.reports.append(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} errors during collection")
        if session.config.option.collectonly:
            return None
        with self.verdicts.open("w", encoding="utf-8") as file:
            for clause in self.clauses:
                marking = [item for item in session.items if clause in _clauses(item)]
                file.write(json.dumps([clause, len(marking), self._fault(clause, marking)]) + "\n")
                file.flush()
        return True

    def _fault(self, clause: str, marking: list[pytest.Item]) -> str:
        from mall.rulebook.rule import NEUTRALISED  # not before the settings are read

        NEUTRALISED.add(clause)
        try:
            noticing = next((item for item in marking if not self._passes(item)), None)
        finally:
            NEUTRALISED.discard(clause)
        if noticing is None:
            return "NO TEST NOTICED"
        return "" if self._passes(noticing) else f"FAILS WITH THE RULE IN FORCE TOO: {noticing.nodeid}"

    def _passes(self, item: pytest.Item) -> bool:
        """Run one test. All that it shares with its module is taken down after it; the database stays."""
        self.reports.clear()
        item.ihook.pytest_runtest_protocol(item=item, nextitem=item.session)
        return not any(report.failed for report in self.reports)


def _clauses(item: pytest.Item) -> set[str]:
    return {clause for mark in item.iter_markers("rule") for clause in mark.args}
