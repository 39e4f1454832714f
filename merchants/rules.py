"""The clauses by which merchants come, sell and go."""

from datetime import timedelta

from mall.rulebook.rule import Rule

# How a shop comes to be. The deposit is in yuan.
COMPLETE_APPLICATION = Rule("B4.1")
APPROVAL = Rule("B4.2", deposit=1_000)
VERIFIED = Rule("D3.1", figure=timedelta(days=182), youngest=18)
PERMITS = Rule("E6", warn_before=timedelta(days=30))
AGREEMENT = Rule("F4")
# What the agreement binds to.
LAWFUL_CONDUCT = Rule("B7.2")
CURRENT_RULES = Rule("D3.2-3")
LAWFUL_TRADE = Rule("E7-9")
SCOPE = Rule("F1-2")
REPUTATION = Rule("F7")

CLOSED_TO_NEW_ORDERS = Rule("D8.1")
BANNED = Rule("D8.2")
# Orders and cases older than that say nothing of how a shop is run today.
SHOP_RECORD = Rule("E10", window=timedelta(days=90))
