"""Asking for leave, and deciding on it with its effect on the roster in view."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from mall.rulebook import boundary
from mall.uploads.documents import clean_document
from mall.uploads.models import PrivateFile
from mall.uploads.services import store
from staff.models import Duty, Employee, EmployeeState, LeaveChannel, LeaveKind, LeaveRequest, LeaveState
from staff.services import entitlements, leave, leave_facts, leave_rules, superiors
from staff.states import LEAVE

from .base import OwnPage
from .fields import DayField, MomentField, pk_of, select, wanted, words

SHOWN, LOOKED_AT = 40, 200
PURPOSE = "medical"


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Employee) -> str:
        return obj.name


class CertificateForm(forms.Form):
    certificate_from_on = DayField(label=_("证明从"))
    certificate_to_on = DayField(label=_("证明到"))
    certificate = forms.FileField(
        label=_("证明照片或 PDF"), required=False, help_text=_("只有本人和审批的上级能打开。")
    )

    def clean_certificate(self):
        upload = self.cleaned_data["certificate"]
        if upload:
            try:
                clean_document(upload)
            except DomainError as error:
                raise forms.ValidationError(str(error)) from error
            upload.seek(0)
        return upload


class AskForm(CertificateForm):
    """What a leave needs; for oneself unless a colleague is named."""

    kind = select(label=_("假别"), choices=LeaveKind.choices)
    starts_at = MomentField(label=_("从"))
    ends_at = MomentField(label=_("到"))
    reason = words(label=_("事由"))
    asks_acceptance = forms.BooleanField(
        label=_("请求认可"), required=False, help_text=_("没能按时提前请假时勾选；上级不认可按旷工处理。")
    )
    is_emergency = forms.BooleanField(
        label=_("急诊"), required=False, help_text=_("只用于病假：班前告诉班长即可，假条返岗第一天交。")
    )
    channel = select(label=_("申请方式"), choices=LeaveChannel.choices, initial=LeaveChannel.SELF)
    colleague = ColleagueField(
        Employee.objects.none(),
        label=_("替谁申请"),
        required=False,
        empty_label=_("本人"),
        widget=forms.Select(attrs={"class": "mall-input"}),
    )
    field_order = ("kind", "starts_at", "ends_at", "reason")

    def __init__(self, *args, asker: Employee | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["certificate_from_on"].required = self.fields["certificate_to_on"].required = False
        if asker:
            active = Employee.objects.filter(state=EmployeeState.ACTIVE).exclude(pk=asker.pk)
            near = active.filter(position__department=asker.department) | active.filter(superior=asker)
            self.fields["colleague"].queryset = near.order_by("number")

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("certificate_from_on"), cleaned.get("certificate_to_on")
        if bool(first) != bool(last):
            self.add_error("certificate_to_on", _("请把证明的开始和结束日期都填上。"))
        elif first and last < first:
            self.add_error("certificate_to_on", _("证明的结束日期要不早于开始日期。"))
        elif cleaned.get("certificate") and not first:
            self.add_error("certificate_from_on", _("请填写证明上的日期。"))
        return cleaned

    @property
    def folded(self) -> dict:
        """Fields that few need, in two folds."""
        return {
            "sick": [self[name] for name in ("is_emergency", *CertificateForm.base_fields)],
            "others": [self[name] for name in ("asks_acceptance", "channel", "colleague")],
        }

    @property
    def unfolded(self) -> set[str]:
        """The folds with something filled in or to put right; who comes too late is sent to one of them."""
        used = {*self.errors, *self.changed_data} if self.is_bound else set()
        if "starts_at" in self.errors:
            used.add("asks_acceptance")
        return {fold for fold, fields in self.folded.items() if used & {field.name for field in fields}}


def waiting_for(decider: Employee) -> list[LeaveRequest]:
    """Requests that ``decider`` may decide now, the soonest first."""
    now = timezone.now()
    asked = LeaveRequest.objects.filter(state=LeaveState.ASKED).exclude(employee=decider)
    near = asked.select_related(
        "employee__superior__superior", "employee__position__department__head"
    ).order_by("starts_at", "id")
    away = superiors.away_at(now)
    return [
        one for one in near[:LOOKED_AT] if decider in superiors.deciders_of(one.employee, now=now, away=away)
    ]


class LeaveListPage(OwnPage):
    """One's own leave, and what waits for one's decision."""

    name, path = "my_leave", "my/leave/"
    title, icon = _("请假"), "event_busy"
    words = _("申请、撤回、交假条；下属的请假也在这里批准。")
    template_name = "admin/own/leave_list.html"

    @classmethod
    def waiting(cls, employee):
        return [LeaveRequest.objects.filter(state=LeaveState.ASKED, employee__superior=employee)]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        own = LeaveRequest.objects.filter(employee=self.employee)
        return context | {"own": own[:SHOWN], "waiting_rows": waiting_for(self.employee)}


class LeaveAskPage(OwnPage):
    """The form; opened from a shift it is filled in for that shift."""

    name, path = "my_leave_ask", "my/leave/ask/"
    title = _("申请请假")
    template_name = "admin/own/leave_ask.html"
    acts = {"ask": AskForm}

    def form_context(self, act):
        asker = self.employee if self.request.user.is_authenticated else None
        duty = Duty.objects.filter(employee=asker, pk=pk_of(self.request, "duty")).first() if asker else None
        if duty is None:
            return {"asker": asker}
        times = {name: timezone.localtime(getattr(duty, name)) for name in ("starts_at", "ends_at")}
        return {"asker": asker, "initial": times}

    def ask(self, data):
        values = dict(data)
        upload = values.pop("certificate")
        days = values.pop("certificate_from_on"), values.pop("certificate_to_on")
        employee = values.pop("colleague") or self.employee
        self.made = leave.ask(
            actor=self.request.user, employee=employee, certificates=[days] if days[0] else [], **values
        )
        self.upload = upload
        return _("已提交，等上级批准；批准后才能休。")

    def done_url(self) -> str:
        _keep(self.request, self.made, self.upload)
        return f"{reverse('admin:my_leave_request')}?pk={self.made.pk}"


def _keep(request: HttpRequest, found: LeaveRequest, upload) -> None:
    """Store the certificate's file, outside any service; what is wrong with it is told."""
    if upload:
        with boundary.shown(request):
            store(actor=request.user, subject=found, purpose=PURPOSE, upload=upload)


class DecideForm(forms.Form):
    note = wanted(words(label=_("意见"), rows=2, required=False), _("（不批准的要写明理由）"))
    accepts_holes = forms.BooleanField(label=_("我知道批准后有空档，会另外安排"), required=False)


class LeaveRequestPage(OwnPage):
    """One request: what it is, what it does to the roster, and the next step of whoever looks."""

    name, path = "my_leave_request", "my/leave/request/"
    title = _("请假")
    template_name = "admin/own/leave.html"
    acts = {"approve": DecideForm, "refuse": DecideForm, "withdraw": forms.Form, "certify": CertificateForm}

    @cached_property
    def leave(self) -> LeaveRequest:
        """The request that the address names; 404 where it is neither one's own nor one's to decide."""
        rows = LeaveRequest.objects.select_related(
            "employee__user",
            "employee__superior",
            "employee__position__department__head",
            "decided_by__employee",
        )
        found = rows.filter(pk=pk_of(self.request, "pk")).first()
        if found is None:
            raise Http404
        self.is_mine = found.employee_id == self.employee.pk
        self.decides = self.employee in superiors.deciders_of(found.employee, now=timezone.now())
        is_known = self.is_mine or self.decides or found.asked_by_id == self.request.user.pk
        if not (is_known or self.request.user.has_perm("staff.view_leaverequest")):
            raise Http404
        return found

    def done_url(self) -> str:
        return f"{self.request.path}?pk={self.leave.pk}"

    def approve(self, data):
        leave.approve(
            actor=self.request.user,
            request=self.leave,
            accepts_holes=data["accepts_holes"],
            note=data["note"],
        )
        return _("已批准，班表上不再算在岗。")

    def refuse(self, data):
        leave.refuse(actor=self.request.user, request=self.leave, reason=data["note"])
        return _("已告诉申请人没有批准。")

    def withdraw(self, data):
        leave.withdraw(actor=self.request.user, request=self.leave)
        return _("已撤回。")

    def certify(self, data):
        leave.hand_in_certificate(
            actor=self.request.user,
            request=self.leave,
            from_on=data["certificate_from_on"],
            to_on=data["certificate_to_on"],
        )
        _keep(self.request, self.leave, data["certificate"])
        return _("证明已交。")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        found, now = self.leave, timezone.now()
        facts = leave_facts.of_request(found)
        is_asked = found.state == LeaveState.ASKED
        is_open = is_asked or found.state == LeaveState.APPROVED
        is_near = self.is_mine or self.decides
        return context | {
            "leave": found,
            "takes": entitlements.told(found.minutes),
            "beside": leave_facts.workdays_beside(facts) if is_asked else 0,
            "facts": facts,
            "exceptions": leave_rules.exceptions(facts) if is_asked else [],
            "effect": leave_facts.effect(found, now=now) if is_asked else None,
            "certificates": list(found.certificates.all()),
            "files": list(PrivateFile.objects.about(found)) if is_near else [],
            "may_decide": self.decides and is_asked,
            "decide_form": self.form_of("refuse" if self.act == "refuse" else "approve"),
            "may_certify": is_near and is_open and found.kind == LeaveKind.SICK,
            "may_withdraw": self.is_mine
            and LEAVE.allows(found.state, "withdraw")
            and (is_asked or found.starts_at > now),
            "decider": next(iter(superiors.deciders_of(found.employee, now=now)), None),
        }
