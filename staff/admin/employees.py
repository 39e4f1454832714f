"""Employees: hired, trained, moved and let go through the services; their state is never typed."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from mall.accounts.contacts import parse
from mall.accounts.services.people import by_contact
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from staff.models import Employee, EmployeeState
from staff.services import clearances, employees
from staff.states import EMPLOYEE


class HireForm(forms.ModelForm):
    """The account is named as its owner names it, so that nobody browses through shoppers to hire one."""

    account = forms.CharField(
        label=_("账户手机号或邮箱"),
        help_text=_("本人先在商城注册并验证手机号或邮箱。"),
        max_length=254,
        widget=UnfoldAdminTextInputWidget(),
    )

    def clean_account(self):
        user = by_contact(parse(self.cleaned_data["account"]))
        if user is None:
            raise forms.ValidationError(_("没有验证过这个手机号或邮箱的账户，请核对，或请本人先注册。"))
        return user


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("培训说明"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class LeavingForm(forms.Form):
    reason = forms.CharField(
        label=_("离职原因"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )
    last_day_on = forms.DateField(
        label=_("最后工作日"), initial=timezone.localdate, widget=UnfoldAdminSingleDateWidget()
    )


class OrientationPage(StepPage):
    name = "staff_employee_orientation"
    path = "<int:pk>/orientation/"
    permission_required = "staff.change_employee"
    label = _("登记入职培训完成")
    explanation = _("登记后立即按职位开通权限，可以排班和打卡。")
    done = _("已登记培训完成，权限已按职位开通。")
    form_class = NoteForm

    @classmethod
    def is_lawful(cls, obj: Employee) -> bool:
        return EMPLOYEE.allows(obj.state, "start")

    def act(self, *, actor, obj, data):
        employees.complete_orientation(actor=actor, employee=obj, note=data["note"])


class LeavePage(StepPage):
    name = "staff_employee_leave"
    path = "<int:pk>/leave/"
    permission_required = "staff.change_employee"
    label = _("办理离职")
    explanation = _(
        "开出离职交接单，由各部门逐项签字。最后一项签字后，权限和登录立即失效，未开始的班次取消，下属改由其上级管理。"
    )
    done = _("已开离职交接单，等各部门签字。")
    is_grave = True
    form_class = LeavingForm

    @classmethod
    def is_lawful(cls, obj: Employee) -> bool:
        return EMPLOYEE.allows(obj.state, "leave")

    def act(self, *, actor, obj: Employee, data):
        if obj.state == EmployeeState.HIRED:
            employees.leave(actor=actor, employee=obj, reason=data["reason"])
            self.done = _("尚未上岗，不用交接，已办理离职。")
            return
        clearances.open_clearance(
            actor=actor, employee=obj, reason=data["reason"], last_day_on=data["last_day_on"]
        )


@admin.register(Employee)
class EmployeeAdmin(ServiceAdmin):
    pages = (OrientationPage, LeavePage)
    list_display = ("name", "number", "position", "superior", "state_label", "joined_on")
    list_select_related = ("position__department", "superior")
    list_filter = ("state", "position__department")
    search_fields = ("number", "name")
    autocomplete_fields = ("position", "superior")
    fields = (
        "user",
        "number",
        "name",
        "position",
        "superior",
        "job_type",
        "skill_level",
        "joined_on",
        "state",
        "left_on",
    )
    new_fields = ("account", "number", "name", "position", "superior", "joined_on")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.new_fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = HireForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ("user", "joined_on", "state", "left_on") if obj else ()

    def create(self, *, actor, data):
        return employees.hire(
            actor=actor,
            user=data["account"],
            **{name: data[name] for name in ("number", "name", "position", "superior", "joined_on")},
        )

    def update(self, *, actor, obj, data, changed):
        employees.change(
            actor=actor,
            employee=obj,
            number=data["number"],
            name=data["name"],
            position=data["position"],
            superior=data["superior"],
            job_type=data["job_type"],
            skill_level=data["skill_level"],
        )

    @display(
        description=_("状态"),
        ordering="state",
        label={EmployeeState.HIRED: "warning", EmployeeState.ACTIVE: "success", EmployeeState.LEFT: ""},
    )
    def state_label(self, employee: Employee):
        return employee.state, employee.get_state_display()
