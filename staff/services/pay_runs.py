"""A month's payslips: computed from facts, approved by another, paid; put right by later ones. (G6.1)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.accounts.services.rights import staff_with
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify_many
from staff import rules
from staff.models import Employee, EmployeeState, LeaveEntry, PayLine, PayRun, PayRunState, Payslip
from staff.models.pay import SETTLED
from staff.reckoning import Line, reckon
from staff.states import PAY_RUN

from . import attendance, entitlements, pay_facts, pay_openings
from .months import bounds, first_of
from .pay_facts import month_before

ALONE = "pay"
ABOUT = ("kind", "detail", "month_on", "on", "minutes", "percent", "source_kind", "source_id")
SAME = (*ABOUT, "amount", "employer", "reverses_id")
Key = tuple[int, date, str, tuple[str, int]]


@locks.service
def compute(*, actor, first_on: date, now: datetime | None = None) -> PayRun:
    """Make the month's slips, or make its draft anew; the same facts give the same slips.

    Once the month is settled it is a supplementary run: only what has come out since. What has changed of
    the settled months before it (as many as the figure says) is put right by reversals and new lines.
    Shifts that are over are closed first.

    Raises RuleError (G6.1) for a month yet to come, after a later month, and where the month before was
    skipped; DomainError while another month's draft is open, where nobody has a grade, and where the year's
    holidays aren't known.
    """
    now = now or timezone.now()
    first_on = first_of(first_on)
    locks.alone(ALONE)
    attendance.close_all(now=now)
    return _fill(locks.lock_one(_draft_of(first_on, now)), actor, now)


@locks.service
def recompute(*, actor, run: PayRun, now: datetime | None = None) -> PayRun:
    """Make this draft anew from the facts as they are now. Raises DomainError where it is none any more."""
    now = now or timezone.now()
    locks.alone(ALONE)
    attendance.close_all(now=now)
    run = locks.lock_one(run)
    if run.state != PayRunState.DRAFT:
        raise DomainError(_("这份工资已经不是草稿，不能重新计算。请刷新页面看最新状态。"))
    return _fill(run, actor, now)


def _fill(run: PayRun, actor, now: datetime) -> PayRun:
    """The slips of a locked draft, in place of those that it has."""
    PayRun.objects.filter(pk=run.pk).update(computed_by=actor, computed_at=now)
    run.computed_by, run.computed_at = actor, now
    PayLine.objects.filter(payslip__run=run).delete()
    run.slips.all().delete()
    wanted = _wanted(run)
    if not wanted and not run.number:
        raise DomainError(_("这个月没有任何人有薪级，请先在“薪级评定”里登记。"))
    slips = {
        slip.employee_id: slip
        for slip in Payslip.objects.bulk_create(_slip(run, one, wanted[one]) for one in sorted(wanted))
    }
    lines = []
    for employee, own in wanted.items():
        for line in own:
            line.payslip = slips[employee]
            lines.append(line)
    PayLine.objects.bulk_create(lines)
    record(actor=actor, verb="pay.compute", subject=run, rule=rules.PAY.id, data={"slips": len(slips)})
    return run


@locks.service
def approve(*, actor, run: PayRun, accepts_open: bool = False, now: datetime | None = None) -> PayRun:
    """Another than who computed it has looked at it: now nothing of it changes, and people see theirs.

    Annual leave that took less than was booked, for work on other days, comes back to the entitlement (G6.2).

    Raises RuleError (G6.1) for who computed it, before the month is over, while something of it is open of
    which ``accepts_open`` doesn't say that it is known, and where the facts have changed since.
    """
    now = now or timezone.now()
    locks.alone(ALONE)
    run = locks.lock_one(run)
    rules.PAY.require(actor.pk != run.computed_by_id, _("工资由另一位同事批准，不能批准自己计算的。"))
    rules.PAY.require(now >= bounds(run.first_on)[1], _("这个月还没有过完，月底以后才能批准。"))
    found = pay_openings.open_items(run.first_on, now=now)
    rules.PAY.require(
        accepts_open or not found,
        _("这个月还有没办完的事：%(items)s。请先办完，或确认已知。")
        % {"items": "、".join(str(item) for item in found)},
        field="accepts_open",
    )
    rules.PAY.require(_is_current(run), _("算好以后事实有变化，请先重新计算再批准。"))
    run = transitions.move(
        PAY_RUN, run, "approve", actor=actor, rule=rules.PAY.id, approved_by=actor, approved_at=now
    )
    entitlements.settle(run=run, spared=_spared(run), actor=actor)
    notify_many(
        people=[slip.employee.user for slip in run.slips.select_related("employee__user")],
        key=f"pay:{run.pk}",
        title=format_lazy(gettext_lazy("{month} 工资单可以看了"), month=str(run)),
        link="/admin/my/pay/",
    )
    return run


def leave_given_back(run: PayRun) -> list[tuple[Employee, int]]:
    """Whom approving the run gives back annual leave, or has given, and how many minutes; by number. (G6.2)

    Minutes below zero take again what an earlier run gave back too much.
    """
    found: dict[Employee, int] = defaultdict(int)
    if run.is_settled:
        booked = LeaveEntry.objects.filter(run=run).select_related("employee").order_by("pk")
        back = [(entry.employee, entry.minutes) for entry in booked]
    elif run.state == PayRunState.DRAFT:
        back = [(entry.employee, due) for entry, _month, due in entitlements.to_settle(_spared(run))]
    else:
        back = []
    for employee, minutes in back:
        found[employee] += minutes
    return sorted(found.items(), key=lambda pair: pair[0].number)


def approvers_of(run: PayRun) -> QuerySet[Employee]:
    """Who may approve it: those of payroll on active service but who computed it, by number."""
    holders = staff_with("staff.change_payrun")
    people = Employee.objects.filter(state=EmployeeState.ACTIVE, user__in=holders)
    return people.exclude(user=run.computed_by_id).order_by("number")


@locks.service
def mark_paid(*, actor, run: PayRun, now: datetime | None = None) -> PayRun:
    """The money has gone out by the exported list."""
    return transitions.move(
        PAY_RUN, run, "pay", actor=actor, rule=rules.PAY.id, paid_by=actor, paid_at=now or timezone.now()
    )


@locks.service
def discard(*, actor, run: PayRun, reason: str) -> PayRun:
    """Throw a draft away. Raises ForbiddenMove where it is none, DomainError without a reason."""
    if not reason.strip():
        raise DomainError(_("请写明作废的原因。"), field="reason")
    locks.alone(ALONE)
    run = locks.lock_one(run)
    if PAY_RUN.allows(run.state, "discard"):
        PayLine.objects.filter(payslip__run=run).delete()
        run.slips.all().delete()
    return transitions.move(PAY_RUN, run, "discard", actor=actor, reason=reason)


def _draft_of(first_on: date, now: datetime) -> PayRun:
    """The month's draft, or a new run for it."""
    rules.PAY.require(first_on <= timezone.localdate(now), _("这个月还没有开始。"), field="first_on")
    draft = PayRun.objects.filter(state=PayRunState.DRAFT).first()
    if draft is not None and draft.first_on != first_on:
        raise DomainError(
            _("%(month)s 的工资还是草稿，请先批准或作废。") % {"month": str(draft)}, field="first_on"
        )
    if draft is not None:
        return draft
    settled = PayRun.objects.filter(state__in=SETTLED)
    number = settled.filter(first_on=first_on).count()
    if number or not settled.exists():
        return PayRun.objects.create(first_on=first_on, number=number)
    is_passed = settled.filter(first_on__gt=first_on).exists()
    rules.PAY.require(not is_passed, _("以后的月份已经批准，不能再补做这个月。"), field="first_on")
    before = month_before(first_on)
    rules.PAY.require(
        settled.filter(first_on=before).exists() or not _is_payable(before),
        _("%(month)s 的工资还没有批准，请先算好并批准那个月，否则以后不能再补。")
        % {"month": f"{before:%Y-%m}"},
        field="first_on",
    )
    return PayRun.objects.create(first_on=first_on, number=number)


def _is_payable(first_on: date) -> bool:
    """Whether anybody had a grade in the month: one in which nobody had leaves nothing to settle."""
    return bool(pay_facts.facts_of(first_on))


def _slip(run: PayRun, employee: int, lines: list[PayLine]) -> Payslip:
    earned = sum(line.amount for line in lines if line.amount > 0)
    deducted = -sum(line.amount for line in lines if line.amount < 0)
    return Payslip(
        run=run,
        employee_id=employee,
        earned=earned,
        deducted=deducted,
        net=earned - deducted,
        employer=sum(line.employer for line in lines),
    )


def _wanted(run: PayRun) -> dict[int, list[PayLine]]:
    """The lines of each person's slip: what the months should come to, less what is settled of them."""
    months = _months(run)
    should: dict[Key, Line] = {}
    for month in months:
        terms = pay_facts.terms_of(month)
        for employee, facts in pay_facts.facts_of(month).items():
            for line in reckon(facts, terms):
                should[employee, month, *line.key] = line
    standing = _standing(months)
    found: dict[int, list[PayLine]] = defaultdict(list)
    for key in [*should, *(key for key in standing if key not in should)]:
        found[key[0]] += _difference(run, key, should.get(key), standing.get(key, []))
    return {employee: lines for employee, lines in found.items() if lines}


def _spared(run: PayRun) -> dict[date, dict[int, int]]:
    """The minutes of workdays that each leave didn't cost, by the months that the run settles."""
    return {
        month: {
            pk: minutes
            for facts in pay_facts.facts_of(month).values()
            for pk, minutes in facts.spared.items()
        }
        for month in _months(run)
    }


def _months(run: PayRun) -> list[date]:
    """The month itself, then the settled ones before it, as far back as the figure says."""
    months, month = [run.first_on], run.first_on
    back = rules.PAY.figure("settled_months", at=bounds(run.first_on)[0])
    settled = set(PayRun.objects.filter(state__in=SETTLED).values_list("first_on", flat=True))
    for _n in range(back):
        month = month_before(month)
        if month in settled:
            months.append(month)
    return months


def _standing(months: Iterable[date]) -> dict[Key, list[PayLine]]:
    """Settled lines about the months that no other takes back."""
    settled = PayLine.objects.filter(payslip__run__state__in=SETTLED)
    taken_back = Exists(settled.filter(reverses=OuterRef("pk")))
    lines = settled.filter(~taken_back, month_on__in=months, reverses=None)
    found: dict[Key, list[PayLine]] = defaultdict(list)
    for line in lines.select_related("payslip").order_by("pk"):
        source = (line.source_kind, line.source_id)
        found[line.payslip.employee_id, line.month_on, line.kind, source].append(line)
    return found


def _difference(run: PayRun, key: Key, should: Line | None, standing: list[PayLine]) -> list[PayLine]:
    """Nothing where the settled lines say what they should; else each taken back, and the right one."""
    _employee, month, _kind, _source = key
    paid = (sum(line.amount for line in standing), sum(line.employer for line in standing))
    due = (should.amount, should.employer) if should else (0, 0)
    is_new = not standing and should is not None and (due != (0, 0) or _is_first(run, month))
    if paid == due and not is_new:
        return []
    taken_back = [
        PayLine(
            **{name: getattr(line, name) for name in ABOUT},
            amount=-line.amount,
            employer=-line.employer,
            reverses=line,
        )
        for line in standing
    ]
    if should is None or (due == (0, 0) and not is_new):
        return taken_back
    new = PayLine(
        kind=should.kind,
        detail=should.detail,
        month_on=month,
        on=should.on,
        minutes=should.minutes,
        percent=should.percent,
        amount=should.amount,
        employer=should.employer,
        source_kind=should.source[0],
        source_id=should.source[1],
    )
    return [*taken_back, new]


def _is_first(run: PayRun, month: date) -> bool:
    """Whether the run is the month's own: there what costs nothing, such as paid leave, stands as well."""
    return month == run.first_on and not run.number


def _is_current(run: PayRun) -> bool:
    """Whether the draft says what the facts say now."""
    slips = dict(run.slips.values_list("employee_id", "pk"))
    wanted = [
        (slips.get(employee), *(getattr(line, name) for name in SAME))
        for employee, lines in _wanted(run).items()
        for line in lines
    ]
    there = PayLine.objects.filter(payslip__run=run).values_list("payslip_id", *SAME)
    return _texts(wanted) == _texts(there)


def _texts(rows: Iterable[tuple]) -> list[list[str]]:
    return sorted([str(value) for value in row] for row in rows)
