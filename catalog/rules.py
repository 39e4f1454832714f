"""The clauses that the catalogue keeps."""

from mall.rulebook.rule import Rule

COMPLIANCE_REVIEW = Rule("A7.1")
COMPLETE_LISTING = Rule("A7.2")
STOCK_LEDGER = Rule("A8.1")
LEAF_CATEGORY = Rule("B5.2")
PUBLIC_PRICES = Rule("D4.3")
BULK_LISTINGS = Rule("F6.1")
