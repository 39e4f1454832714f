"""One's own appraisal and training, and the appraisals of those whom one leads."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import Appraisal, AppraisalState, Decision, TrainingRecord
from staff.models.appraisals import HIGHEST, LOWEST
from staff.services import appraisals, leaders

from .base import OwnPage, RowForm, choice, lines
from .fields import pk_of

DECISIONS = 20

SCALE = [("", _("请选择")), *((str(n), str(n)) for n in range(HIGHEST, LOWEST - 1, -1))]


class ScoresForm(RowForm):
    needs_all = True  # the rule says so, in its own words

    attitude = choice(label=_("工作态度"), choices=SCALE, required=False)
    ability = choice(label=_("业务能力"), choices=SCALE, required=False)
    teamwork = choice(label=_("团队协作"), choices=SCALE, required=False)
    words = lines(label=_("说明"), required=False, max_length=2_000)

    def clean(self):
        data = super().clean()
        for name in ("attitude", "ability", "teamwork"):
            data[name] = int(data[name]) if data.get(name) else None
        return data


class ObjectForm(RowForm):
    objection = lines(label=_("不同意的地方和理由"), max_length=2_000)


class MyAppraisalsPage(OwnPage):
    name = "my_appraisals"
    path = "my/appraisals/"
    title = _("考核与培训")
    icon = "rate_review"
    words = _("自评、看结果、确认或提异议；给下属评分。")
    template_name = "admin/own/appraisals.html"
    acts = {"assess": ScoresForm, "submit": ScoresForm, "acknowledge": RowForm, "object": ObjectForm}

    @classmethod
    def waiting(cls, employee):
        mine = Q(employee=employee, state__in=[AppraisalState.OPEN, AppraisalState.CALIBRATED])
        return [Appraisal.objects.filter(mine), cls.to_score(employee.user)]

    @staticmethod
    def to_score(user):
        led = leaders.led_by(user).values("pk")
        open_ones = Appraisal.objects.filter(state__in=[AppraisalState.OPEN, AppraisalState.ASSESSED])
        return open_ones.filter(employee__in=led).select_related("employee", "cycle").order_by("id")

    def _mine(self, data) -> Appraisal:
        return self.own(Appraisal.objects.filter(employee=self.employee), data["pk"])

    def assess(self, data):
        appraisals.assess_oneself(employee=self.employee, appraisal=self._mine(data), **_scores(data))
        return _("自评已提交，等上级评分。")

    def submit(self, data):
        appraisal = self.own(self.to_score(self.request.user), data["pk"])
        appraisals.submit(actor=self.request.user, appraisal=appraisal, **_scores(data))
        return _("评分已提交，等人事校准。")

    def acknowledge(self, data):
        appraisals.acknowledge(employee=self.employee, appraisal=self._mine(data))
        return _("已确认看过。")

    def object(self, data):
        appraisals.object_to(employee=self.employee, appraisal=self._mine(data), objection=data["objection"])
        return _("异议已提交，人事会答复。")

    def _decisions(self) -> list[Decision]:
        """The latest, and an older one that the address asks for."""
        own = Decision.objects.filter(employee=self.employee).select_related(
            "appraisal__cycle", "breach", "position"
        )
        latest, asked = list(own[:DECISIONS]), pk_of(self.request, "decision")
        return latest + [one for one in own.filter(pk=asked) if one not in latest]

    def get_context_data(self, **kwargs):
        mine = Appraisal.objects.filter(employee=self.employee).select_related("cycle", "employee")
        return super().get_context_data(
            mine=mine[:6],
            to_score=self.to_score(self.request.user),
            trainings=TrainingRecord.objects.filter(employee=self.employee).select_related("course")[:10],
            decisions=self._decisions(),
            **kwargs,
        )


def _scores(data: dict) -> dict:
    return {name: data[name] for name in ("attitude", "ability", "teamwork", "words")}
