"""What the owner of a clock of the staff has to do, in the reader's language; lists are headed by it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Entry, Finding, LeaveRequest, Round, Swap, SwapState, Visit, VisitState


def answer_leave(request: LeaveRequest) -> str:
    return _("批准%(name)s的%(kind)s") % {"name": request.employee.name, "kind": request.get_kind_display()}


def hand_in_slip(request: LeaveRequest) -> str:
    start = timezone.localtime(request.starts_at)
    return _("交 %(day)s 病假的假条") % {"day": f"{start:%m-%d}"}


def settle_swap(swap: Swap) -> str:
    """The partner's clock runs until both have signed."""
    names = {"name": swap.proposer.name}
    if swap.state == SwapState.PROPOSED:
        return _("答复%(name)s的换班") % names
    if swap.state == SwapState.AGREED:
        return _("和%(name)s的换班等上级批准") % names
    return _("签字：和%(name)s换班") % names


def pay_back(swap: Swap) -> str:
    return _("给%(name)s还班") % {"name": swap.partner.name}


def await_visitor(visit: Visit) -> str:
    """The host's: somebody else approves, the door lets in, and who doesn't come lapses by itself."""
    names = {"name": visit.visitor_name}
    if visit.state == VisitState.ANNOUNCED:
        return _("%(name)s来访等批准，可以提醒上级或安保") % names
    return _("接待%(name)s，到了由门岗放行；没来会自动取消") % names


def see_visitor_out(visit: Visit) -> str:
    return _("送%(name)s到门岗登记离开") % {"name": visit.visitor_name}


def walk(tour: Round) -> str:
    return _("巡查%(area)s") % {"area": tour.plan.area}


def put_right(finding: Finding) -> str:
    return _("整改隐患：%(words)s") % {"words": finding.words}


def finish(entry: Entry) -> str:
    return _("办完：%(title)s") % {"title": entry.title}
