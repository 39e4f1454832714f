"""What one has to learn again, and sessions to sign up for."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models import TrainingRecord, TrainingSession
from staff.services import sessions, trainings

from .base import OwnPage, RowForm

SHOWN = 20


class MyTrainingPage(OwnPage):
    name, path = "my_training", "my/training/"
    title, icon = _("培训"), "school"
    words = _("到期要学的课，报名场次，看学过的。")
    template_name = "admin/own/training.html"
    acts = {"sign_up": RowForm, "step_back": RowForm}

    @classmethod
    def also_waiting(cls, employee):
        today = timezone.localdate()
        return sum(one.since <= today for one in trainings.due_for(employee))

    def _session(self, data) -> TrainingSession:
        return self.own(TrainingSession.objects.select_related("course"), data["pk"])

    def sign_up(self, data):
        sessions.sign_up(employee=self.employee, session=self._session(data))
        return _("已报名，到时请准时到。")

    def step_back(self, data):
        sessions.step_back(employee=self.employee, session=self._session(data))
        return _("已退出。")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        records = TrainingRecord.objects.filter(employee=self.employee).select_related("course")
        return context | {
            "due": trainings.due_for(self.employee),
            "sessions": list(sessions.coming(self.employee)[:SHOWN]),
            "records": records[:SHOWN],
            "today": timezone.localdate(),
        }
