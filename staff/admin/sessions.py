"""Training sessions: planned, and who was there with which score."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextareaWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage, once
from staff.models import SessionState, TrainingSeat, TrainingSession
from staff.services import sessions
from staff.services.trainings import HIGHEST, LOWEST
from staff.states import SESSION


def _seats(session: int):
    return TrainingSeat.objects.filter(session=session, withdrawn_at=None).select_related("employee")


class HoldForm(forms.Form):
    """A score for each who was there, nothing for who wasn't."""

    def __init__(self, *args, session: int, **kwargs):
        super().__init__(*args, **kwargs)
        for seat in _seats(session):
            self.fields[f"score{seat.employee_id}"] = forms.IntegerField(
                label=str(seat.employee),
                required=False,
                min_value=LOWEST,
                max_value=HIGHEST,
                help_text=_("成绩 0 至 100；没有到场的留空。"),
                widget=UnfoldAdminIntegerFieldWidget(),
            )

    def scores(self) -> dict[int, int | None]:
        return {int(name.removeprefix("score")): score for name, score in self.cleaned_data.items()}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("取消原因"), max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class SessionStep(StepPage):
    permission_required = "staff.change_trainingsession"
    action = ""

    @classmethod
    def is_lawful(cls, obj: TrainingSession) -> bool:
        return SESSION.allows(obj.state, cls.action)


class HoldPage(SessionStep):
    name, path, action = "staff_trainingsession_hold", "<int:pk>/hold/", "hold"
    label, done = _("登记到场"), _("已登记，到场的人有了培训记录。")
    explanation = _("给到场的人填成绩，没有到场的留空。")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.form = HoldForm(request.POST if request.method == "POST" else None, session=kwargs["pk"])

    def act(self, *, actor, obj, data):
        sessions.hold(actor=actor, session=obj, scores=self.form.scores())


class CancelPage(SessionStep):
    name, path, action = "staff_trainingsession_cancel", "<int:pk>/cancel/", "cancel"
    label, done = _("取消场次"), _("已取消，报名的人会收到通知。")
    is_grave = True
    form_class = CancelForm

    def act(self, *, actor, obj, data):
        sessions.cancel(actor=actor, session=obj, reason=data["reason"])


@admin.register(TrainingSession)
class TrainingSessionAdmin(ServiceAdmin):
    pages = (HoldPage, CancelPage)
    list_display = ("course", "starts_at", "place", "state_label")
    list_select_related = ("course",)
    list_filter = ("state", "course")
    date_hierarchy = "starts_at"
    autocomplete_fields = ("course",)
    fields = ("course", "starts_at", "minutes", "place", "room", "state", "seats_told")
    readonly_fields = ("seats_told",)

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-2]

    def create(self, *, actor, data):
        return sessions.plan_session(actor=actor, **data)

    @display(
        description=_("状态"),
        ordering="state",
        label={SessionState.PLANNED: "info", SessionState.HELD: "success"},
    )
    def state_label(self, session: TrainingSession):
        return session.state, session.get_state_display()

    @admin.display(description=_("报名的人"))
    @once
    def seats_told(self, session: TrainingSession):
        words = {None: "—", True: _("到场"), False: _("没有到场")}
        rows = ((seat.employee, words[seat.attended]) for seat in _seats(session.pk))
        return format_html_join("", "<div>{} · {}</div>", rows) or "—"
