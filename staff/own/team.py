"""A team's month as a table: holes shown ahead, a cell opens a small form, a month is edited at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from staff.models import Department, Duty, Employee, EmployeeState, RosterMonth, RosterState, ShiftKind
from staff.rosters import table_of
from staff.services import cover, months, roster

from .base import OwnPage
from .fields import INPUT, day_of, month_of, months_beside, pk_of

PEOPLE_A_PAGE = 50
MOST_HOLES, MOST_NAMES = 12, 24


def departments_of(user, employee: Employee) -> list[Department]:
    """Whose rosters somebody plans: HR all, a head their own, a superior those of who reports to them."""
    everywhere = user.has_perm("staff.change_employee") and user.has_perm("staff.change_duty")
    rows = Department.objects.all() if everywhere else Department.objects.filter(_led_by(user)).distinct()
    return list(rows.order_by("code"))


def _led_by(user) -> Q:
    return Q(head__user=user) | Q(positions__employees__superior__user=user)


class TeamForm(forms.Form):
    accepts_holes = forms.BooleanField(label=_("空档我已知道，另有安排"), required=False)


class Planned(OwnPage):
    """A page on a department's roster, for who plans it; 404 for others."""

    @cached_property
    def departments(self) -> list[Department]:
        return departments_of(self.request.user, self.employee) if self.employee else []

    @cached_property
    def department(self) -> Department | None:
        """The one that the address names, else one's own where one plans it, else the first."""
        wanted = pk_of(self.request, "department")
        if wanted:
            found = next((one for one in self.departments if one.pk == wanted), None)
            if found is None:
                raise Http404
            return found
        own = [one for one in self.departments if one == self.employee.department]
        return next(iter(own or self.departments), None)

    @cached_property
    def person(self) -> Employee:
        people = Employee.objects.filter(position__department__in=self.departments)
        found = people.filter(pk=pk_of(self.request, "employee")).first()
        if found is None:
            raise Http404
        return found

    def kinds(self, department: Department) -> list[ShiftKind]:
        ours = ShiftKind.objects.filter(is_in_use=True)
        return list(ours.filter(Q(department=None) | Q(department=department)))

    def team_url(self, day: date) -> str:
        query = urlencode({"department": self.person.position.department_id, "month": f"{day:%Y-%m}"})
        return f"{reverse('admin:team')}?{query}"


class TeamPage(Planned):
    name, path = "team", "team/"
    title, icon = _("团队班表"), "groups"
    words = _("整月排班、空档提醒、公布；点一格改一个班。")
    template_name = "admin/own/team.html"
    acts = {"generate": forms.Form, "publish": TeamForm}

    @classmethod
    def is_for(cls, employee):
        return bool(departments_of(employee.user, employee))

    @classmethod
    def also_waiting(cls, employee):
        """The holes ahead in the cover of the departments whose people answer to the person."""
        led = Department.objects.filter(_led_by(employee.user)).distinct()
        return sum(len(cover.holes_ahead(one)) for one in led)

    def _month(self) -> RosterMonth | None:
        first_on = month_of(self.request)
        return RosterMonth.objects.filter(department=self.department, first_on=first_on).first()

    def generate(self, data):
        if self.department is None:
            raise Http404
        made = months.generate(
            actor=self.request.user, department=self.department, first_on=month_of(self.request)
        )
        if made.skipped:
            return _("已生成 %(n)s 个班次；%(skipped)s 处因休息不足没有排，请手工补。") % {
                "n": made.duties,
                "skipped": len(made.skipped),
            }
        return _("已生成 %(n)s 个班次，公布后生效。") % {"n": made.duties}

    def publish(self, data):
        month = self._month()
        if month is None:
            raise Http404
        months.publish(actor=self.request.user, month=month, accepts_holes=data["accepts_holes"])
        return _("已公布，已告诉每个人。")

    def done_url(self) -> str:
        return self.request.get_full_path()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.department is None:
            return context
        first_on, now = month_of(self.request), timezone.now()
        people = Employee.objects.filter(
            position__department=self.department, state=EmployeeState.ACTIVE
        ).order_by("number")
        page = Paginator(people, PEOPLE_A_PAGE).get_page(self.request.GET.get("page"))
        month = self._month()
        holes = months.month_holes(month, now=now) if month else cover.holes_ahead(self.department, now=now)
        return context | {
            **months_beside(first_on),
            "department": self.department,
            "departments": self.departments,
            "page": page,
            "table": table_of(list(page), first_on, today=timezone.localdate()),
            "month": month,
            "is_draft": month is not None and month.state == RosterState.DRAFT,
            "may_generate": month is None or month.state == RosterState.DRAFT,
            "holes": holes[:MOST_HOLES],
            "holes_more": max(len(holes) - MOST_HOLES, 0),
            **_at_work(self.department, now),
        }


def _at_work(department: Department, now: datetime) -> dict:
    """The first names of who is on duty; of a large team the others are only counted."""
    there = cover.at_work(department, now).values_list("employee__number", "employee__name")
    names = [name for _number, name in sorted(set(there))]
    return {"on_duty": names[:MOST_NAMES], "on_duty_more": max(len(names) - MOST_NAMES, 0)}


class DayForm(forms.Form):
    kind = forms.ModelChoiceField(
        ShiftKind.objects.none(),
        label=_("班种"),
        required=False,
        empty_label=_("休息"),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("原因"), required=False, max_length=200, widget=forms.TextInput(attrs=INPUT)
    )
    accepts_holes = forms.BooleanField(label=_("空档我已知道，另有安排"), required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        if kinds is not None:
            self.fields["kind"].queryset = ShiftKind.objects.filter(pk__in=[kind.pk for kind in kinds])


class TeamDayPage(Planned):
    """One cell of the table: who, which day, which shift."""

    name, path = "team_day", "team/day/"
    title = _("改一个班")
    template_name = "admin/own/team_day.html"
    acts = {"change": DayForm}

    @cached_property
    def day(self) -> date:
        return day_of(self.request.GET.get("day"), timezone.localdate())

    @cached_property
    def current(self) -> Duty | None:
        return self.person.duties.filter(work_day=self.day).select_related("kind").first()

    def _is_closed(self) -> bool:
        """Whether approved leave leaves no room for any shift on the day."""
        kinds = self.kinds(self.person.department)
        return self.day in roster.closed_days(self.person, [self.day], kinds, {})

    def form_context(self, act):
        if not self.request.user.is_authenticated or self.employee is None:
            return {"kinds": None}
        duty = self.current
        return {
            "kinds": self.kinds(self.person.department),
            "initial": {"kind": duty.kind_id if duty else None},
        }

    def change(self, data):
        roster.set_day(
            actor=self.request.user,
            employee=self.person,
            day=self.day,
            kind=data["kind"],
            accepts_holes=data["accepts_holes"],
            reason=data["reason"],
        )
        return _("班表已改，已告诉本人。")

    def done_url(self) -> str:
        return self.team_url(self.day)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        return context | {
            "person": self.person,
            "day": self.day,
            "duty": self.current,
            "is_on_leave": self.current is not None and roster.is_on_leave(self.current),
            "is_closed": self.current is None and self._is_closed(),
            "team_url": self.team_url(self.day),
        }


class MonthForm(forms.Form):
    """A choice of shift for each day of a month; what approved leave closes stays as it is."""

    accepts_holes = forms.BooleanField(label=_("空档我已知道，另有安排"), required=False)

    def __init__(self, *args, first_on: date, kinds, duties, away, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.duties, self.away = duties, away
        choices = [("", _("休息")), *((kind.pk, str(kind)) for kind in kinds)]
        last = months.next_first(first_on) - timedelta(days=1)
        for n in range((last - first_on).days + 1):
            day = first_on + timedelta(days=n)
            if day <= today:
                continue
            self.fields[f"d{day}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                label=day,
                disabled=day in away,
                help_text=_("请假") if day in away else "",
                initial=duties[day].kind_id if day in duties else "",
                widget=forms.Select(attrs=INPUT),
            )

    @property
    def days(self) -> list:
        return [self[name] for name in self.fields if name != "accepts_holes"]

    def changed(self) -> dict[date, int | None]:
        """The days whose choice differs from what the roster has."""
        return {
            date.fromisoformat(name[1:]): int(self.cleaned_data[name]) if self.cleaned_data[name] else None
            for name in self.changed_data
            if name != "accepts_holes"
        }


class TeamPersonPage(Planned):
    """One person's month as a table of choices, saved together."""

    name, path = "team_person", "team/person/"
    title = _("改整月")
    template_name = "admin/own/team_person.html"
    acts = {"save": MonthForm}

    def form_context(self, act):
        empty = {"kinds": [], "duties": {}, "away": set()}
        known = self.request.user.is_authenticated and self.employee is not None
        if known:
            first, end = month_of(self.request), months.next_first(month_of(self.request))
            days = [first + timedelta(days=n) for n in range((end - first).days)]
            kinds = self.kinds(self.person.department)
            duties = {
                one.work_day: one for one in self.person.duties.filter(work_day__range=(first, days[-1]))
            }
            away = roster.closed_days(self.person, days, kinds, duties)
            empty = {"kinds": kinds, "duties": duties, "away": away}
        return {"first_on": month_of(self.request), "today": timezone.localdate(), **empty}

    def save(self, data):
        kinds = {kind.pk: kind for kind in self.kinds(self.person.department)}
        changed = {day: kinds.get(pk) for day, pk in self.posted.changed().items()}
        roster.set_days(
            actor=self.request.user,
            employee=self.person,
            days=changed,
            accepts_holes=data["accepts_holes"],
        )
        return _("已改 %(n)s 天，已告诉本人。") % {"n": len(changed)}

    def done_url(self) -> str:
        return self.team_url(month_of(self.request))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        return context | {
            **months_beside(month_of(self.request)),
            "person": self.person,
            "team_url": self.team_url(month_of(self.request)),
        }
