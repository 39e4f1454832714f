"""Swaps: proposed, agreed, approved, signed by both; then the shifts change hands."""

from datetime import date

import pytest
import time_machine

from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from staff.models import Duty, Employee, Swap, SwapState
from staff.services import leave, paybacks, responsibility, roster, swap_facts, swaps

from .factories import let_go, make_employee
from .hours import local, make_team, work

pytestmark = pytest.mark.django_db
NOW = local(1, 9)
# Between any two that are swapped each has one that is not.
DAYS = (4, 6, 9, 11, 18, 26, 29), (2, 6, 11, 14, 16, 19, 23, 27, 31)


@pytest.fixture
def team():
    return make_team()


def propose(team, given, repaid=None, **over):
    values = {"actor": team.ann.user, "partner": team.bo, "reason": "家里有事", "now": NOW}
    return swaps.propose(given=given, repaid=repaid, **{**values, **over})


def settle(team, swap, *, by=2):
    swap = swaps.agree(actor=team.bo.user, swap=swap, now=NOW)
    swap = swaps.approve(actor=team.lead.user, swap=swap, now=NOW)
    for person in (team.ann, team.bo)[:by]:
        swap = swaps.sign(actor=person.user, swap=swap, now=NOW)
    return swap


def clause_of(call) -> str:
    with pytest.raises(RuleError) as error:
        call()
    return error.value.clause


@pytest.mark.rule("K9.1", "K9.4")
def test_shifts_change_hands_only_once_both_have_signed_what_the_leader_approved(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    swap = propose(team, mine, yours)
    too_early = clause_of(lambda: swaps.approve(actor=team.lead.user, swap=swap, now=NOW))
    not_asked = clause_of(lambda: swaps.agree(actor=team.lead.user, swap=swap, now=NOW))
    swap = settle(team, swap, by=1)
    mine.refresh_from_db()
    half = (swap.state, mine.employee)

    swap = swaps.sign(actor=team.bo.user, swap=swap, now=NOW)

    mine.refresh_from_db()
    yours.refresh_from_db()
    assert (too_early, not_asked, half) == ("K9.1", "K9.1", (SwapState.APPROVED, team.ann))
    assert (swap.state, mine.employee, yours.employee) == (SwapState.SIGNED, team.bo, team.ann)
    assert Notice.objects.filter(title="换班已生效，班表已更新").count() == 2


@pytest.mark.rule("G5.2")
def test_neither_of_the_two_approves_and_only_the_two_sign(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    swap = swaps.agree(actor=team.bo.user, swap=propose(team, mine, yours), now=NOW)

    assert clause_of(lambda: swaps.approve(actor=team.ann.user, swap=swap, now=NOW)) == "G5.2"
    assert clause_of(lambda: swaps.approve(actor=make_employee().user, swap=swap, now=NOW)) == "G5.2"
    swaps.approve(actor=team.lead.user, swap=swap, now=NOW)
    with pytest.raises(DomainError, match="只有换班的两个人签字"):
        swaps.sign(actor=team.lead.user, swap=swap, now=NOW)


@pytest.mark.rule("K9.1")
def test_a_swap_needs_a_reason(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)

    assert clause_of(lambda: propose(team, mine, yours, reason=" ")) == "K9.1"
    assert propose(team, mine, yours).state == SwapState.PROPOSED


@pytest.mark.rule("K9.1")
def test_nobody_gives_a_shift_away_but_whose_it_is(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)

    refused = [
        clause_of(lambda actor=actor: propose(team, mine, yours, actor=actor.user))
        for actor in (team.bo, team.lead)
    ]

    assert (refused, Swap.objects.count()) == (["K9.1", "K9.1"], 0)


@pytest.mark.rule("K9.2")
def test_a_third_swap_of_the_month_is_refused_and_the_next_month_counts_anew(team):
    mine = dict(zip(DAYS[0], work(team.ann, team.day, *DAYS[0]), strict=True))
    yours = dict(zip(DAYS[1], work(team.bo, team.day, *DAYS[1]), strict=True))
    settle(team, propose(team, mine[4], yours[14]))
    settle(team, propose(team, mine[9], yours[23]))
    mine[0], later, later_yours = mine[4], mine[29], yours[31]
    Swap.objects.filter(given=mine[0]).update(
        given_starts_at=local(1, month=11), repaid_starts_at=local(2, month=11)
    )

    third = propose(team, later, later_yours)
    swaps.withdraw(actor=team.ann.user, swap=third, now=NOW)
    Swap.objects.filter(given=mine[0]).update(given_starts_at=mine[0].starts_at)

    assert clause_of(lambda: propose(team, later, later_yours)) == "K9.2"


@pytest.mark.rule("K9.2")
def test_back_to_back_shifts_and_swaps_in_a_row_are_refused_for_either(team):
    mine = work(team.ann, team.day, 9, 11, 14)
    yours = work(team.bo, team.day, 17, 20) + work(team.bo, team.evening, 11)

    assert clause_of(lambda: propose(team, mine[1], yours[0])) == "K9.2"
    settle(team, propose(team, mine[0], yours[0]))
    assert clause_of(lambda: propose(team, mine[1], yours[1])) == "K9.2"


@pytest.mark.rule("K9.3")
def test_who_does_other_work_or_is_two_levels_apart_is_no_partner(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    before = [one.employee for one in swap_facts.lawful_partners(mine, now=NOW)]
    Employee.objects.filter(pk=team.bo.pk).update(skill_level=5)

    assert (before, swap_facts.lawful_partners(mine, now=NOW)) == ([team.bo], [])
    assert clause_of(lambda: propose(team, mine, yours)) == "K9.3"


def test_shifts_that_begin_together_or_are_promised_to_another_are_not_offered(team):
    [together, mine, *_others, later] = work(team.ann, team.day, 4, 9, 11, 16, 18, 22, 24)
    same, promised, *_others, free = work(team.bo, team.day, 4, 13, 11, 15, 18, 22, 20)
    before = [one.repaid for one in swap_facts.lawful_partners(mine, now=NOW)]
    propose(team, later, promised)

    after = [one.repaid for one in swap_facts.lawful_partners(mine, now=NOW)]

    assert (promised in before[0], after) == (True, [(free,)])
    assert swap_facts.lawful_partners(together, now=NOW) == []
    with pytest.raises(DomainError):
        propose(team, together, same)


@pytest.mark.rule("K9.5")
def test_leave_and_swaps_keep_out_of_each_others_way(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    swap = propose(team, mine, yours)
    ask = {"actor": team.ann.user, "employee": team.ann, "reason": "有事", "now": NOW}
    times = {"starts_at": local(12, 8), "ends_at": local(12, 16)}

    assert clause_of(lambda: leave.ask(kind="personal", **times, **ask)) == "K9.5"
    settle(team, swap)
    assert clause_of(lambda: leave.ask(kind="personal", **times, **ask)) == "K9.5"
    certified = leave.ask(kind="sick", certificates=[(date(2026, 12, 12),) * 2], **times, **ask)
    assert certified.state == "asked"


@pytest.mark.rule("K9.5")
def test_a_shift_for_which_leave_was_asked_is_not_swapped(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    times = {"starts_at": local(9, 8), "ends_at": local(9, 16)}
    leave.ask(actor=team.bo.user, employee=team.bo, kind="personal", reason="有事", now=NOW, **times)

    assert clause_of(lambda: propose(team, mine, yours)) == "K9.5"


@pytest.mark.rule("K9.6")
def test_a_holidays_shift_is_not_swapped(team):
    september = local(1, month=9)
    [mine], [yours] = (
        work(one, team.day, day, month=month, now=september)
        for one, day, month in ((team.ann, 1, 10), (team.bo, 28, 9))
    )

    assert clause_of(lambda: propose(team, mine, yours, now=september)) == "K9.6"


@pytest.mark.rule("K9.4")
def test_a_missed_swapped_shift_is_answered_for_by_both_as_the_leader_finds(team):
    [mine, other], [yours] = work(team.ann, team.day, 9, 20), work(team.bo, team.day, 12)
    swap = settle(team, propose(team, mine, yours))
    mine.refresh_from_db()
    by_figure = responsibility.of_shift(mine), responsibility.of_shift(yours)
    responsibility.share_out(
        actor=team.lead.user, swap=swap, duty=mine, proposer_percent=100, reason="没有交代清楚", now=NOW
    )

    assert by_figure == ([(team.bo, 70), (team.ann, 30)], [(team.ann, 70), (team.bo, 30)])
    assert (responsibility.of_shift(mine), responsibility.of_shift(other)) == (
        [(team.ann, 100)],
        [(team.ann, 100)],
    )


def test_a_shift_owed_is_named_later_and_reminded_of_when_it_is_due(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 20)
    swap = settle(team, propose(team, mine, payback_due_on=date(2026, 12, 15)))
    with time_machine.travel(local(16, 0, 1), tick=False):
        sweep()
    reminded = Notice.objects.filter(title="小安欠的班已过还班期限").count()

    swap = paybacks.repay(actor=team.bo.user, swap=swap, duty=yours, now=local(17))

    yours.refresh_from_db()
    assert (reminded, swap.repaid, yours.employee) == (3, yours, team.ann)


def test_a_shift_taken_off_the_roster_lapses_its_swap_with_a_word_to_both(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    swap = propose(team, mine, yours)

    roster.cancel_duty(actor=team.lead.user, duty=yours, now=NOW)

    swap.refresh_from_db()
    assert (swap.state, swap.repaid, swap.repaid_starts_at) == (SwapState.LAPSED, None, local(12, 8))
    assert Notice.objects.filter(title="换班失效：其中一个班次被取消").count() == 2
    with pytest.raises(DomainError):
        swaps.agree(actor=team.bo.user, swap=swap, now=NOW)


def test_a_colleague_who_leaves_or_a_shift_that_begins_ends_the_swap(team):
    [mine, later], [yours, more] = work(team.ann, team.day, 9, 14), work(team.bo, team.day, 12, 17)
    work(team.ann, team.day, 11)
    work(team.bo, team.day, 13)
    first, second = propose(team, mine, yours), propose(team, later, more)
    with time_machine.travel(local(9, 8, 1), tick=False):
        sweep()
    first.refresh_from_db()
    at_start = first.state

    let_go(team.bo, now=local(9, 9))

    second.refresh_from_db()
    assert (at_start, second.state) == (SwapState.LAPSED, SwapState.LAPSED)
    assert Duty.objects.filter(employee=team.bo).count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"partner": "ann"}, "不能和自己换班"),
        ({"now": local(9, 9)}, "已经开始"),
        ({"repaid": None, "payback_due_on": date(2026, 11, 1)}, "已经过了"),
    ],
)
def test_what_cannot_be_swapped_is_said_in_words(team, change, words):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    over = {k: team.ann if v == "ann" else v for k, v in change.items()}
    repaid = over.pop("repaid", None if "partner" in over else yours)

    with pytest.raises(DomainError, match=words):
        propose(team, mine, repaid, **{"payback_due_on": date(2026, 12, 30), **over})
