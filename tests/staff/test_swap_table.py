"""Which swaps are lawful: each rule alone and in pairs. (K9)"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from django.utils import timezone

from staff.services.shifts import Shift
from staff.services.swap_rules import Proposal, Side, judge

pytestmark = pytest.mark.django_db

# Ann works on days 1, 4, 7 from 8 to 16; Bo works on days 2, 5, 8. They swap Ann's day 4 for Bo's day 5.
FIRST = timezone.make_aware(datetime(2026, 12, 7, 8))  # noqa: DTZ001


def shift(day: int, key: int, hours: int = 0, **marks) -> Shift:
    start = FIRST + timedelta(days=day, hours=hours)
    return Shift(start, start + timedelta(hours=8), key=key, **marks)


ANN = Side("小安", job_type=1, skill=3, swaps=0, shifts=(shift(1, 1), shift(4, 4), shift(7, 7)))
BO = Side("小波", job_type=1, skill=3, swaps=0, shifts=(shift(2, 2), shift(5, 5), shift(8, 8)))
LAWFUL = Proposal(
    given=ANN.shifts[1], repaid=BO.shifts[1], proposer=ANN, partner=BO, at=FIRST, reason="家里有事"
)


def ann(proposal: Proposal, **values) -> Proposal:
    return replace(proposal, proposer=replace(proposal.proposer, **values))


def bo(proposal: Proposal, **values) -> Proposal:
    return replace(proposal, partner=replace(proposal.partner, **values))


def more(side: Side, *shifts: Shift) -> tuple[Shift, ...]:
    return tuple(sorted([*side.shifts, *shifts]))


def marked(proposal: Proposal, which: str, **marks) -> Proposal:
    """The shift given or repaid, also among its owner's."""
    one = replace(getattr(proposal, which), **marks)
    side = "proposer" if which == "given" else "partner"
    owner = getattr(proposal, side)
    shifts = tuple(one if own.key == one.key and not own.is_gone else own for own in owner.shifts)
    return replace(proposal, **{which: one, side: replace(owner, shifts=shifts)})


# What is changed of the lawful swap | what the clauses say
CHANGES = {
    "no reason is given": ("K9.1", lambda p: replace(p, reason="  ")),
    "Ann has swapped twice this month": ("K9.2", lambda p: ann(p, swaps=2)),
    "Bo has swapped twice this month": ("K9.2", lambda p: bo(p, swaps=2)),
    "Ann's shift was swapped before": ("K9.2", lambda p: marked(p, "given", is_swapped=True)),
    "Bo's shift was swapped before": ("K9.2", lambda p: marked(p, "repaid", is_swapped=True)),
    "Ann's last shift was swapped": (
        "K9.2",
        lambda p: ann(p, shifts=more(p.proposer, shift(3, 31, is_swapped=True))),
    ),
    "Ann gave away her last shift": (
        "K9.2",
        lambda p: ann(p, shifts=more(p.proposer, shift(3, 32, is_swapped=True, is_gone=True))),
    ),
    "Bo's next shift was swapped": (
        "K9.2",
        lambda p: bo(p, shifts=more(p.partner, shift(6, 61, is_swapped=True))),
    ),
    "Bo would work night and day": ("K9.2", lambda p: bo(p, shifts=more(p.partner, shift(3, 33, hours=9)))),
    "Ann would work day and night": (
        "K9.2",
        lambda p: ann(p, shifts=more(p.proposer, shift(5, 51, hours=15))),
    ),
    "Bo does other work": ("K9.3", lambda p: bo(p, job_type=2)),
    "Ann's work isn't known": ("K9.3", lambda p: ann(p, job_type=None)),
    "Bo is two levels above": ("K9.3", lambda p: bo(p, skill=5)),
    "Ann is two levels below": ("K9.3", lambda p: ann(p, skill=1)),
    "leave was asked for Ann's shift": ("K9.5", lambda p: marked(p, "given", is_on_leave=True)),
    "leave was asked for Bo's shift": ("K9.5", lambda p: marked(p, "repaid", is_on_leave=True)),
    "Ann's shift is on a holiday": ("K9.6", lambda p: marked(p, "given", is_holiday=True)),
    "Bo's shift is on a holiday": ("K9.6", lambda p: marked(p, "repaid", is_holiday=True)),
}
FINE = {
    "as it is": lambda p: p,
    "Ann has swapped once": lambda p: ann(p, swaps=1),
    "Bo is one level above": lambda p: bo(p, skill=4),
    "Ann is one level below": lambda p: ann(p, skill=2),
    "Bo has eight hours of rest": lambda p: bo(p, shifts=more(p.partner, shift(3, 33, hours=8))),
    "a swap lies two shifts back": lambda p: ann(p, shifts=more(p.proposer, shift(0, 9, is_swapped=True))),
    "it is paid back later": lambda p: replace(p, repaid=None, payback_due_on=date(2026, 12, 31)),
    "a night shift": lambda p: marked(p, "given", is_night=True),
}


def clauses(proposal: Proposal) -> str:
    return " ".join(sorted({refusal.rule.id for refusal in judge(proposal)})) or "fine"


@pytest.mark.rule("K9.1", "K9.2", "K9.3", "K9.5", "K9.6")
def test_every_change_alone_and_every_two_together_are_judged_by_their_clauses():
    rows = [
        (names, " ".join(sorted({CHANGES[name][0] for name in names})))
        for n in (1, 2)
        for names in combinations(CHANGES, n)
        if names != ("Bo does other work", "Ann's work isn't known")
    ]

    wrong = []
    for names, expected in rows:
        proposal = LAWFUL
        for name in names:
            proposal = CHANGES[name][1](proposal)
        if clauses(proposal) != expected:
            wrong.append(f"{' and '.join(names)}: {clauses(proposal)}, expected: {expected}")

    assert wrong == [], "\n".join(wrong)
    assert len(rows) == 170


def test_what_stays_within_the_rules_is_fine():
    assert {name: clauses(change(LAWFUL)) for name, change in FINE.items()} == dict.fromkeys(FINE, "fine")


def test_a_swap_without_a_shift_or_a_day_in_return_names_only_one_shift():
    assert clauses(replace(LAWFUL, repaid=None)) == "K9.1"
