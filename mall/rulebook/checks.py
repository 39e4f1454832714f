"""What must be true of the declared rules before anything starts."""

from __future__ import annotations

from django.core.checks import CheckMessage, Error

from . import figures, register
from .declarations import declarations
from .rule import registry


def check_rules(**_kwargs) -> list[CheckMessage]:
    """Each declared rule is registered, stands in its owner's rules.py, and has figures of known kinds."""
    owners = {declared.rule.id: declared.app for declared in declarations()}
    return [
        error for clause, rule in registry().items() for error in _faults(clause, rule, owners.get(clause))
    ]


def _faults(clause: str, rule, declared_by: str | None) -> list[CheckMessage]:
    entry = register.clauses().get(clause)
    if entry is None:
        return [Error(f"clause {clause} is declared but not in register.toml", id="rulebook.E001")]
    faults: list[CheckMessage] = []
    if declared_by is None:
        faults.append(Error(f"clause {clause} is declared outside the rules.py files", id="rulebook.E003"))
    elif declared_by != entry.app:
        words = f"clause {clause} is declared by {declared_by} but owned by {entry.app}"
        faults.append(Error(words, id="rulebook.E002"))
    for name, value in rule.defaults.items():
        try:
            figures.encode(value)
        except TypeError as error:
            faults.append(Error(f"clause {clause}, figure {name}: {error}", id="rulebook.E004"))
    return faults
