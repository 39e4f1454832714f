"""The clauses that orders keep. Figures are those with which the mall opened; amendments override them."""

from datetime import timedelta

from mall.rulebook.rule import Rule

PAYMENT_TERM = Rule("E14", figure=timedelta(minutes=30))
CONFIRMATION = Rule("E13")
# Within ``cancel_answer`` the shop answers a buyer who wants to cancel; its silence cancels.
DISPATCH_BY_MERCHANT = Rule(
    "D7.2", figure=timedelta(hours=48), warn_before=timedelta(hours=6), cancel_answer=timedelta(hours=24)
)
# The buyer may put off the automatic confirmation once, by ``extension``.
RECEIPT = Rule("B11.3", figure=timedelta(days=10), warn_before=timedelta(days=1), extension=timedelta(days=7))
# A parcel goes back after so many failed ``attempts``, ``attempt_apart`` from each other; the buyer at whose
# wish or fault it does bears its way back, as much as its way there cost, at most ``cost_cap`` yuan; a
# shop that hasn't said within ``return_term`` that it is back pays the buyer all the same, as does one that
# hasn't seen to a failed attempt within ``attempt_term``. What is said to be delivered may be refused for
# ``after_delivery``.
REFUSAL = Rule(
    "E14-2",
    attempts=2,
    attempt_apart=timedelta(hours=12),
    attempt_term=timedelta(days=7),
    cost_cap=30,
    return_term=timedelta(days=15),
    after_delivery=timedelta(hours=24),
)
# The shop's answer to "it didn't come" or "it is broken"; before ``missing_after`` a parcel isn't missing.
# The mall decides what one side contests within ``decision``.
DELIVERY = Rule(
    "E15", figure=timedelta(hours=72), missing_after=timedelta(days=5), decision=timedelta(hours=72)
)
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
