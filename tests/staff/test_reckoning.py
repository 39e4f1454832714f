"""One person's month in fen, from facts alone: what is taken off, added and rounded once. (G6.1)"""

from datetime import date

import pytest

from staff.reckoning import Facts, Span, Terms, Worked, reckon, worth

from .paying import MONTHLY

TERMS = Terms(10_440, {"personal": 0, "sick": 60, "annual": 100}, overtime=150, holiday=300, penalty_cap=20)


def day(n: int) -> date:
    return date(2026, 11, n)


def month(**over) -> Facts:
    return Facts(**{"days": 30, "hours": 480, "spans": [Span(day(1), day(30), MONTHLY, 7)], **over})


@pytest.mark.rule("G6.1")
@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (month(), {}),
        (month(spans=[]), {"base": 0}),
        (month(spans=[Span(day(21), day(30), MONTHLY, 7)]), {"base": 348_000}),
        (
            month(shifts=[Worked(1, day(2), late=5, early=1, away=20)]),
            {"late": -500, "early": -100, "away": -2_000},
        ),
        (month(shifts=[Worked(1, day(2), absent=480)]), {"absent": -48_000}),
        (month(shifts=[Worked(1, day(2), leaves=((4, "personal", 480),))]), {"leave": -48_000}),
        (month(shifts=[Worked(1, day(2), leaves=((4, "sick", 480),))]), {"leave": -19_200}),
        (month(shifts=[Worked(1, day(2), leaves=((4, "annual", 480),))]), {"leave": 0}),
        (month(leaves=[(4, "sick", day(2), 480), (4, "sick", day(3), 480)]), {"leave": -38_400}),
        (month(shifts=[Worked(1, day(2), worked=480), Worked(2, day(3), worked=480)]), {"overtime": 72_000}),
        (month(shifts=[Worked(1, day(2), worked=300, is_holiday=True)]), {"holiday": 90_000}),
        (
            month(decisions=[(1, "reward", day(2), 333), (2, "penalty", day(2), 111)]),
            {"reward": 333, "penalty": -111},
        ),
        (month(decisions=[(1, "promotion", day(2), 0)]), {}),
        (
            month(decisions=[(1, "penalty", day(2), 300_000)]),
            {"penalty": -300_000, "penalty_cap": 300_000 - 208_800},
        ),
        (
            month(shifts=[Worked(1, day(2), absent=10_441)]),
            {"absent": -1_044_100, "time_cap": 100},
        ),
        (month(insured=[(1, "pension", 1_000_001, 800, 1_600)]), {"insurance": -80_000}),
        (month(carried=[(9, -1_234)]), {"carried": -1_234}),
        (
            month(spans=[Span(day(1), day(10), 1_044_000, 7), Span(day(11), day(30), 2_088_000, 8)],
                  shifts=[Worked(1, day(10), late=10), Worked(2, day(11), late=10)]),
            {"base": 348_000 + 1_392_000, "late": -1_000 - 2_000},
        ),
    ],
)  # fmt: skip
def test_a_months_facts_come_to_these_amounts(facts, found):
    lines = reckon(facts, TERMS)

    sums: dict[str, int] = {}
    for line in lines:
        sums[str(line.kind)] = sums.get(str(line.kind), 0) + line.amount
    assert sums == {key: value for key, value in ({"base": MONTHLY} | found).items() if facts.spans or value}
    assert len({line.key for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("monthly", "minutes", "percent", "fen"),
    [(10_440, 1, 50, 1), (10_440, 1, 49, 0), (999_999, 7, 100, 670), (1, 1, 100, 0), (5_220, 1, 100, 1)],
)
def test_what_minutes_are_worth_is_rounded_half_up_once(monthly, minutes, percent, fen):
    assert worth(monthly, minutes, percent, 10_440) == fen
