"""The clauses by which merchants come, sell and go."""

from datetime import timedelta

from mall.rulebook.rule import Rule

# How a shop comes to be. The deposit is in yuan.
COMPLETE_APPLICATION = Rule("B4.1")
APPROVAL = Rule("B4.2", deposit=1_000)
VERIFIED = Rule("D3.1", figure=timedelta(days=182), youngest=18)
PERMITS = Rule("E6", warn_before=timedelta(days=30))
# Who is invited to help run a shop has that long to accept: no clause says who may help, so the figure stands
# with the agreement of the shop that invites, and refusals cite none.
AGREEMENT = Rule("F4", invitation=timedelta(days=7))
# What the agreement binds to.
LAWFUL_CONDUCT = Rule("B7.2")
CURRENT_RULES = Rule("D3.2-3", false_information=12)
LAWFUL_TRADE = Rule("E7-9", conduct=3)
SCOPE = Rule("F1-2")
REPUTATION = Rule("F7", reputation=3)

# What a shop can be charged with; the figures are points.
UNFAIR_COMPETITION = Rule("B7.1", unfair_competition=6)
FALSE_GOODS = Rule("F5.1-3", false_advertising=6, counterfeit=12, substandard=6, price_fraud=6)
ILLEGAL = Rule("F5.6", illegal=24, term=timedelta(days=30))
CONTACT_DATA = Rule("D6.3", contact_data=3)
INFORMATION = Rule("F3", figure=timedelta(days=3), warn_before=timedelta(days=1), silence=3)
INSPECTION = Rule("F6.2", figure=timedelta(days=7), warn_before=timedelta(days=2), overdue=3)
# What is done about it. Before, the shop has that long to state its side. An appeal is open that long, and
# decided within its own term; what has ended stays in public that long.
SANCTIONS = Rule("B13.1", shortest=timedelta(days=1), longest=timedelta(days=365))
# What an authority makes of a referral is asked after that often.
REFERRAL = Rule("B13.2", outcome=timedelta(days=30))
MEASURES = Rule(
    "F11",
    figure=timedelta(days=7),
    decision=timedelta(days=3),
    public=timedelta(days=90),
    statement=timedelta(days=3),
    warn_before=timedelta(days=1),
)
# Complaints in a thousand orders, and the orders below which nothing is said of a shop.
SUPERVISION = Rule("D8.3", rate=30, least_orders=50, term=timedelta(days=30), payout_delay=timedelta(days=14))

# A shop that rests by its own wish is closed to new orders in the same way: so long at most, so far ahead.
CLOSED_TO_NEW_ORDERS = Rule("D8.1", closure=timedelta(days=45), closure_ahead=timedelta(days=180))
BANNED = Rule("D8.2")
AFTER_SALES = Rule("E17", figure=timedelta(days=7))
# Orders and cases older than that say nothing of how a shop is run today.
SHOP_RECORD = Rule("E10", window=timedelta(days=90))
