"""What may be asked as leave: a decision table, each rule alone and in pairs. (K8, K9.5, G6.2)"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from django.utils import timezone

from staff.services.leave_rules import Asked, judge
from staff.services.shifts import Shift

pytestmark = pytest.mark.django_db

# The shift begins on Wednesday at 14:00, so that noon of its day is two hours before, and lasts eight hours.
START = timezone.make_aware(datetime(2026, 12, 9, 14))  # noqa: DTZ001
END = START + timedelta(hours=8)
DAY = date(2026, 12, 9)

# kind | the shift is | asked before it | by | and | what the clauses say
ALONE = """
personal    | day      | 24h     | self      |                   | fine
personal    | day      | 23h59m  | self      |                   | K8.2
personal    | day      | 2h      | self      | accept            | fine
personal    | day      | -3h     | self      | accept            | fine
personal    | day      | -3h     | self      |                   | K8.2
personal    | day      | 25h     | delegated |                   | K8.3
personal    | day      | 25h     | call      |                   | fine
personal    | night    | 25h     | self      |                   | fine
personal    | night    | 2h1m    | self      | accept            | fine
personal    | night    | 2h      | self      | accept            | K8.5
personal    | night    | 1h      | self      | accept            | K8.5
personal    | holiday  | 48h     | self      |                   | fine
personal    | holiday  | 47h59m  | self      |                   | K8.6
personal    | holiday  | 25h     | self      | accept            | K8.6
personal    | swapped  | 72h     | self      |                   | K9.5
personal    | swapped  | 72h     | self      | accept            | K9.5
personal    | none     | 24h     | self      |                   | fine
personal    | none     | 1h      | self      |                   | K8.2
special     | day      | 1h      | self      |                   | fine
special     | day      | 59m     | self      |                   | K8.2
special     | day      | 59m     | self      | accept            | fine
special     | day      | 2h      | delegated |                   | K8.3
special     | night    | 3h      | self      |                   | fine
special     | night    | 2h      | self      |                   | K8.5
special     | night    | 30m     | self      |                   | K8.2 K8.5
special     | holiday  | 25h     | self      |                   | K8.6
special     | holiday  | 49h     | self      |                   | fine
annual      | day      | 25h     | self      | left=480          | fine
annual      | day      | 25h     | self      | left=479          | G6.2
annual      | day      | 5h      | self      | left=480          | K8.2
annual      | holiday  | 72h     | self      | left=480          | fine
annual      | swapped  | 72h     | self      | left=480          | K9.5
marriage    | day      | 25h     | self      | left=1440         | fine
marriage    | day      | 25h     | delegated | left=1440         | K8.3
maternity   | day      | 25h     | self      | left=47040        | fine
paternity   | day      | 2h      | self      | left=7200         | K8.2
bereavement | day      | 1h      | self      | left=1440         | fine
bereavement | day      | 30m     | self      | left=1440         | K8.2
bereavement | night    | 1h30m   | self      | left=1440         | K8.5
sick        | day      | 30m     | self      | cert              | fine
sick        | day      | 30m     | self      |                   | K8.4
sick        | day      | 30m     | delegated | cert              | fine
sick        | day      | 30m     | call      | cert              | fine
sick        | day      | 0m      | self      | cert              | K8.2
sick        | day      | -1h     | self      | cert accept       | fine
sick        | day      | 30m     | self      | short             | K8.4
sick        | day      | 30m     | self      | gap               | K8.4
sick        | day      | 30m     | self      | joined            | fine
sick        | day      | 30m     | self      | part              | fine
sick        | day      | 30m     | call      | emergency         | fine
sick        | day      | 30m     | delegated | emergency         | fine
sick        | day      | -1m     | call      | emergency         | K8.4
sick        | day      | -1m     | call      | emergency accept  | fine
sick        | night    | 3h      | self      | cert              | fine
sick        | night    | 1h      | self      | cert              | K8.5
sick        | night    | 1h      | call      | emergency         | fine
sick        | holiday  | 3h      | self      | cert              | K8.6
sick        | holiday  | 3h      | delegated | emergency         | fine
sick        | swapped  | 3h      | self      | cert              | fine
sick        | swapped  | 3h      | self      | short             | K8.4 K9.5
sick        | swapped  | 3h      | self      | part              | K9.5
sick        | swapped  | 3h      | call      | emergency         | fine
"""

# Each of these breaks one rule of a lawful request; together they break both.
LAWFUL = {
    "personal": {"asked_at": START - timedelta(hours=25)},
    "special": {"asked_at": START - timedelta(hours=3)},
    "annual": {"asked_at": START - timedelta(hours=25), "left": 480},
    "bereavement": {"asked_at": START - timedelta(hours=3), "left": 1440},
    "sick": {"asked_at": START - timedelta(hours=3), "certified": ((DAY, DAY),)},
}
BREAKS = {
    "too late": ("K8.2", {"asked_at": START + timedelta(minutes=5)}, {}),
    "by another": ("K8.3", {"channel": "delegated"}, {}),
    "without certificate": ("K8.4", {"certified": ()}, {}),
    "of the wrong day": ("K8.4", {"certified": ((DAY - timedelta(days=1),) * 2,)}, {}),
    "at night, past noon": ("K8.5", {"asked_at": START - timedelta(hours=1, minutes=30)}, {"is_night": True}),
    "on a holiday": ("K8.6", {}, {"is_holiday": True}),
    "from a swapped shift": ("K9.5", {}, {"is_swapped": True}),
    "more than is left": ("G6.2", {"left": 60}, {}),
}
ONLY = {"without certificate": {"sick"}, "of the wrong day": {"sick"}}
# A certificate excuses from a swapped shift; who is ill may send somebody and has no entitlement to use up.
NOT_FOR = {"by another": {"sick"}, "from a swapped shift": {"sick"}}


def asked(kind: str, shift: dict | None, **values) -> Asked:
    shifts = () if shift is None else (Shift(START, END, key=1, **shift),)
    return Asked(kind, START, END, shifts=shifts, minutes=480, **{"asked_at": START, **values})


def clauses(request: Asked) -> str:
    return " ".join(sorted({refusal.rule.id for refusal in judge(request)})) or "fine"


def term(words: str) -> timedelta:
    sign, words = (-1, words[1:]) if words.startswith("-") else (1, words)
    hours, _h, rest = words.rpartition("h")
    return sign * timedelta(hours=int(hours or 0), minutes=int(rest.rstrip("m") or 0))


def read(line: str) -> tuple[Asked, str]:
    kind, what, ahead, by, marks, expected = (cell.strip() for cell in line.split("|"))
    given: dict = {"asked_at": START - term(ahead), "channel": by}
    certified = {
        "cert": ((DAY, DAY),),
        "short": ((DAY - timedelta(days=2), DAY - timedelta(days=1)),),
        "gap": ((DAY - timedelta(days=3), DAY - timedelta(days=2)), (DAY + timedelta(days=1),) * 2),
        "joined": ((DAY - timedelta(days=2), DAY - timedelta(days=1)), (DAY, DAY)),
    }
    for mark in marks.split():
        name, _is, value = mark.partition("=")
        if name == "left":
            given["left"] = int(value)
        elif name in certified:
            given["certified"] = certified[name]
        else:
            given |= {"emergency": {"is_emergency": True}, "accept": {"asks_acceptance": True}}.get(name, {})
    shift = None if what == "none" else {} if what == "day" else {f"is_{what}": True}
    request = asked(kind, shift, **given)
    return (
        replace(request, ends_at=START + timedelta(hours=2)) if "part" in marks.split() else request
    ), expected


def in_pairs() -> list[tuple[str, Asked, str]]:
    rows = []
    for kind, lawful in LAWFUL.items():
        fitting = [name for name in BREAKS if kind in ONLY.get(name, {kind}) - NOT_FOR.get(name, set())]
        if kind != "annual":
            fitting.remove("more than is left")
        for names in [*combinations(fitting, 1), *combinations(fitting, 2)]:
            ordered = sorted(names, key=lambda name: name == "too late")  # it is later than any other
            values, shift = dict(lawful), {}
            for name in ordered:
                values |= BREAKS[name][1]
                shift |= BREAKS[name][2]
            expected = {BREAKS[name][0] for name in names}
            if kind in ("personal", "annual") and "at night, past noon" in names:
                expected.add("K8.2")  # noon of the day is less than a day ahead
            rows.append(
                (f"{kind}: {' and '.join(names)}", asked(kind, shift, **values), " ".join(sorted(expected)))
            )
    return rows


@pytest.mark.rule("K8.2", "K8.3", "K8.4", "K8.5", "K8.6", "K9.5")
def test_the_table_of_leave_says_what_the_clauses_say():
    lines = ALONE.strip().splitlines()

    wrong = [
        f"{line.strip()}   but: {clauses(request)}"
        for line, (request, expected) in zip(lines, map(read, lines), strict=True)
        if clauses(request) != expected
    ]

    assert wrong == [], "\n".join(wrong)


def test_two_breaches_at_once_are_both_found():
    rows = in_pairs()

    wrong = [
        f"{name}: {clauses(r)}, expected: {expected}" for name, r, expected in rows if clauses(r) != expected
    ]

    assert wrong == [], "\n".join(wrong)
    assert len(rows) + len(ALONE.strip().splitlines()) >= 130


def test_every_refusal_says_what_would_be_possible_instead():
    silent = [
        refusal.words for _n, request, _e in in_pairs() for refusal in judge(request) if not refusal.instead
    ]

    assert silent == []
