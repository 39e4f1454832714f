"""What happens when a clock of the staff runs out."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall.deadlines.models import Clock
from mall.deadlines.registry import on_expiry
from mall.rules import TECHNOLOGY

from . import rules, todo
from .models import Application, Entry, Finding, LeaveRequest, Round, Swap, Visit
from .services import entries, findings, gate, hiring, leave, paybacks, rounds, swaps, visits


@on_expiry(rules.RECRUITING, hiring.FORGET_STAGE, title=gettext_lazy("等删除应聘人的个人信息"))
def forget_applicant(clock: Clock, application: Application, now: datetime) -> None:
    hiring.forget(application=application, now=now)


@on_expiry(rules.LEAVE_APPROVED, leave.ANSWER_STAGE, title=gettext_lazy("等批准请假"), task=todo.answer_leave)
def leave_unanswered(clock: Clock, request: LeaveRequest, now: datetime) -> None:
    leave.unanswered(request=request, now=now)


@on_expiry(
    rules.CERTIFICATE, leave.CERTIFICATE_STAGE, title=gettext_lazy("等病假假条"), task=todo.hand_in_slip
)
def certificate_missed(clock: Clock, request: LeaveRequest, now: datetime) -> None:
    leave.certificate_missed(request=request, now=now)


@on_expiry(rules.SWAP_NAMED, swaps.ANSWER_STAGE, title=gettext_lazy("等换班办妥"), task=todo.settle_swap)
def swap_not_settled(clock: Clock, swap: Swap, now: datetime) -> None:
    swaps.lapse(swap=swap, reason=_("班次开始前没有办妥"))


@on_expiry(rules.SWAP_SIGNED, swaps.PAYBACK_STAGE, title=gettext_lazy("等还班"), task=todo.pay_back)
def payback_overdue(clock: Clock, swap: Swap, now: datetime) -> None:
    paybacks.remind_of_payback(swap=swap, now=now)


@on_expiry(rules.VISITORS, visits.EXPECT_STAGE, title=gettext_lazy("等访客到"), task=todo.await_visitor)
def visitor_missed(clock: Clock, visit: Visit, now: datetime) -> None:
    visits.lapse(visit=visit, now=now)


@on_expiry(rules.VISITORS, gate.LEAVE_STAGE, title=gettext_lazy("等访客离开"), task=todo.see_visitor_out)
def visitor_overstays(clock: Clock, visit: Visit, now: datetime) -> None:
    gate.overstayed(visit=visit, now=now)


@on_expiry(rules.VISITORS, visits.FORGET_STAGE, title=gettext_lazy("等删除访客的个人信息"))
def forget_visitor(clock: Clock, visit: Visit, now: datetime) -> None:
    visits.forget(visit=visit, now=now)


@on_expiry(rules.SAFETY_ROUNDS, rounds.WALK_STAGE, title=gettext_lazy("等安全巡查"), task=todo.walk)
def round_overdue(clock: Clock, tour: Round, now: datetime) -> None:
    rounds.overdue(tour=tour, now=now)


@on_expiry(rules.SAFETY_ROUNDS, findings.FIX_STAGE, title=gettext_lazy("等隐患整改"), task=todo.put_right)
def finding_overdue(clock: Clock, finding: Finding, now: datetime) -> None:
    findings.fix_overdue(finding=finding, now=now)


@on_expiry(rules.MARKETING, entries.DUE_STAGE, title=gettext_lazy("等部门办完登记的工作"), task=todo.finish)
@on_expiry(rules.PRODUCT, entries.DUE_STAGE, title=gettext_lazy("等部门办完登记的工作"), task=todo.finish)
@on_expiry(TECHNOLOGY, entries.DUE_STAGE, title=gettext_lazy("等部门办完登记的工作"), task=todo.finish)
def entry_overdue(clock: Clock, entry: Entry, now: datetime) -> None:
    entries.overdue(entry=entry, now=now)
