"""Pages of one's own affairs (我的工作), for everybody who works here; each sees only what is their own.

They don't go by the permissions of a role: whose row it is decides. A page lists in ``acts`` what can be done
on it, an act's name with its form; a POST names its ``act`` and makes one service call: its method.
They stand outside ``admin/`` because the site as a whole lists them, before any model is registered.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from mall.adminpages import StaffPage
from mall.rulebook import boundary
from staff.models import Employee, EmployeeState

DONE = _("已办理。")
LARGEST_ID = 2**63 - 1


def text(**more) -> forms.CharField:
    return forms.CharField(widget=UnfoldAdminTextInputWidget(), **more)


def lines(*, rows: int = 3, **more) -> forms.CharField:
    return forms.CharField(widget=UnfoldAdminTextareaWidget(attrs={"rows": rows}), **more)


def choice(**more) -> forms.ChoiceField:
    return forms.ChoiceField(widget=UnfoldAdminSelectWidget(), **more)


def moment(**more) -> forms.DateTimeField:
    """A day and a time of it, as the browser picks them."""
    widget = forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "mall-input"}
    )
    return forms.DateTimeField(widget=widget, **more)


class RowForm(forms.Form):
    """An act on one row of a list on the page."""

    pk = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_ID)


class OwnPage(StaffPage):
    in_sidebar = False
    main_for = ""  # the role that works there all day: on their first page and in their sidebar
    words: Any = ""  # what the page is for, under its entry in the list
    acts: dict[str, type[forms.Form]] = {}

    @cached_property
    def employee(self) -> Employee | None:
        """Who asks, where they are on active service."""
        found = Employee.objects.select_related("position__department", "superior")
        return found.filter(user=self.request.user, state=EmployeeState.ACTIVE).first()

    @classmethod
    def is_for(cls, employee: Employee) -> bool:
        """Whether the page is listed for somebody on active service."""
        return True

    @classmethod
    def waiting(cls, employee: Employee) -> list[QuerySet]:
        """What on the page waits for ``employee``; the entries of all pages count theirs in one query."""
        return []

    @classmethod
    def also_waiting(cls, employee: Employee) -> int:
        """How much waits there that isn't in rows."""
        return 0

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.act = request.POST.get("act", "") if request.method == "POST" else ""
        self.posted = self.acts[self.act](**self.form_arguments(self.act)) if self.act in self.acts else None

    def form_arguments(self, act: str) -> dict[str, Any]:
        bound = {"data": self.request.POST, "files": self.request.FILES} if act == self.act else {}
        return {**bound, **self.form_context(act)}

    def form_context(self, act: str) -> dict[str, Any]:
        """What the form of ``act`` needs besides what was posted."""
        return {}

    def form_of(self, act: str) -> forms.Form:
        """The form as it was posted with its errors, or a fresh one."""
        if act == self.act and self.posted is not None:
            return self.posted
        return self.acts[act](**self.form_context(act))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.employee is None:
            raise PermissionDenied
        if self.posted is None:
            raise Http404
        if not self.posted.is_valid():
            # A form that asks a service's rules itself, to tell all at once, has them recorded all the same.
            for error in getattr(self.posted, "refusals", ()):
                boundary.record(error, actor=request.user, where=boundary.where_of(request))
            return self.render_to_response(self.get_context_data(), status=400)
        with boundary.shown(request, form=self.posted) as outcome:
            done = getattr(self, self.act)(self.posted.cleaned_data)
        if not outcome.ok:
            return self.render_to_response(self.get_context_data(), status=outcome.status)
        messages.success(request, done or DONE)
        return redirect(self.done_url())

    def done_url(self) -> str:
        return self.request.path

    def own(self, rows, pk: int):
        """The row of ``rows``, which are the person's own; 404 for any other."""
        found = rows.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "employee": self.employee,
                "words": self.words,
                "forms": {act: self.form_of(act) for act in self.acts},
                "refused": self.posted if self.posted is not None and self.posted.errors else None,
                "refused_act": self.act,
                **kwargs,
            }
        )
