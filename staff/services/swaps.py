"""Swaps of shifts: proposed, agreed, approved, signed by both; then the shifts change hands. (K9)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.audit.services import record
from mall.deadlines import services as deadlines
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.signatures import services as signing
from staff import rules
from staff.models import Duty, Employee, EmployeeState, Swap, SwapState
from staff.states import SWAP

from . import swap_facts, swap_rules
from .shifts import refuse_first
from .superiors import decider_of, require_decider

ANSWER_STAGE, PAYBACK_STAGE = "swap", "payback"
PROPOSER, PARTNER = "proposer", "partner"
STEP = "agreement"


@locks.service
def propose(
    *,
    actor,
    given: Duty,
    partner: Employee,
    repaid: Duty | None = None,
    payback_due_on: date | None = None,
    reason: str,
    now: datetime | None = None,
) -> Swap:
    """Ask ``partner`` to work the shift ``given`` of the actor's, who works ``repaid`` of theirs in return.

    Without ``repaid`` it is owed until ``payback_due_on``. Raises RuleError for what the clauses forbid (K9);
    DomainError where a shift isn't whose it should be, has begun, or is in another swap already.
    """
    now = now or timezone.now()
    people = locks.lock(Employee, [given.employee_id, partner.pk])
    proposer, partner = people[given.employee_id], people[partner.pk]
    rules.SWAP_NAMED.require(proposer.user_id == actor.pk, _("只能换自己的班。"), field="given")
    given, repaid = fresh(given, proposer), fresh(repaid, partner) if repaid else None
    _check_people(proposer, partner)
    check_shifts(given, repaid, payback_due_on, now)
    swap_rules.require(
        swap_facts.proposal(
            given=given,
            repaid=repaid,
            proposer=proposer,
            partner=partner,
            reason=reason,
            payback_due_on=payback_due_on,
            now=now,
        )
    )
    swap = Swap.objects.create(
        proposer=proposer,
        partner=partner,
        given=given,
        given_starts_at=given.starts_at,
        given_ends_at=given.ends_at,
        repaid=repaid,
        repaid_starts_at=repaid.starts_at if repaid else None,
        repaid_ends_at=repaid.ends_at if repaid else None,
        payback_due_on=None if repaid else payback_due_on,
        reason=reason.strip(),
        proposed_at=now,
    )
    swap = locks.lock_one(swap)
    record(actor=actor, verb="swap.propose", subject=swap, rule=rules.SWAP_NAMED.id, reason=reason)
    deadlines.start(
        swap,
        rules.SWAP_NAMED,
        stage=ANSWER_STAGE,
        owner=("person", partner.user_id),
        due_at=min(filter(None, (given.starts_at, repaid and repaid.starts_at))),
        now=now,
    )
    tell(partner, swap, gettext_lazy("{who}想和您换班，请答复"), who=proposer.name)
    return swap


def require_swappable(given: Duty, *, now: datetime) -> None:
    """Raise as ``propose`` would with whomever; return where it depends on the colleague."""
    check_shifts(given, None, None, now)
    refuse_first(swap_facts.against_alone(given, now=now))


@locks.service
def agree(*, actor, swap: Swap, now: datetime | None = None) -> Swap:
    """The colleague agrees; the leader's turn. Raises as ``propose``: the rules are asked again."""
    now = now or timezone.now()
    swap = hold(swap)
    rules.SWAP_NAMED.require(actor.pk == swap.partner.user_id, _("只有被邀请的同事本人可以同意。"))
    _ask_again(swap, now)
    swap = transitions.move(SWAP, swap, "agree", actor=actor, rule=rules.SWAP_NAMED.id)
    leader = decider_of(swap.proposer, now=now)
    if leader.pk == swap.partner_id:
        leader = decider_of(leader, now=now)
    tell(leader, swap, gettext_lazy("{who}要换班，请批准"), who=f"{swap.proposer.name}、{swap.partner.name}")
    return swap


@locks.service
def approve(*, actor, swap: Swap, now: datetime | None = None) -> Swap:
    """The shift leader approves; both have to sign. Raises RuleError (G5.2) for others than superiors."""
    now = now or timezone.now()
    swap = hold(swap)
    rules.SWAP_NAMED.require(
        swap.state != SwapState.PROPOSED, _("%(name)s还没有同意。") % {"name": swap.partner.name}
    )
    require_leader(actor, swap, now=now)
    _ask_again(swap, now)
    swap = transitions.move(SWAP, swap, "approve", actor=actor, decided_by=actor)
    for person in (swap.proposer, swap.partner):
        tell(person, swap, gettext_lazy("换班已批准，请签字；双方签字后生效"))
    return swap


@locks.service
def sign(*, actor, swap: Swap, now: datetime | None = None) -> Swap:
    """One of both signs what was agreed; with the second signature the shifts change hands. (K9.4)

    Raises DomainError for anybody else, and before it is approved; RuleError where it has become unlawful.
    """
    now = now or timezone.now()
    swap = hold(swap)
    role = role_of(actor, swap)
    if swap.state != SwapState.APPROVED:
        raise transitions.ForbiddenMove(SWAP, swap.state, "sign")
    _ask_again(swap, now)
    signing.sign(actor=actor, subject=swap, step=STEP, role=role, content=terms(swap))
    if rules.SWAP_SIGNED.in_force and signing.missing_roles(swap, step=STEP, roles=(PROPOSER, PARTNER)):
        return swap
    swap = transitions.move(SWAP, swap, "sign", actor=actor, rule=rules.SWAP_SIGNED.id, signed_at=now)
    hand_over(swap.given, swap.partner)
    if swap.repaid:
        hand_over(swap.repaid, swap.proposer)
    deadlines.meet(swap, rules.SWAP_NAMED, stage=ANSWER_STAGE, now=now)
    if swap.payback_due_on:
        deadlines.start(
            swap,
            rules.SWAP_SIGNED,
            stage=PAYBACK_STAGE,
            owner=("person", swap.proposer.user_id),
            due_at=max(_end_of(swap.payback_due_on), now + timedelta(hours=1)),
            warn_before=timedelta(days=2),
            now=now,
        )
    for person in (swap.proposer, swap.partner):
        tell(person, swap, gettext_lazy("换班已生效，班表已更新"))
    return swap


@locks.service
def refuse(*, actor, swap: Swap, reason: str = "", now: datetime | None = None) -> Swap:
    """The colleague or the leader says no. Raises DomainError for anybody else."""
    now = now or timezone.now()
    swap = hold(swap)
    if actor.pk != swap.partner.user_id:
        require_leader(actor, swap, now=now)
    swap = transitions.move(SWAP, swap, "refuse", actor=actor, reason=reason)
    deadlines.cancel(swap, rules.SWAP_NAMED, stage=ANSWER_STAGE, now=now)
    tell(swap.proposer, swap, gettext_lazy("换班没有被同意"))
    return swap


@locks.service
def withdraw(*, actor, swap: Swap, now: datetime | None = None) -> Swap:
    """The proposer takes it back before it is in force. Raises DomainError for anybody else."""
    swap = hold(swap)
    if actor.pk != swap.proposer.user_id:
        raise DomainError(_("只有提出人可以撤回。"))
    swap = transitions.move(SWAP, swap, "withdraw", actor=actor)
    deadlines.cancel(swap, rules.SWAP_NAMED, stage=ANSWER_STAGE, now=now)
    tell(swap.partner, swap, gettext_lazy("{who}撤回了换班"), who=swap.proposer.name)
    return swap


@locks.service
def lapse(*, swap: Swap, reason: str, actor=None) -> Swap | None:
    """A swap comes to nothing: its time has come, or a shift is gone. None where it had ended."""
    swap = locks.lock_one(swap)
    if not SWAP.allows(swap.state, "lapse"):
        return None
    swap = transitions.move(SWAP, swap, "lapse", actor=actor, reason=reason)
    deadlines.cancel(swap, rules.SWAP_NAMED, stage=ANSWER_STAGE)
    for person in (swap.proposer, swap.partner):
        tell(person, swap, format_lazy(gettext_lazy("换班失效：{reason}"), reason=reason))
    return swap


def lapse_of(duties: Iterable[Duty], *, actor) -> None:
    """Swaps under way of shifts that go off the roster; the caller holds a lock of one of the two."""
    keys = [duty.pk for duty in duties]
    hit = Swap.objects.under_way().filter(Q(given__in=keys) | Q(repaid__in=keys)).order_by("pk")
    for swap in hit:
        lapse(swap=swap, actor=actor, reason=_("其中一个班次被取消"))


@locks.service
def end_with_employment(*, employee: Employee) -> None:
    """Swaps under way of somebody who leaves come to nothing; the caller holds the employee's lock."""
    for swap in Swap.objects.under_way().of(employee).order_by("pk"):
        lapse(swap=swap, reason=_("%(name)s已离职") % {"name": employee.name})


def role_of(actor, swap: Swap) -> str:
    """Which of the two the actor is. Raises DomainError for anybody else."""
    roles = {swap.proposer.user_id: PROPOSER, swap.partner.user_id: PARTNER}
    if actor.pk not in roles:
        raise DomainError(_("只有换班的两个人签字。"))
    return roles[actor.pk]


def terms(swap: Swap) -> dict:
    """What both sign: who works what instead of whom, and what is owed."""
    return {
        "proposer": swap.proposer_id,
        "partner": swap.partner_id,
        "given": f"{swap.given_starts_at.isoformat()}/{swap.given_ends_at.isoformat()}",
        "repaid": swap.repaid_starts_at.isoformat() if swap.repaid_starts_at else None,
        "payback_due_on": f"{swap.payback_due_on}" if swap.payback_due_on else None,
        "reason": swap.reason,
    }


def require_leader(actor, swap: Swap, *, now: datetime) -> Employee:
    """The superior of one of both, or who stands in; never one of the two. Raises RuleError (G5.2)."""
    return require_decider(actor, swap.proposer, swap.partner, now=now)


def hold(swap: Swap) -> Swap:
    """Both people, then the swap, fresh."""
    people = locks.lock(Employee, [swap.proposer_id, swap.partner_id])
    swap = locks.lock_one(swap)
    swap.proposer, swap.partner = people[swap.proposer_id], people[swap.partner_id]
    return swap


def _ask_again(swap: Swap, now: datetime) -> None:
    """Nothing has come between since: the rules hold still."""
    if swap.given is None or (swap.repaid_starts_at and swap.repaid is None):
        raise DomainError(_("其中一个班次已不在班表上，这次换班不能继续。"))
    _check_people(swap.proposer, swap.partner)
    check_shifts(swap.given, swap.repaid, swap.payback_due_on, now, swap=swap)
    swap_rules.require(
        swap_facts.proposal(
            given=swap.given,
            repaid=swap.repaid,
            proposer=swap.proposer,
            partner=swap.partner,
            reason=swap.reason,
            payback_due_on=swap.payback_due_on,
            now=now,
            swap=swap,
        )
    )


def fresh(duty: Duty, owner: Employee) -> Duty:
    """The shift as it is on the roster. Raises DomainError where it isn't ``owner``'s any more."""
    found = Duty.objects.published().filter(pk=duty.pk).select_related("kind").first()
    if found is None or found.employee_id != owner.pk:
        raise DomainError(_("这个班次已不在%(name)s的班表上，请刷新后重选。") % {"name": owner.name})
    return found


def _check_people(proposer: Employee, partner: Employee) -> None:
    if partner.pk == proposer.pk:
        raise DomainError(_("请选一位同事，不能和自己换班。"), field="partner")
    for one in (proposer, partner):
        if one.state != EmployeeState.ACTIVE:
            raise DomainError(_("%(name)s不在职，不能换班。") % {"name": one.name}, field="partner")
    if proposer.department != partner.department:
        raise DomainError(_("只能和同部门的同事换班。"), field="partner")


def check_shifts(given: Duty, repaid: Duty | None, payback_on: date | None, now: datetime, *, swap=None):
    """Raise DomainError for shifts that have begun or are in another swap, and for a day that has passed."""
    for duty in filter(None, (given, repaid)):
        if duty.starts_at <= now:
            raise DomainError(_("班次已经开始，不能再换。"))
        others = Swap.objects.under_way().filter(Q(given=duty) | Q(repaid=duty))
        if others.exclude(pk=swap.pk if swap else None).exists():
            raise DomainError(_("这个班次正在另一次换班里，请先等那次有结果。"))
    if repaid is not None and repaid.starts_at == given.starts_at:
        raise DomainError(_("两个班次同时开始，不用换。"), field="repaid")
    if payback_on and repaid is None and payback_on < timezone.localtime(now).date():
        raise DomainError(_("还班的日期已经过了，请选以后的日期。"), field="payback_due_on")


def hand_over(duty: Duty, to: Employee) -> None:
    """From now on it is the other's shift; the caller holds both."""
    Duty.objects.filter(pk=duty.pk).update(employee=to)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0)))


def tell(person: Employee, swap: Swap, title, *, once: str = "", **values) -> None:
    """One word to one person for each state that the swap comes to."""
    title = format_lazy(title, **values) if values else title
    notify(
        person=person.user,
        key=f"swap:{swap.pk}:{once or swap.state}:{person.pk}",
        title=title,
        link=swap.own_page,
    )
