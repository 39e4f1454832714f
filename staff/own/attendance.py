"""Clocking in and out, and what came of one's own shifts."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff import reckoning, rules
from staff.models import AttendanceResult, Correction, Duty, PayLine, Punch, PunchKind
from staff.models.pay import SETTLED
from staff.services import attendance, clocking, notices

from .base import OwnPage, RowForm, choice, moment, text
from .devices import device_of, mark, network_of
from .fields import pk_of

SHOWN = 14


class CorrectionForm(RowForm):
    kind = choice(label=_("上下班"), choices=PunchKind.choices)
    meant_at = moment(label=_("实际时间"))
    reason = text(label=_("原因"), max_length=300)


class MyAttendancePage(OwnPage):
    name = "my_attendance"
    path = "my/attendance/"
    title = _("打卡与考勤")
    icon = "fingerprint"
    words = _("上下班打卡，看自己的考勤结果，漏打了申请补卡。")
    template_name = "admin/own/attendance.html"
    acts = {"clock_in": forms.Form, "clock_out": forms.Form, "ask_correction": CorrectionForm}

    def _where(self) -> dict:
        return {"device": device_of(self.request), "network": network_of(self.request)}

    def clock_in(self, data):
        punch = clocking.clock_in(employee=self.employee, **self._where())
        at = f"{timezone.localtime(punch.at):%H:%M}"
        if punch.short_minutes:
            return _("%(at)s 已上班打卡。接班应提前到岗，这次少了 %(n)d 分钟，已记录。") % {
                "at": at,
                "n": punch.short_minutes,
            }
        return _("%(at)s 已上班打卡。") % {"at": at}

    def clock_out(self, data):
        punch = clocking.clock_out(employee=self.employee, **self._where())
        return _("%(at)s 已下班打卡，辛苦了。") % {"at": f"{timezone.localtime(punch.at):%H:%M}"}

    def ask_correction(self, data):
        duty = self.own(Duty.objects.filter(employee=self.employee), data["pk"])
        attendance.ask_correction(
            employee=self.employee,
            duty=duty,
            **{name: data[name] for name in ("kind", "meant_at", "reason")},
        )
        return _("补卡申请已送上级审批，原来的记录不变。")

    def render_to_response(self, context, **kwargs):
        return mark(self.request, super().render_to_response(context, **kwargs))

    def _asked(self) -> dict:
        """The shift that the address asks for, such as from a payslip: what was clocked and what came of it.

        One's own, or one for which one answers on a payslip of one's own, of which one reads the absence
        alone; nothing for any other.
        """
        cited = PayLine.objects.filter(
            payslip__employee=self.employee, payslip__run__state__in=SETTLED, source_kind=reckoning.SHIFT
        )
        near = Q(employee=self.employee) | Q(pk__in=cited.values("source_id"))
        rows = AttendanceResult.objects.filter(near, pk=pk_of(self.request, "result"))
        result = rows.select_related("duty__kind", "employee").first()
        if result is None:
            return {}
        is_own = result.employee_id == self.employee.pk
        punches = Punch.objects.filter(duty=result.duty).order_by("at") if is_own else []
        return {"result": result, "is_own": is_own, "punches": punches}

    def get_context_data(self, **kwargs):
        now, me = timezone.now(), self.employee
        if me is None:
            return super().get_context_data(**kwargs)
        following = clocking.following(me, now)
        coming, leaving = clocking.duty_to_come_to(me, now), clocking.duty_to_leave(me, now)
        results = AttendanceResult.objects.filter(employee=me).select_related("duty")[:SHOWN]
        return super().get_context_data(
            now=now,
            coming=coming if coming != leaving else None,
            leaving=leaving,
            must_hand_over=bool(leaving)
            and clocking.needs_relief(leaving)
            and not clocking.is_relieved(leaving),
            punches=Punch.objects.filter(employee=me).select_related("correction")[:6],
            results=results,
            corrections=Correction.objects.filter(employee=me)[:5],
            unread=notices.unread(me).count(),
            following=following,
            opens_at=following.starts_at - rules.ATTENDANCE.figure(at=now) if following else None,
            asked=self._asked(),
            duties=Duty.objects.published()
            .filter(employee=me, starts_at__lte=now)
            .order_by("-starts_at")[:SHOWN],
            **kwargs,
        )
