"""Which app's rules.py declares which clause, and under which name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from . import register
from .rule import Rule


@dataclass(frozen=True)
class Declaration:
    """``NAME = Rule("X9")`` in ``app``'s rules.py."""

    app: str
    name: str
    rule: Rule

    @property
    def module(self) -> str:
        return f"{self.app}.rules"


def declarations() -> Iterator[Declaration]:
    """Every rule that an app of the register declares, app by app."""
    for app in sorted({clause.app for clause in register.clauses().values()}):
        if find_spec(f"{app}.rules") is None:
            continue
        for name, value in vars(import_module(f"{app}.rules")).items():
            if isinstance(value, Rule):
                yield Declaration(app, name, value)
