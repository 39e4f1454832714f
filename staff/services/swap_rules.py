"""The rules of swaps (K9) over plain values; services load these and ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from staff import rules

from .shifts import Refusal, Shift, after_swap, refuse_first, too_close


@dataclass(frozen=True)
class Side:
    """One of the two: what they do, how many swaps they have this month, and their shifts around.

    ``shifts`` holds those given away in earlier swaps, too (``is_gone``): a swap stays a swap.
    """

    name: str
    job_type: int | None
    skill: int
    swaps: int
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Proposal:
    """``partner`` works ``given``, the proposer works ``repaid``, or pays back until ``payback_due_on``."""

    given: Shift
    repaid: Shift | None
    proposer: Side
    partner: Side
    at: datetime
    reason: str = ""
    payback_due_on: date | None = None

    @property
    def sides(self) -> tuple[tuple[Side, Shift | None, Shift | None], ...]:
        """Each with the shift that they give away and the one that they take over."""
        return (self.proposer, self.given, self.repaid), (self.partner, self.repaid, self.given)

    @property
    def shifts(self) -> tuple[Shift, ...]:
        return tuple(filter(None, (self.given, self.repaid)))


def require(proposal: Proposal) -> None:
    """Raise RuleError with the first clause that forbids this swap."""
    refuse_first(judge(proposal))


def judge(proposal: Proposal) -> list[Refusal]:
    """All that the clauses have against this swap, in the order of the policy; empty: it is lawful."""
    return [refusal for question in QUESTIONS for refusal in question(proposal)]


def is_lawful(proposal: Proposal) -> bool:
    """Whether no clause speaks against it, its words aside; asks no further than the first that does."""
    quick = (_counted, _equals, _no_holiday, _no_leave, _not_in_a_row, _rested)
    return not any(True for question in quick for _refusal in question(proposal))


def judge_alone(given: Shift, proposer: Side, *, at: datetime) -> list[Refusal]:
    """What the clauses have against giving ``given`` away at all, with whomever; empty: nothing."""
    anybody = Side("", proposer.job_type, proposer.skill, 0, ())
    alone = Proposal(given=given, repaid=None, proposer=proposer, partner=anybody, at=at)
    questions = (_counted, _not_in_a_row, _no_leave, _no_holiday)
    return [refusal for question in questions for refusal in question(alone)]


def _named(proposal: Proposal) -> Iterator[Refusal]:
    """K9.1: the reason, and both shifts or the day by which the second is named."""
    if not proposal.reason.strip():
        yield Refusal(rules.SWAP_NAMED, _("请写明换班的事由。"), "", "reason")
    if proposal.repaid is None and proposal.payback_due_on is None:
        yield Refusal(rules.SWAP_NAMED, _("请选定还哪个班，或写明最迟哪天还班。"), "", "repaid")


def _counted(proposal: Proposal) -> Iterator[Refusal]:
    """K9.2: two swaps a person and month."""
    most = rules.SWAP_LIMITS.figure(at=proposal.at)
    for side, _away, _taken in proposal.sides:
        if side.swaps >= most:
            words = _("在这个班次的月份，%(name)s换过和正在谈的班已有 %(n)s 次，每人每月最多 %(most)s 次。")
            yield Refusal(
                rules.SWAP_LIMITS,
                words % {"name": side.name, "n": side.swaps, "most": most},
                _("可以换别的月份的班，或请假。"),
            )


def _not_in_a_row(proposal: Proposal) -> Iterator[Refusal]:
    """K9.2: neither a shift swapped before nor one beside such a shift."""
    for side, away, taken in proposal.sides:
        before = sorted(side.shifts)
        after = after_swap(side.shifts, away=away, taken=taken)
        touched = [
            *([away] if away and away.is_swapped else []),
            *(_beside(before, away) if away else []),
            *(_beside(after, taken) if taken else []),
        ]
        if found := next((shift for shift in touched if shift.is_swapped), None):
            words = _("%(name)s的 %(shift)s 已经换过班，不能连续换班。")
            yield Refusal(rules.SWAP_LIMITS, words % {"name": side.name, "shift": found.words})


def _beside(ordered: list[Shift], shift: Shift) -> list[Shift]:
    at = next(n for n, one in enumerate(ordered) if one.key == shift.key and not one.is_gone)
    return [*ordered[max(at - 1, 0) : at], *ordered[at + 1 : at + 2]]


def _rested(proposal: Proposal) -> Iterator[Refusal]:
    """K9.2: no back-to-back shifts for either."""
    rest = rules.SWAP_LIMITS.figure("rest", at=proposal.at)
    for side, away, taken in proposal.sides:
        after = after_swap(side.shifts, away=away, taken=taken)
        if taken and (close := too_close(after, rest, key=taken.key)):
            words = _("%(name)s会连班：%(a)s 和 %(b)s 之间休息不足 %(hours)s 小时。")
            values = {"a": close[0].words, "b": close[1].words, "hours": f"{rest.total_seconds() / 3600:g}"}
            yield Refusal(rules.SWAP_LIMITS, words % {"name": side.name, **values})


def _equals(proposal: Proposal) -> Iterator[Refusal]:
    """K9.3: the same kind of work, and about as good at it."""
    one, other = proposal.proposer, proposal.partner
    if one.job_type is None or one.job_type != other.job_type:
        words = _("%(name)s和您的工种不同，只能和同工种的同事换班。")
        yield Refusal(rules.SWAP_EQUALS, words % {"name": other.name}, "", "partner")
    elif abs(one.skill - other.skill) > rules.SWAP_EQUALS.figure(at=proposal.at):
        words = _("%(name)s和您的技能等级相差太多。")
        yield Refusal(rules.SWAP_EQUALS, words % {"name": other.name}, "", "partner")


def _no_leave(proposal: Proposal) -> Iterator[Refusal]:
    """K9.5: nobody gives away or takes over a shift for which they are on leave."""
    for shift in proposal.shifts:
        if shift.is_on_leave:
            words = _("%(shift)s 这个时间请了假，换班和还班的班次不能请假。")
            yield Refusal(rules.SWAPPED_NO_LEAVE, words % {"shift": shift.words})


def _no_holiday(proposal: Proposal) -> Iterator[Refusal]:
    """K9.6: never a holiday's shift."""
    for shift in proposal.shifts:
        if shift.is_holiday:
            words = _("%(shift)s 是节假日的班次，不能换班。")
            yield Refusal(rules.SWAP_NO_HOLIDAY, words % {"shift": shift.words})


QUESTIONS = (_named, _counted, _not_in_a_row, _rested, _equals, _no_leave, _no_holiday)


def require_repayment(proposal: Proposal) -> None:
    """Raise RuleError where the shift named later can't be taken over; its swap counts already."""
    questions = (_rested, _no_leave, _no_holiday)
    refuse_first(refusal for question in questions for refusal in question(proposal))
