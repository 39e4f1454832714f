"""The clauses that the ground keeps itself."""

from datetime import timedelta

from mall.rulebook.rule import Rule

REVISION = Rule("D10.1-2", figure=timedelta(days=7), staff=timedelta(0))
