"""A clause as code reads it: ``rules.DISPATCH.figure()``, ``rules.TWO_SWAPS.require(n < 2, …)``."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from mall.errors import DomainError

from . import figures

_registry: dict[str, Rule] = {}

# `make rules-check` runs the tests with one clause switched off, to see that one of them notices.
# Anywhere else the variable counts for nothing, and nobody changes the set.
_named = os.environ.get("MALL_NEUTRALISED", "") if settings.TESTING else ""
NEUTRALISED: set[str] = set(filter(None, _named.split(",")))


class RuleError(DomainError):
    """A refusal that cites its clause. Rolls back what it refuses; the boundary records it afterwards."""

    def __init__(self, rule: Rule, message, *, field: str | None = None):
        super().__init__(message, field=field)
        self.rule = rule

    @property
    def clause(self) -> str:
        return self.rule.id


class Rule:
    """A clause that an app keeps, with its figures as they were when the mall opened.

    Declare it once, in the ``rules.py`` of the app that owns the clause. A figure is a timedelta, an int,
    or a time of day; ``figure=`` names the one that most clauses have, further ones are keywords.
    """

    def __init__(self, clause: str, *, figure: Any = None, **named: Any):
        if clause in _registry:
            raise ValueError(f"clause {clause} is declared twice")
        self.id = clause
        self.defaults: dict[str, Any] = ({} if figure is None else {"figure": figure}) | named
        _registry[clause] = self

    def __repr__(self) -> str:
        return f"Rule({self.id!r})"

    @property
    def in_force(self) -> bool:
        """False only while the tests are being proved; code that *makes something happen* asks it first."""
        return self.id not in NEUTRALISED

    def figure(self, name: str = "figure", *, at: datetime | None = None) -> Any:
        """The figure in force at ``at`` (aware; default now). Raises KeyError for a name not declared."""
        default = self.defaults[name]
        return figures.in_force(self.id, name, default, at or timezone.now())

    def require(self, condition: object, message, *, field: str | None = None) -> None:
        """Raise RuleError with ``message`` unless ``condition`` holds."""
        if not condition and self.in_force:
            raise RuleError(self, message, field=field)

    def refuse(self, message, *, field: str | None = None) -> None:
        """Raise RuleError: for branches where the condition has been looked at already."""
        self.require(False, message, field=field)


def registry() -> dict[str, Rule]:
    """Every declared rule by clause id."""
    return dict(_registry)


def get(clause: str) -> Rule:
    """The declared rule of a clause. Raises KeyError."""
    return _registry[clause]


__all__ = ["NEUTRALISED", "Rule", "RuleError", "get", "registry"]
