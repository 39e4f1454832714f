"""Whatever lawful swaps and leaves follow: no third swap, nobody without rest, no hole unnoticed."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from staff.services import cover, leave_rules, swap_rules
from staff.services.leave_rules import Asked
from staff.services.shifts import Shift, after_swap
from staff.services.swap_rules import Proposal, Side

FIRST = timezone.make_aware(datetime(2026, 12, 7))  # noqa: DTZ001
STARTS = {"day": 6, "evening": 14, "night": 22}
ROUND = ("day", "day", "evening", "evening", "night", "night", None, None)
DAYS, PEOPLE = 12, 6
WANTED = [(FIRST + timedelta(hours=6), FIRST + timedelta(days=DAYS - 1), 1)]


@dataclass
class Team:
    """Six people in the rotation around the clock, as the rules see them."""

    shifts: dict[int, list[Shift]] = field(default_factory=dict)
    swaps: Counter = field(default_factory=Counter)
    away: set[int] = field(default_factory=set)  # keys of shifts on leave
    noticed: list = field(default_factory=list)
    part_of: dict[tuple[int, int], int] = field(
        default_factory=dict
    )  # (person, key) → the number of its swap

    def __post_init__(self) -> None:
        for person in range(PEOPLE):
            self.shifts[person] = []
            for day in range(DAYS):
                if kind := ROUND[(day + person * 8 // PEOPLE) % 8]:
                    start = FIRST + timedelta(days=day, hours=STARTS[kind])
                    key = person * 100 + day + 1
                    shift = Shift(start, start + timedelta(hours=8), key=key, is_night=kind == "night")
                    self.shifts[person].append(shift)

    def holes(self) -> list[cover.Hole]:
        there = [
            (shift.starts_at, shift.ends_at)
            for own in self.shifts.values()
            for shift in own
            if not shift.is_gone and shift.key not in self.away
        ]
        return cover.find_holes(WANTED, there)

    def swap(self, one: int, mine: int, other: int, yours: int, now: datetime) -> None:
        away, back = self._shift(one, mine), self._shift(other, yours)
        if one == other or away is None or back is None or min(away.starts_at, back.starts_at) <= now:
            return
        sides = [Side(f"{who}", 1, 3, self.swaps[who], tuple(self.shifts[who])) for who in (one, other)]
        facts = Proposal(away, back, *sides, at=now, reason="有事")
        assert swap_rules.is_lawful(facts) == (not swap_rules.judge(facts))
        if not swap_rules.is_lawful(facts):
            return
        number = len(self.part_of) + 1
        for who, gone, taken in ((one, away, back), (other, back, away)):
            kept = after_swap(self.shifts[who], away=gone, taken=taken)
            self.shifts[who] = sorted([*kept, replace(gone, is_gone=True, is_swapped=True)])
            self.swaps[who] += 1
            self.part_of[who, gone.key] = self.part_of[who, taken.key] = number

    def leave(self, one: int, which: int, now: datetime) -> None:
        shift = self._shift(one, which)
        if shift is None or shift.key in self.away:
            return
        asked = Asked("personal", shift.starts_at, shift.ends_at, now, shifts=(shift,), minutes=480)
        if leave_rules.judge(asked):
            return
        before = self.holes()
        self.away.add(shift.key)
        self.shifts[one] = [
            replace(own, is_on_leave=True) if own.key == shift.key else own for own in self.shifts[one]
        ]
        self.noticed += [hole for hole in self.holes() if hole not in before]

    def _shift(self, who: int, which: int) -> Shift | None:
        own = [shift for shift in self.shifts[who] if not shift.is_gone]
        return own[which % len(own)] if own else None


people, places = st.integers(0, PEOPLE - 1), st.integers(0, DAYS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("swap"), people, places, people, places, st.integers(0, 96)),
        st.tuples(st.just("leave"), people, places, st.integers(0, 240)),
    ),
    max_size=14,
)


def live(acts) -> Team:
    team = Team()
    assert team.holes() == []
    for name, *values, hours in acts:
        getattr(team, name)(*values, FIRST + timedelta(hours=hours))
        hold(team)
    return team


def hold(team: Team) -> None:
    """What must be true after every step, told without asking the rules."""
    assert max(team.swaps.values(), default=0) <= 2, "a third swap"
    for who, own in team.shifts.items():
        worked = sorted(shift for shift in own if not shift.is_gone)
        rests = [b.starts_at - a.ends_at for a, b in pairwise(worked)]
        assert min(rests, default=timedelta(hours=8)) >= timedelta(hours=8), "back to back"
        assert not any(shift.is_swapped and shift.key in team.away for shift in worked), "leave from a swap"
        swaps = [team.part_of.get((who, shift.key)) for shift in sorted(own)]
        assert not any(a and b and a != b for a, b in pairwise(swaps)), "swaps in a row"
    open_hours = {hole.starts_at for hole in team.holes()}
    known = [(hole.starts_at, hole.ends_at) for hole in team.noticed]
    assert all(any(s <= at < e for s, e in known) for at in open_hours), "a hole that nobody was shown"


@pytest.mark.django_db
@settings(max_examples=60)
@given(acts=steps)
def test_no_sequence_of_lawful_swaps_and_leaves_breaks_what_they_keep(acts):
    live(acts)


@pytest.mark.drill
@pytest.mark.django_db
@settings(max_examples=1_000)
@given(acts=steps)
def test_nor_does_any_of_a_thousand(acts):
    live(acts)


@pytest.mark.django_db
def test_the_game_has_swaps_and_leaves_that_are_lawful():
    team = live(
        [
            ("swap", 0, 4, 2, 1, 0),
            ("leave", 5, 5, 0),
            *(("swap", a, 2, b, 5, 0) for a in range(6) for b in range(6)),
        ]
    )

    assert sum(team.swaps.values()) > 0
    assert len(team.away) > 0
