"""The clauses that bind those who work here."""

from mall.rulebook.rule import Rule

ORIENTATION_FIRST = Rule("A5.1")
