"""``manage.py rules_check``: a rule whose tests pass without it is not proved."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mall.roof.management.commands.rules_check import _enforced, prove

TESTS = """
import pytest
from mall.rulebook.rule import NEUTRALISED

@pytest.fixture(scope="module")
def shared():
    return set(NEUTRALISED)

@pytest.mark.rule("E14", "X9")
def test_sleeps(): pass

@pytest.mark.rule("E14")
@pytest.mark.parametrize("number", [1, 2])
def test_notices(number, shared):
    assert number == 1 or not shared

@pytest.mark.rule("D8")
def test_is_broken(): assert False
"""
ENGINES = ("DATABASE_URL", "REDIS_URL")


def verdicts(share):
    environment = {name: os.environ[name] for name in ENGINES}
    return [
        (verdict.clause, verdict.tests, verdict.fault.partition(":")[0])
        for verdict in prove(share, environment, 0)
    ]


def test_a_rule_is_proved_by_a_test_that_fails_without_it_and_passes_with_it(tmp_path):
    path = tmp_path / "test_rules.py"
    path.write_text(TESTS)

    assert verdicts({clause: [f"{path}::test"] for clause in ("E14", "X9", "D8")}) == [
        ("E14", 3, ""),
        ("X9", 1, "NO TEST NOTICED"),
        ("D8", 1, "FAILS WITH THE RULE IN FORCE TOO"),
    ]


def test_tests_that_cannot_be_run_prove_nothing(tmp_path):
    assert verdicts({"X9": [f"{tmp_path / 'test_missing.py'}::test"]}) == [("X9", 1, "COULD NOT RUN (4)")]


def test_a_rule_that_no_test_marks_is_not_proved():
    assert verdicts({"X9": []}) == [("X9", 0, "NO TEST MARKS IT")]


def test_only_declared_enforced_clauses_are_switched_off():
    everything = _enforced([])

    assert "D10.1-2" in everything
    assert "C1.4" not in everything
    assert _enforced(["D10.1-2"]) == ["D10.1-2"]


def test_an_unknown_clause_is_named():
    with pytest.raises(CommandError, match="Z99"):
        call_command("rules_check", "Z99", stdout=StringIO())
