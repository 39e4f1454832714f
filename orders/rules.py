"""The clauses that orders keep. Figures are those with which the mall opened; amendments override them."""

from datetime import timedelta

from mall.rulebook.rule import Rule

PAYMENT_TERM = Rule("E14", figure=timedelta(minutes=30))
CONFIRMATION = Rule("E13")
DISPATCH_BY_MERCHANT = Rule("D7.2", figure=timedelta(hours=48), warn_before=timedelta(hours=6))
RECEIPT = Rule("B11.3", figure=timedelta(days=10), warn_before=timedelta(days=1))
SHOPPING = Rule("B11.1")
DISPATCH_CONFIRMED = Rule("B11.2")
# Terms of wall-clock time; amounts in whole yuan. A new payout account waits ``account_wait``; two of finance
# agree to a payout, and to a new account of a shop with so much at stake, from the ``four_eyes`` amounts on.
SETTLEMENT = Rule(
    "B11.4",
    account_wait=timedelta(hours=72),
    account_four_eyes=50_000,
    payout_four_eyes=50_000,
    payout_answer=timedelta(hours=24),
)
SAFE_PAYMENT = Rule("B12.1")
DELIVERY_DATA = Rule("D7.3")
# Reviews open with the receipt of the goods and close when nobody remembers them any more.
REVIEWS = Rule("B10", window=timedelta(days=90))
TERMS = Rule("E19", no_reason=timedelta(days=7), refund=timedelta(days=7))
