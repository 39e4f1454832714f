"""What a leader sees and decides of those whom they lead."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models import Correction, CorrectionState, Duty, LapseKind, Punch, PunchKind
from staff.services import attendance, clocking, leaders

from .base import OwnPage, RowForm, choice, lines, moment, text
from .fields import wanted


class DecisionForm(RowForm):
    answer = choice(label=_("决定"), choices=[("approve", _("批准")), ("refuse", _("不批准"))])
    decision = text(label=_("审批意见"), required=False, max_length=300)


class ReleaseForm(RowForm):
    reason = text(label=_("放行原因"), max_length=300)


class LapseForm(RowForm):
    kind = choice(label=_("情形"), choices=LapseKind.choices)
    from_at = moment(label=_("从"))
    to_at = moment(label=_("到"))
    evidence = wanted(lines(label=_("证据"), required=False, max_length=500))


class OnDutyPage(OwnPage):
    name = "my_on_duty"
    path = "my/on-duty/"
    title = _("我带的人")
    icon = "groups"
    words = _("看谁在岗，审批补卡，放行，记录脱岗、串岗和拒绝工作安排。")
    template_name = "admin/own/on_duty.html"
    acts = {"decide": DecisionForm, "release": ReleaseForm, "lapse": LapseForm}

    @classmethod
    def is_for(cls, employee) -> bool:
        return leaders.led_by(employee.user).exists()

    @classmethod
    def waiting(cls, employee):
        return [cls.corrections(employee.user)]

    @staticmethod
    def corrections(user):
        led = leaders.led_by(user).values("pk")
        asked = Correction.objects.filter(state=CorrectionState.ASKED, employee__in=led)
        return asked.select_related("employee", "duty").order_by("id")

    def _duty(self, pk: int) -> Duty:
        led = leaders.led_by(self.request.user).values("pk")
        found = Duty.objects.filter(pk=pk, employee__in=led).select_related("employee").first()
        if found is None:
            raise Http404
        return found

    def decide(self, data):
        attendance.decide_correction(
            actor=self.request.user,
            correction=self.own(self.corrections(self.request.user), data["pk"]),
            approve=data["answer"] == "approve",
            decision=data["decision"],
        )

    def release(self, data):
        clocking.release(actor=self.request.user, duty=self._duty(data["pk"]), reason=data["reason"])
        return _("已放行，本人可以下班打卡。")

    def lapse(self, data):
        names = ("kind", "from_at", "to_at", "evidence")
        attendance.record_lapse(
            actor=self.request.user,
            duty=self._duty(data["pk"]),
            **{name: data[name] for name in names},
        )
        return _("已记录。")

    def get_context_data(self, **kwargs):
        now = timezone.now()
        led = list(leaders.led_by(self.request.user).select_related("position__department"))
        duties = list(
            Duty.objects.published()
            .filter(
                employee__in=led,
                starts_at__lte=now + timedelta(hours=2),
                ends_at__gt=now - timedelta(hours=2),
            )
            .select_related("employee", "kind")
            .order_by("starts_at", "id")
        )
        punched = {
            (punch.duty_id, punch.kind): punch
            for punch in Punch.objects.filter(duty__in=duties).order_by("-at")
        }
        return super().get_context_data(
            led=led,
            corrections=self.corrections(self.request.user),
            rows=[
                (duty, punched.get((duty.pk, PunchKind.IN)), punched.get((duty.pk, PunchKind.OUT)))
                for duty in duties
            ],
            **kwargs,
        )
