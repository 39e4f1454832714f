"""The departments' register: what one's department has written down, new entries, and a month on one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from mall.rulebook import boundary
from mall.uploads.models import PrivateFile
from mall.uploads.services import store
from staff.entries import MOST, TYPES, EntryType, Field, type_of
from staff.models import Department, Employee, EmployeeState, Entry, EntryState, Level
from staff.services import entries
from staff.states import ENTRY

from .base import OwnPage
from .fields import INPUT, DayField, PrivateFileField, line, month_of, months_beside, pk_of, words

A_PAGE = 30


def field_of(field: Field) -> forms.Field:
    """How a field of a type is typed. Whatever is typed goes to the service, which says what is wrong."""
    more: dict[str, Any] = {"label": field.label, "required": False, "max_length": MOST[field.kind] + 200}
    if field.kind == "lines":
        return words(**more, rows=3)
    if field.kind == "choice":
        choices = [("", _("请选择")), *field.choices]
        return forms.ChoiceField(
            label=field.label, required=False, choices=choices, widget=forms.Select(attrs=INPUT)
        )
    kinds = {"day": {"type": "date"}, "money": {"inputmode": "decimal"}}
    return forms.CharField(**more, widget=forms.TextInput(attrs={**INPUT, **kinds.get(field.kind, {})}))


class TypedForm(forms.Form):
    """The fields of a type at one stage, filled with what is kept."""

    needs_all = True  # the rule of the type says what is missing, in its own words

    def __init__(
        self, *args, what: EntryType | None, closing: bool, kept: dict | None = None, due_on=None, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.what, self.closing, self.kept, self.due_on = what, closing, kept, due_on
        self.refusals: list[DomainError] = []
        self.asked = what.asked(closing=closing) if what else []
        for field in self.asked:
            self.fields[field.name] = field_of(field)
            if kept:
                self.fields[field.name].initial = field.typed(kept.get(field.name))

    def clean(self):
        """All at once, as the service would say it one by one."""
        data = super().clean()
        if self.what:
            due_on = data.get("due_on", self.due_on)
            kept = self.kept if self.closing else None
            self.refusals = entries.wrong_with(self.what, self.typed(), due_on=due_on, kept=kept)
        for error in self.refusals:
            field = error.field if error.field in self.fields else None
            if field is None or field not in self.errors:
                self.add_error(field, forms.ValidationError(boundary.words(error)))
        return data

    @property
    def typed_fields(self) -> list:
        return [self[field.name] for field in self.asked]

    def typed(self) -> dict[str, str]:
        return {field.name: self.cleaned_data.get(field.name, "") for field in self.asked}


class NewForm(TypedForm):
    title = line(label=_("标题"), max_length=120)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("部门"), widget=forms.Select(attrs=INPUT), empty_label=None
    )
    owner = forms.ModelChoiceField(
        Employee.objects.none(), label=_("经办人"), widget=forms.Select(attrs=INPUT), empty_label=None
    )
    due_on = DayField(label=_("办理期限"))
    level = forms.TypedChoiceField(
        label=_("密级"), coerce=int, choices=Level.choices, widget=forms.Select(attrs=INPUT)
    )
    file = PrivateFileField(label=_("附件"), required=False, help_text=_("PDF 或图片，按密级查阅。"))

    def __init__(self, *args, departments: list[Department], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(pk__in=[one.pk for one in departments])
        self.fields["owner"].queryset = Employee.objects.filter(state=EmployeeState.ACTIVE)

    def clean_due_on(self):
        if self.cleaned_data["due_on"] < timezone.localdate():
            raise forms.ValidationError(_("期限不能早于今天。"))
        return self.cleaned_data["due_on"]


class ReasonForm(forms.Form):
    reason = line(label=_("原因"), max_length=300, required=False)


class AttachForm(forms.Form):
    file = PrivateFileField(label=_("附件"))


class EntriesPage(OwnPage):
    """The register, narrowed by type, state and department."""

    name, path = "my_register", "my/register/"
    title, icon = _("部门工作登记"), "assignment"
    words = _("调研、计划、伙伴、规划、竞品、反馈、发布、缺陷和安全日志，一处登记。")
    template_name = "admin/own/register.html"

    @classmethod
    def waiting(cls, employee):
        return [Entry.objects.open().filter(owner=employee, due_on__lte=timezone.localdate())]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        asked = self.request.GET
        rows = Entry.objects.visible_to(self.request.user).select_related("department", "owner")
        kind, state, department = (
            asked.get("kind", ""),
            asked.get("state", "open"),
            pk_of(self.request, "department"),
        )
        if kind in TYPES:
            rows = rows.filter(kind=kind)
        if state in EntryState.values:
            rows = rows.filter(state=state)
        elif state != "all":
            rows = rows.open()
        if department:
            rows = rows.filter(department=department)
        page = Paginator(rows.order_by("due_on", "id"), A_PAGE).get_page(asked.get("page"))
        return context | {
            "page": page,
            "today": timezone.localdate(),
            "types": TYPES.values(),
            "chosen": {"kind": kind, "state": state, "department": department},
            "states": EntryState.choices,
            "departments": Department.objects.order_by("code"),
            "writes": entries.departments_of(self.request.user),
            "reads_report": entries.reported_to(self.request.user).exists(),
        }


class EntryNewPage(OwnPage):
    """A new entry of the type that the address names."""

    name, path = "my_entry_new", "my/register/new/"
    title = _("登记部门工作")
    template_name = "admin/own/entry_new.html"
    acts = {"open_entry": NewForm}

    @cached_property
    def what(self) -> EntryType:
        found = TYPES.get(self.request.GET.get("kind", ""))
        if found is None:
            found = next(iter(TYPES.values()))
        return found

    def form_context(self, act):
        known = self.request.user.is_authenticated and self.employee is not None
        departments = entries.departments_of(self.request.user) if known else []
        wanted = next((one for one in departments if one.code == self.what.department), None)
        initial = {"owner": self.employee, "department": wanted or next(iter(departments), None)}
        return {"what": self.what, "closing": False, "departments": departments, "initial": initial}

    def open_entry(self, data):
        about = {name: data[name] for name in ("title", "department", "owner", "due_on", "level")}
        self.made = entries.open_entry(
            actor=self.request.user, kind=self.what.kind, typed=self.posted.typed(), **about
        )
        _attach(self, self.made, data["file"])
        return _("已登记。")

    def done_url(self) -> str:
        return self.made.own_page

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"what": self.what, "types": TYPES.values()} if self.employee else context


class EntryPage(OwnPage):
    """One entry: what it says, its attachments, and its next step."""

    name, path = "my_entry", "my/register/entry/"
    title = _("部门工作登记")
    template_name = "admin/own/entry.html"
    acts = {
        "begin": forms.Form,
        "rewrite": TypedForm,
        "finish": TypedForm,
        "drop": ReasonForm,
        "attach": AttachForm,
    }

    @cached_property
    def entry(self) -> Entry:
        """The entry that the address names; 404 for whoever it isn't open to."""
        rows = Entry.objects.visible_to(self.request.user)
        rows = rows.select_related("department__head", "owner__user", "opened_by__employee")
        found = rows.filter(pk=pk_of(self.request, "pk")).first()
        if found is None:
            raise Http404
        return found

    def form_context(self, act):
        if act not in ("rewrite", "finish"):
            return {}
        known = self.request.user.is_authenticated and self.employee is not None
        what = type_of(self.entry.kind) if known else None
        return {
            "what": what,
            "closing": act == "finish",
            "kept": self.entry.data if known else None,
            "due_on": self.entry.due_on if known else None,
        }

    def done_url(self) -> str:
        return self.entry.own_page

    def begin(self, data):
        entries.begin(actor=self.request.user, entry=self.entry)

    def rewrite(self, data):
        entries.rewrite(actor=self.request.user, entry=self.entry, typed=self.posted.typed())
        return _("已保存。")

    def finish(self, data):
        entries.finish(actor=self.request.user, entry=self.entry, typed=self.posted.typed())
        return _("已办完。")

    def drop(self, data):
        entries.drop(actor=self.request.user, entry=self.entry, reason=data["reason"])
        return _("已放弃。")

    def attach(self, data):
        if not entries.may_work(self.request.user, self.entry):
            raise Http404
        _attach(self, self.entry, data["file"])
        return _("附件已存。")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        entry, what = self.entry, type_of(self.entry.kind)
        works = entries.may_work(self.request.user, entry)
        return context | {
            "title": entry.title,
            "entry": entry,
            "what": what,
            "today": timezone.localdate(),
            "facts": [
                (field.label, field.show(entry.data.get(field.name)))
                for field in what.fields
                if field.name in entry.data
            ],
            "files": list(PrivateFile.objects.about(entry).order_by("id")),
            "works": works,
            "may_begin": works and ENTRY.allows(entry.state, "begin"),
            "may_finish": works and ENTRY.allows(entry.state, "finish"),
        }


class EntryReportPage(OwnPage):
    """A department's month on one page, for its head; printed as it stands."""

    name, path = "my_entry_report", "my/register/report/"
    title = _("部门月报")
    template_name = "admin/own/entry_report.html"

    @cached_property
    def departments(self) -> list[Department]:
        return list(entries.reported_to(self.request.user))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None or not self.departments:
            return context
        wanted = pk_of(self.request, "department")
        department = next((one for one in self.departments if one.pk == wanted), None)
        if wanted and department is None:
            raise Http404
        department = department or self.departments[0]
        first_on, today = month_of(self.request), timezone.localdate()
        rows = Entry.objects.visible_to(self.request.user).filter(department=department)
        report, in_hand = entries.month_report(rows=rows, first_on=first_on, today=today)
        return context | {
            **months_beside(first_on),
            "department": department,
            "departments": self.departments,
            "report": report,
            "in_hand": in_hand,
            "today": today,
        }


def _attach(page: OwnPage, entry: Entry, upload) -> None:
    """Store an attachment, outside of any service; what is wrong with it is told."""
    if upload:
        with boundary.shown(page.request):
            store(actor=page.request.user, subject=entry, purpose=entries.PURPOSE, upload=upload)
