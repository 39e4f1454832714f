"""The clauses that bind those who work here."""

from mall.rulebook.rule import Rule

ORIENTATION_FIRST = Rule("A5.1")

# The organisation
WRITTEN_DUTIES = Rule("C1.1-2")
COMMITTEE = Rule("H7-8")
TARGETS = Rule("H9-10")
