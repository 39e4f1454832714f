"""The clauses by which merchants come, sell and go."""

from mall.rulebook.rule import Rule

CLOSED_TO_NEW_ORDERS = Rule("D8.1")
