"""Openings and applicants, stage by stage; trainings and who is overdue."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StaffPage, StepPage, once
from mall.audit.models import Act
from mall.audit.words import verb_words
from mall.uploads.models import PrivateFile
from staff.models import (
    Application,
    ApplicationState,
    Course,
    Department,
    Employee,
    EmployeeState,
    Opening,
    SessionState,
    TrainingRecord,
    TrainingSession,
)
from staff.services import hiring, trainings
from staff.states import APPLICATION


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class ReviewForm(forms.Form):
    has_quality = forms.BooleanField(label=_("职业素质合格"), required=False, widget=UnfoldBooleanWidget())
    has_ability = forms.BooleanField(label=_("业务能力合格"), required=False, widget=UnfoldBooleanWidget())
    note = forms.CharField(
        label=_("依据"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class HireForm(forms.Form):
    number = forms.CharField(label=_("工号"), max_length=20, widget=UnfoldAdminTextInputWidget())
    superior = forms.ModelChoiceField(
        label=_("直属上级"),
        required=False,
        queryset=Employee.objects.filter(state=EmployeeState.ACTIVE),
        widget=UnfoldAdminSelectWidget(),
    )


class CloseOpeningPage(StepPage):
    name, path = "staff_opening_close", "<int:pk>/close/"
    permission_required = "staff.change_application"
    label, done = _("结束招聘"), _("已结束，页面不再接受投递。")
    is_grave = True

    @classmethod
    def is_lawful(cls, obj: Opening) -> bool:
        return obj.closed_at is None

    def act(self, *, actor, obj, data):
        hiring.close(actor=actor, opening=obj)


class ApplicationStep(StepPage):
    permission_required = "staff.change_application"
    action = ""
    form_class = ReasonForm

    @classmethod
    def is_lawful(cls, obj: Application) -> bool:
        return APPLICATION.allows(obj.state, cls.action)

    def facts(self, obj: Application) -> list:
        return [(_("姓名"), obj.name or "—"), (_("状态"), obj.get_state_display())]


class InvitePage(ApplicationStep):
    name, path, action = "staff_application_invite", "<int:pk>/invite/", "invite"
    label = _("约面试")

    def act(self, *, actor, obj, data):
        hiring.invite(actor=actor, application=obj, reason=data["reason"])


class ReviewPage(ApplicationStep):
    name, path, action = "staff_application_review", "<int:pk>/review/", "reject"
    label, done = _("资格审查"), _("审查结果已记下。")
    form_class = ReviewForm

    @classmethod
    def is_lawful(cls, obj: Application) -> bool:
        return obj.state in (ApplicationState.INTERVIEW, ApplicationState.OFFERED)

    def act(self, *, actor, obj, data):
        hiring.review(actor=actor, application=obj, **data)


class OfferPage(ApplicationStep):
    name, path, action = "staff_application_offer", "<int:pk>/offer/", "offer"
    label = _("发录用通知")

    def act(self, *, actor, obj, data):
        hiring.offer(actor=actor, application=obj, reason=data["reason"])


class HirePage(ApplicationStep):
    name, path, action = "staff_application_hire", "<int:pk>/hire/", "hire"
    label, done = _("办理录用"), _("已录用，完成入职培训后开通权限。")
    form_class = HireForm

    def act(self, *, actor, obj, data):
        hiring.hire(actor=actor, application=obj, **data)


class RejectPage(ApplicationStep):
    name, path, action = "staff_application_reject", "<int:pk>/reject/", "reject"
    label, done = _("不录用"), _("已记下。个人信息到期自动删除。")
    is_grave = True

    def act(self, *, actor, obj, data):
        hiring.reject(actor=actor, application=obj, reason=data["reason"])


@admin.register(Opening)
class OpeningAdmin(ServiceAdmin):
    pages = (CloseOpeningPage,)
    list_display = ("position", "headcount", "published_at", "closed_at")
    list_select_related = ("position__department",)
    autocomplete_fields = ("position",)
    fields = ("position", "headcount", "summary", "criteria", "published_at", "closed_at")
    readonly_fields = ("published_at", "closed_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-2]

    def create(self, *, actor, data):
        return hiring.publish(actor=actor, **data)


@admin.register(Application)
class ApplicationAdmin(ServiceAdmin):
    pages = (InvitePage, ReviewPage, OfferPage, HirePage, RejectPage)
    list_display = ("opening", "name", "state_label", "applied_at")
    list_select_related = ("opening__position__department",)
    list_filter = ("state",)
    fields = (
        "opening",
        "name",
        "about",
        "papers",
        "state",
        "reviews_told",
        "stages",
        "applied_at",
        "forgotten_at",
    )
    readonly_fields = ("papers", "reviews_told", "stages")

    @display(
        description=_("状态"),
        ordering="state",
        label={
            ApplicationState.APPLIED: "warning",
            ApplicationState.INTERVIEW: "info",
            ApplicationState.OFFERED: "info",
            ApplicationState.HIRED: "success",
        },
    )
    def state_label(self, application: Application):
        return application.state, application.get_state_display()

    @admin.display(description=_("附件"))
    @once
    def papers(self, application: Application):
        rows = PrivateFile.objects.about(application).order_by("id")
        return (
            format_html_join(
                "",
                '<div><a href="{}">{}</a></div>',
                ((reverse("uploads:private", args=[row.pk]), row.name) for row in rows),
            )
            or "—"
        )

    @admin.display(description=_("资格审查"))
    @once
    def reviews_told(self, application: Application):
        rows = application.reviews.select_related("reviewed_by").order_by("id")
        return (
            format_html_join(
                "",
                "<div>{} · {} · {}</div>",
                ((_("通过") if row.is_passed else _("不通过"), row.note, row.reviewed_by) for row in rows),
            )
            or "—"
        )

    @admin.display(description=_("各环节"))
    @once
    def stages(self, application: Application):
        rows = Act.objects.about(application).select_related("actor").order_by("id")
        return (
            format_html_join(
                "",
                "<div>{} · {} · {}{}</div>",
                (
                    (
                        f"{timezone.localtime(row.at):%F %H:%M}",
                        verb_words(row.verb),
                        row.actor or _("商城"),
                        format_html(" · {}", row.reason) if row.reason else "",
                    )
                    for row in rows
                ),
            )
            or "—"
        )


class OverduePage(StaffPage):
    """Who has to take which training, since when. (A5.2)"""

    name, path = "staff_course_overdue", "overdue/"
    title, icon = _("培训到期名单"), "event_busy"
    permission_required = "staff.view_course"
    template_name = "admin/staff/overdue.html"

    def get_context_data(self, **kwargs):
        late = trainings.overdue()
        names = {one.pk: one.title for one in Department.objects.all()}
        by_department: dict[str, list[trainings.Overdue]] = {}
        for one in late:
            by_department.setdefault(names[one.employee.position.department_id], []).append(one)
        coming = TrainingSession.objects.filter(state=SessionState.PLANNED, starts_at__gt=timezone.now())
        return super().get_context_data(
            departments=sorted(by_department.items()),
            total=len(late),
            coming=coming.select_related("course").order_by("starts_at", "id")[:20],
            **kwargs,
        )


@admin.register(Course)
class CourseAdmin(ServiceAdmin):
    pages = (OverduePage,)
    list_display = ("title", "department", "every_days", "pass_score")
    list_select_related = ("department",)
    search_fields = ("title",)
    fields = ("title", "department", "every_days", "pass_score")

    def create(self, *, actor, data):
        return trainings.plan(actor=actor, **data)


@admin.register(TrainingRecord)
class TrainingRecordAdmin(ServiceAdmin):
    list_display = ("employee", "course", "held_on", "score", "is_passed")
    list_select_related = ("employee", "course")
    list_filter = ("course", "is_passed")
    search_fields = ("employee__number", "employee__name")
    autocomplete_fields = ("employee", "course")
    fields = ("course", "employee", "held_on", "score", "is_passed", "recorded_by")
    readonly_fields = ("is_passed", "recorded_by")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-2]

    def create(self, *, actor, data):
        return trainings.attend(actor=actor, **data)
