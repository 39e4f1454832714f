"""The clauses that bind those who work here. Figures are those with which the mall opened."""

from datetime import time, timedelta

from mall.rulebook.rule import Rule

ORIENTATION_FIRST = Rule("A5.1")

# The organisation
WRITTEN_DUTIES = Rule("C1.1-2")
COMMITTEE = Rule("H7-8")
TARGETS = Rule("H9-10")

# Hiring and growth. What is kept of applicants goes so long after the last decision.
RECRUITING = Rule("A4.1", figure=timedelta(days=180))
QUALIFIED = Rule("A4.2")
QUALIFIED_FIRST = Rule("G4")
TRAINED = Rule("A5.2")
APPRAISED = Rule("A6.1")
DECISION_GROUNDED = Rule("A6.2")

# Coming and going
ATTENDANCE = Rule("G5.1", figure=timedelta(hours=2), close_after=timedelta(hours=2))
RELIEF_EARLY = Rule("K7.1", figure=timedelta(minutes=10))
STAY_FOR_RELIEF = Rule("K7.2")
NOTICES_FIRST = Rule("K7.3", figure=timedelta(days=14))
HANDOVER_FILLED = Rule("K7.4")
HANDOVER_SIGNED = Rule("K4.10")
COMPUTED = Rule("K8.1")
TWENTY_MINUTES = Rule("K8.7", figure=timedelta(minutes=20))
NO_PROXY = Rule("W3.1.1", figure=timedelta(minutes=10))

# Order and safety. A visitor who is inside so long after the announced time has overstayed; what identifies
# visitors is kept so long. A finding of a round is put right within the figure where nobody says otherwise.
SAFETY_ROUNDS = Rule("A13.1", figure=timedelta(days=3))
CLEARED = Rule("G12")
SECURITY_DUTY = Rule("G11.2")
MANAGERS_DUTIES = Rule("H3-6")
HABITS = Rule("K11")
WRITTEN_WORKFLOWS = Rule("C1.3")
MARKETING = Rule("H11-14")
PRODUCT = Rule("H15-18")
VISITORS = Rule("A13.2", overstay=timedelta(minutes=30), kept=timedelta(days=180))

# Hours. A roster shows the holes in its cover so long ``ahead``.
COVER = Rule("K1.1", ahead=timedelta(days=14))
LEAVE_APPROVED = Rule("G5.2")
# Working days a year, by full years of service for annual leave.
ENTITLEMENT = Rule(
    "G6.2",
    annual_1=5,
    annual_10=10,
    annual_20=15,
    marriage=3,
    maternity=98,
    paternity=15,
    bereavement=3,
    # Social insurance: the shares of employee and employer in hundredths of a percent of the base.
    pension_own=800,
    pension_employer=1_600,
    medical_own=200,
    medical_employer=900,
    unemployment_own=50,
    unemployment_employer=50,
    injury_own=0,
    injury_employer=20,
    housing_own=700,
    housing_employer=700,
)
# A minute is worth a month's pay divided by ``month_minutes`` (21.75 days of 8 hours). Leave is paid by so
# many percent of it, work beyond the month's hours and on holidays by so many more. Penalties take at most
# so much of a month's pay, and facts that come later put so many settled months right.
PAY = Rule(
    "G6.1",
    month_minutes=10_440,
    pay_personal=0,
    pay_special=0,
    pay_sick=60,
    pay_annual=100,
    pay_marriage=100,
    pay_maternity=100,
    pay_paternity=100,
    pay_bereavement=100,
    overtime=150,
    holiday=300,
    penalty_cap=20,
    settled_months=2,
)
# How long before the shift ordinary and special personal leave is asked for.
AHEAD = Rule("K8.2", figure=timedelta(days=1), special=timedelta(hours=1))
IN_PERSON = Rule("K8.3")
# Sick leave of so long needs a certificate; the slip is due by the end of the first day back.
CERTIFICATE = Rule("K8.4", figure=timedelta(days=1))
NIGHT_LEAVE = Rule("K8.5", figure=time(12, 0))
HOLIDAY_LEAVE = Rule("K8.6", figure=timedelta(days=2))
SWAP_NAMED = Rule("K9.1")
# So many swaps a person and month; ``rest`` lies between any two shifts of one person.
SWAP_LIMITS = Rule("K9.2", figure=2, rest=timedelta(hours=8))
SWAP_EQUALS = Rule("K9.3", figure=1)
# What the one who took a shift over answers for, in percent, where the leader finds nothing else.
SWAP_SIGNED = Rule("K9.4", taker=70)
SWAPPED_NO_LEAVE = Rule("K9.5")
SWAP_NO_HOLIDAY = Rule("K9.6")
