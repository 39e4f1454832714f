"""``manage.py rules_check``: a rule whose tests pass without it is not proved."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mall.roof.management.commands.rules_check import FAILED, PASSED, _enforced, _Runner

NOTICES = "import os\ndef test_it(): assert not os.environ.get('MALL_NEUTRALISED')\n"
SLEEPS = "def test_it(): pass\n"


@pytest.fixture
def runner():
    return _Runner({name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}, jobs=1)


def test_a_rule_is_proved_by_a_test_that_fails_without_it(runner, tmp_path):
    path = tmp_path / "test_notices.py"
    path.write_text(NOTICES)

    assert runner.run([str(path)])[0] == PASSED
    assert runner.run([str(path)], MALL_NEUTRALISED="X9")[0] == FAILED
    assert runner.without("X9", [str(path)]).fault == ""


def test_a_rule_is_not_proved_by_a_test_that_passes_without_it(runner, tmp_path):
    path = tmp_path / "test_sleeps.py"
    path.write_text(SLEEPS)

    assert runner.without("X9", [str(path)]).fault == "NO TEST NOTICED"


def test_tests_that_cannot_be_run_prove_nothing(runner, tmp_path):
    verdict = runner.without("X9", [str(tmp_path / "test_missing.py")])

    assert verdict.fault.startswith("COULD NOT RUN")


def test_a_rule_that_no_test_marks_is_not_proved(runner):
    assert runner.without("X9", []).fault == "NO TEST MARKS IT"


def test_only_declared_enforced_clauses_are_switched_off():
    everything = _enforced([])

    assert "D10.1-2" in everything
    assert "C1.4" not in everything
    assert _enforced(["D10.1-2"]) == ["D10.1-2"]


def test_an_unknown_clause_is_named():
    with pytest.raises(CommandError, match="Z99"):
        call_command("rules_check", "Z99", stdout=StringIO())
