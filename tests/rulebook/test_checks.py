"""A rule that the register doesn't know, or that another app owns, is found before anything starts."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks

from mall import rules
from mall.rulebook import rule as rulebook
from mall.rulebook.checks import check_rules
from mall.rulebook.declarations import declarations
from mall.rulebook.rule import Rule


@pytest.fixture
def alone(monkeypatch):
    monkeypatch.setattr(rulebook, "_registry", {})


def ids(errors):
    return [error.id for error in errors]


def test_every_rule_of_the_mall_passes():
    assert [error for error in run_checks() if (error.id or "").startswith("rulebook.")] == []


def test_every_declared_rule_is_found_in_its_apps_rules():
    assert {declared.rule.id for declared in declarations()} == set(rulebook.registry())


def test_a_clause_that_the_register_lacks_is_an_error(alone):
    Rule("Z99")

    assert ids(check_rules()) == ["rulebook.E001"]


def test_a_clause_of_another_app_is_an_error(alone, monkeypatch):
    monkeypatch.setattr(rules, "STRANGE", Rule("W3.2.8"), raising=False)

    (error,) = check_rules()
    assert (error.id, error.msg) == (
        "rulebook.E002",
        "clause W3.2.8 is declared by mall but owned by warehouse",
    )


def test_a_rule_outside_the_rules_files_is_an_error(alone):
    Rule("X9")

    assert ids(check_rules()) == ["rulebook.E003"]


@pytest.mark.parametrize("figure", ["24h", 1.5, True])
def test_a_figure_of_an_unknown_kind_is_an_error(alone, monkeypatch, figure):
    monkeypatch.setattr(rules, "ODD", Rule("D10.1-2", figure=figure), raising=False)

    assert ids(check_rules()) == ["rulebook.E004"]


def test_a_clause_is_declared_once(alone):
    Rule("X9", figure=timedelta(hours=24))

    with pytest.raises(ValueError, match="twice"):
        Rule("X9")
