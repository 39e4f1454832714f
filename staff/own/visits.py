"""Visitors: announced by whom they come to see, approved by another, let in and out at the door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staff.models import Area, Employee, EmployeeState, Visit, VisitState
from staff.services import gate, visits
from staff.states import VISIT

from .base import OwnPage, RowForm
from .fields import INPUT, MomentField, line, select, words

SHOWN, MOST_EXPECTED, MOST_NAMED = 12, 60, 6
USUAL = timedelta(hours=2)


class AnnounceForm(forms.Form):
    visitor_name = line(label=_("访客姓名"), max_length=40)
    phone = forms.CharField(
        label=_("手机号"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", **INPUT})
    )
    company = line(label=_("所属单位"), max_length=80, required=False)
    area = select(label=_("进入区域"), choices=Area.choices, initial=Area.OFFICE)
    planned_from_at = MomentField(label=_("预计到"))
    planned_to_at = MomentField(label=_("预计离开"))
    purpose = words(label=_("来访事由"), rows=2, max_length=300)
    identity = line(
        label=_("证件号码"),
        max_length=30,
        required=False,
        help_text=_("加密保存，页面上只显示后四位，180 天后删除。"),
    )


class HostField(forms.ModelChoiceField):
    """Whom somebody comes to see, under their department: at the door one knows whence rather than who."""

    def __init__(self, **options):
        super().__init__(Employee.objects.none(), widget=forms.Select(attrs=INPUT), **options)

    def offer(self, people: QuerySet[Employee]) -> None:
        self.queryset = people
        near = people.select_related("position__department")
        groups: dict[str, list] = {}
        for one in near.order_by("position__department__code", "number"):
            groups.setdefault(str(one.department), []).append((one.pk, f"{one.name} · {one.position.title}"))
        self.widget.choices = [("", self.empty_label), *groups.items()]


class WalkInForm(AnnounceForm):
    host = HostField(label=_("接待人"), empty_label=_("请选择"))
    field_order = ("visitor_name", "phone", "host")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].offer(Employee.objects.filter(state=EmployeeState.ACTIVE))


class ReasonForm(RowForm):
    reason = line(label=_("原因"), max_length=300, required=False)


class EnterForm(RowForm):
    escort = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("陪同人"),
        required=False,
        empty_label=_("请选择"),
        widget=forms.Select(attrs=INPUT),
    )
    bags = line(label=_("带了什么包"), max_length=200, required=False)
    bags_reason = line(label=_("带包的工作原因"), max_length=200, required=False)

    @property
    def has_bags(self) -> bool:
        """Whether something was said about bags, or is to be put right there."""
        return not {"bags", "bags_reason"}.isdisjoint([*self.errors, *self.changed_data])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        active = Employee.objects.filter(state=EmployeeState.ACTIVE)
        roles = gate.ESCORTS.values()
        self.fields["escort"].queryset = active.filter(position__role__name__in=roles)


class LeaveForm(RowForm):
    bags_checked = forms.BooleanField(label=_("包已检查"), required=False)


class MyVisitsPage(OwnPage):
    """One's own visitors, and those that wait for one's approval."""

    name, path = "my_visits", "my/visits/"
    title, icon = _("来访"), "badge"
    words = _("登记来找您的访客；需要您批准的来访也在这里。")
    template_name = "admin/own/visits.html"
    acts = {"announce": AnnounceForm, "approve": RowForm, "refuse": ReasonForm, "cancel": RowForm}

    @classmethod
    def waiting(cls, employee):
        return [visits.to_approve(employee.user)]

    def announce(self, data):
        visits.announce(actor=self.request.user, host=self.employee, **data)
        return _("已登记，批准后门岗放行。")

    def approve(self, data):
        visit = self.own(visits.to_approve(self.request.user), data["pk"])
        visits.approve(actor=self.request.user, visit=visit)
        return _("已批准，门岗可以放行。")

    def refuse(self, data):
        visit = self.own(visits.to_approve(self.request.user), data["pk"])
        visits.refuse(actor=self.request.user, visit=visit, reason=data["reason"])
        return _("已告诉接待人。")

    def cancel(self, data):
        visit = self.own(Visit.objects.filter(host=self.employee), data["pk"])
        visits.cancel(actor=self.request.user, visit=visit)
        return _("已取消。")

    def get_context_data(self, **kwargs):
        mine = Visit.objects.filter(host=self.employee).select_related("decided_by__employee", "escort")
        rows = [(one, VISIT.allows(one.state, "cancel")) for one in mine[:SHOWN]]
        waiting = list(visits.to_approve(self.request.user)[:SHOWN])
        return super().get_context_data(mine=rows, waiting_rows=waiting, now=timezone.now(), **kwargs)


class GatePage(OwnPage):
    """The door: who is expected, who is inside, in and out in two taps."""

    name, path = "gate", "gate/"
    title, icon = _("门岗"), "sensor_door"
    words = _("今天约了谁、谁在里面；登记进出。")
    permission_required = "staff.change_visit"
    main_for = visits.SECURITY
    template_name = "admin/own/gate.html"
    acts = {"enter": EnterForm, "leave": LeaveForm, "register": WalkInForm}

    @classmethod
    def is_for(cls, employee):
        return employee.user.has_perm(cls.permission_required)

    @classmethod
    def waiting(cls, employee):
        return [cls._expected()] if employee.user.has_perm(cls.permission_required) else []

    @staticmethod
    def _expected():
        """Whoever is let in today."""
        now = timezone.now()
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        today = Visit.objects.filter(planned_from_at__lt=midnight + timedelta(days=1), planned_to_at__gt=now)
        rows = today.filter(state__in=[VisitState.APPROVED, VisitState.ANNOUNCED])
        return rows.select_related("host__superior", "host__position__department__head").order_by(
            "planned_from_at", "id"
        )

    @staticmethod
    def _with_escorts(expected: Iterable[Visit]) -> list[tuple[Visit, list[Employee]]]:
        """Each with those who may walk beside them; one query for all."""
        by_role: dict[str, list[Employee]] = {}
        for one in EnterForm().fields["escort"].queryset.select_related("position__role"):
            by_role.setdefault(one.position.role.name, []).append(one)
        return [(one, by_role.get(gate.ESCORTS.get(one.area, ""), [])) for one in expected]

    def form_context(self, act):
        """Who comes unannounced stands at the door now, and stays two hours unless something else is said."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        if act != "register":
            return {}
        return {"initial": {"planned_from_at": now, "planned_to_at": now + USUAL}}

    def enter(self, data):
        visit = self.own(Visit.objects.all(), data.pop("pk"))
        gate.enter(actor=self.request.user, visit=visit, **data)
        return _("%(name)s 已登记进入。") % {"name": visit.visitor_name}

    def leave(self, data):
        visit = self.own(Visit.objects.all(), data["pk"])
        gate.leave(actor=self.request.user, visit=visit, bags_checked=data["bags_checked"])
        return _("%(name)s 已登记离开。") % {"name": visit.visitor_name}

    def register(self, data):
        visits.announce(actor=self.request.user, **data)
        return _("已登记，等上级或安保的其他同事批准后放行。")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        expected = list(self._expected()[:MOST_EXPECTED])
        approvable = visits.to_approve(self.request.user).filter(pk__in=[one.pk for one in expected])
        waiting = [one for one in expected if one.state == VisitState.ANNOUNCED]
        approvers = visits.present_approvers(waiting, now=timezone.now())
        for one in waiting:
            one.approvers = gettext("、").join(who.name for who in approvers[one.pk][:MOST_NAMED])
        wrong = self.posted.data.get("pk", "") if self.posted is not None and self.posted.errors else ""
        return context | {
            "now": timezone.now(),
            # All of them: in a fire this list is the head count.
            "inside": list(gate.inside()),
            "expected": self._with_escorts(expected),
            "approvable": set(approvable.values_list("pk", flat=True)),
            "refused_pk": int(wrong) if wrong.isascii() and wrong.isdigit() and len(wrong) < 16 else 0,
        }
