"""What happens when a clock of the staff runs out."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall.deadlines.models import Clock
from mall.deadlines.registry import on_expiry

from . import rules
from .models import Application, LeaveRequest, Swap
from .services import hiring, leave, paybacks, swaps


@on_expiry(rules.RECRUITING, hiring.FORGET_STAGE, title=gettext_lazy("等删除应聘人的个人信息"))
def forget_applicant(clock: Clock, application: Application, now: datetime) -> None:
    hiring.forget(application=application, now=now)


@on_expiry(rules.LEAVE_APPROVED, leave.ANSWER_STAGE, title=gettext_lazy("等批准请假"))
def leave_unanswered(clock: Clock, request: LeaveRequest, now: datetime) -> None:
    leave.unanswered(request=request, now=now)


@on_expiry(rules.CERTIFICATE, leave.CERTIFICATE_STAGE, title=gettext_lazy("等病假假条"))
def certificate_missed(clock: Clock, request: LeaveRequest, now: datetime) -> None:
    leave.certificate_missed(request=request, now=now)


@on_expiry(rules.SWAP_NAMED, swaps.ANSWER_STAGE, title=gettext_lazy("等换班办妥"))
def swap_not_settled(clock: Clock, swap: Swap, now: datetime) -> None:
    swaps.lapse(swap=swap, reason=_("班次开始前没有办妥"))


@on_expiry(rules.SWAP_SIGNED, swaps.PAYBACK_STAGE, title=gettext_lazy("等还班"))
def payback_overdue(clock: Clock, swap: Swap, now: datetime) -> None:
    paybacks.remind_of_payback(swap=swap, now=now)
