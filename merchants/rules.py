"""The clauses by which merchants come, sell and go."""

from datetime import timedelta

from mall.rulebook.rule import Rule

CLOSED_TO_NEW_ORDERS = Rule("D8.1")
# Orders and cases older than that say nothing of how a shop is run today.
SHOP_RECORD = Rule("E10", window=timedelta(days=90))
