"""The clauses that the catalogue keeps."""

from datetime import timedelta

from mall.rulebook.rule import Rule

COMPLIANCE_REVIEW = Rule("A7.1")
COMPLETE_LISTING = Rule("A7.2")
STOCK_LEDGER = Rule("A8.1")
# A supplier's list carries no pictures, so a listing may go to review with `pictures` of them: none as yet.
# The committee raises the figure once shops have their pictures in. Each one that is there must be a real
# image whose shorter side has `picture_side` pixels. Attributes count as a detailed description, like a text.
LEAF_CATEGORY = Rule("B5.2", pictures=0, picture_side=400, most_pictures=12)
PUBLIC_PRICES = Rule("D4.3")
# A sheet may have `most_rows` rows. It and what it changed are kept for `kept`; the shop's last import can be
# undone within `undo`, which is not longer.
BULK_LISTINGS = Rule("F6.1", most_rows=10_000, undo=timedelta(days=7), kept=timedelta(days=30))
