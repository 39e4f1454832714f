"""The clauses that the ground keeps itself."""

from datetime import timedelta

from mall.rulebook.rule import Rule

EVERY_CLAUSE_KEPT = Rule("C1.4")
REVISION = Rule("D10.1-2", figure=timedelta(days=7), staff=timedelta(0))
VERIFIED_CONTACT = Rule("B8")
OWN_DATA = Rule("E4")
IDENTITY_DATA = Rule("G11.1")
# What the technology department writes down stands in the register of the staff.
TECHNOLOGY = Rule("H19-22")
