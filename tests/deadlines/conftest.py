"""A rule and a handler of the tests' own, beside none of the mall's."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from mall.audit.services import record
from mall.deadlines import registry
from mall.rulebook import rule as rulebook
from mall.rulebook.rule import Rule

from .factories import HOUR, STAGE


@dataclass
class Alarm:
    """The tests' rule, and what its handler shall do besides leaving an act."""

    rule: Rule
    failing: set[int] = field(default_factory=set)
    then: list = field(default_factory=list)


@pytest.fixture
def alarm(monkeypatch) -> Alarm:
    monkeypatch.setattr(rulebook, "_registry", {})
    monkeypatch.setattr(registry, "_handlers", {})
    alarm = Alarm(Rule("E14", figure=HOUR))

    def leave(verb):
        def effect(clock, subject, now):
            record(actor=None, verb=verb, subject=subject, rule=clock.rule)
            if subject.pk in alarm.failing:
                raise RuntimeError("the handler is broken")
            for step in alarm.then:
                step(clock, subject, now)

        return effect

    registry.on_expiry(alarm.rule, STAGE, warn=leave("test.warned"))(leave("test.expired"))
    return alarm
