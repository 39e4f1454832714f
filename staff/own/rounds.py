"""Safety rounds: walked point by point on a phone, and findings until they are closed."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mall.digests import digest_of
from mall.rulebook import boundary
from mall.subjects import kind_of
from mall.uploads.models import PrivateFile
from mall.uploads.services import store
from staff.models import Employee, EmployeeState, Finding, Round, RoundState
from staff.services import findings, rounds

from .base import OwnPage, RowForm
from .fields import INPUT, DayField, PrivateFileField, line, pk_of, wanted, words

PURPOSE = "finding"
SHOWN = 30
WHERE_WRONG = _("（有问题时要填）")
PHOTO = {"accept": "image/*", "capture": "environment"}


class WalkForm(forms.Form):
    """For each point whether it was fine; where not, what was seen, a photo, who puts it right by when.

    Fields go by the point's words, not its place in the plan: an answer stays with what was looked at.
    """

    note = line(label=_("说明"), required=False, max_length=300)

    def __init__(self, *args, points: list[str], people: dict[str, Employee], due_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.points = {digest_of(point)[:12]: point for point in points}
        self.digest = digest_of(points)
        choices = [("", _("请选择")), *((pk, str(one)) for pk, one in people.items())]
        for key, point in self.points.items():
            self.fields[f"fine_{key}"] = forms.ChoiceField(
                label=point,
                choices=[("yes", _("正常")), ("no", _("有问题"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("请选一项。")},
            )
            self.fields[f"words_{key}"] = wanted(
                words(label=_("看到了什么"), rows=2, required=False), WHERE_WRONG
            )
            self.fields[f"photo_{key}"] = PrivateFileField(label=_("照片"), required=False, attrs=PHOTO)
            owner = forms.TypedChoiceField(
                choices=choices,
                coerce=people.get,
                empty_value=None,
                label=_("整改人"),
                required=False,
                widget=forms.Select(attrs=INPUT),
            )
            self.fields[f"owner_{key}"] = wanted(owner, WHERE_WRONG)
            self.fields[f"due_{key}"] = wanted(
                DayField(label=_("整改期限"), required=False, initial=due_on), WHERE_WRONG
            )

    @property
    def rows(self) -> list[dict]:
        return [
            {name: self[f"{name}_{key}"] for name in ("fine", "words", "photo", "owner", "due")}
            for key in self.points
        ]

    def clean(self):
        data = super().clean()
        if self.data.get("plan") != self.digest:
            self.add_error(None, rounds.PLAN_CHANGED)
        for key in self.points:
            if data.get(f"fine_{key}") == "no":
                for name, message in (
                    ("words", _("请写明看到了什么。")),
                    ("owner", _("请选整改人。")),
                    ("due", _("请填整改期限。")),
                ):
                    if not data.get(f"{name}_{key}") and f"{name}_{key}" not in self.errors:
                        self.add_error(f"{name}_{key}", message)
                if (due := data.get(f"due_{key}")) and due < timezone.localdate():
                    self.add_error(f"due_{key}", _("整改期限不能早于今天。"))
        return data

    def seen(self) -> list[rounds.Seen]:
        data = self.cleaned_data
        return [
            rounds.Seen(point)
            if data[f"fine_{key}"] == "yes"
            else rounds.Seen(point, data[f"words_{key}"], data[f"owner_{key}"], data[f"due_{key}"])
            for key, point in self.points.items()
        ]

    def photos(self) -> list:
        """Those of the points that weren't fine, in order."""
        data = self.cleaned_data
        return [data[f"photo_{key}"] for key in self.points if data[f"fine_{key}"] == "no"]


class FixForm(RowForm):
    note = words(label=_("怎样整改的"), rows=2)


class SendBackForm(RowForm):
    reason = line(label=_("还差什么"), max_length=300, required=False)
    due_on = DayField(label=_("新的期限"), required=False)


class MyRoundsPage(OwnPage):
    """Rounds to walk, findings to put right, findings to look at again."""

    name, path = "my_rounds", "my/rounds/"
    title, icon = _("安全巡查"), "health_and_safety"
    words = _("按计划巡查，记下隐患；整改自己的，复查别人的。")
    template_name = "admin/own/rounds.html"
    acts = {"fix": FixForm, "close": RowForm, "send_back": SendBackForm}

    @classmethod
    def waiting(cls, employee):
        soon = rounds.rounds_of(employee.user).filter(due_at__lte=timezone.now() + timedelta(days=1))
        return [findings.findings_of(employee.user), soon]

    def _finding(self, data) -> Finding:
        return self.own(findings.findings_of(self.request.user).distinct(), data["pk"])

    def fix(self, data):
        findings.fix(actor=self.request.user, finding=self._finding(data), note=data["note"])
        return _("已登记，等复查。")

    def close(self, data):
        findings.close(actor=self.request.user, finding=self._finding(data))
        return _("已销项。")

    def send_back(self, data):
        findings.send_back(
            actor=self.request.user,
            finding=self._finding(data),
            reason=data["reason"],
            due_on=data["due_on"] or findings.default_due(),
        )
        return _("已退回整改人。")

    def get_context_data(self, **kwargs):
        user = self.request.user
        found = list(findings.findings_of(user).distinct()[:SHOWN])
        files: dict[int, list[PrivateFile]] = {}
        kind = kind_of(Finding)
        for file in PrivateFile.objects.filter(subject_kind=kind, subject_id__in=[one.pk for one in found]):
            files.setdefault(file.subject_id, []).append(file)
        return super().get_context_data(
            now=timezone.now(),
            today=timezone.localdate(),
            rounds=list(rounds.rounds_of(user).distinct()[:SHOWN]),
            findings=[(one, files.get(one.pk, [])) for one in found],
            default_due=findings.default_due(),
            **kwargs,
        )


class RoundPage(OwnPage):
    """One round, walked point by point."""

    name, path = "my_round", "my/rounds/walk/"
    title = _("安全巡查")
    template_name = "admin/own/round.html"
    acts = {"walk": WalkForm}

    @cached_property
    def round(self) -> Round:
        """The round that the address names; 404 for whoever may not walk it."""
        rows = Round.objects.select_related("plan__department", "walked_by__employee")
        found = rows.filter(pk=pk_of(self.request, "pk")).first()
        if found is None or not rounds.may_walk(self.request.user, found.plan):
            raise Http404
        return found

    def form_context(self, act):
        known = self.request.user.is_authenticated and self.employee is not None
        active = Employee.objects.filter(state=EmployeeState.ACTIVE)
        return {
            "points": self.round.plan.point_list if known else [],
            "people": {str(one.pk): one for one in active} if known else {},
            "due_on": findings.default_due(),
        }

    def walk(self, data):
        _round, found = rounds.walk(
            actor=self.request.user, tour=self.round, seen=self.posted.seen(), note=data["note"]
        )
        for finding, photo in zip(found, self.posted.photos(), strict=True):
            if photo:
                with boundary.shown(self.request):
                    store(actor=self.request.user, subject=finding, purpose=PURPOSE, upload=photo)
        if found:
            return _("巡查已记下，%(n)d 处隐患已通知整改人。") % {"n": len(found)}
        return _("巡查已记下，一切正常。")

    def done_url(self) -> str:
        """The round as it was walked; the list shows the next one of the same plan."""
        return self.request.get_full_path()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        tour = self.round
        if tour.state == RoundState.DUE:
            return context | {"round": tour, "is_due": True}
        found = {one.point: one for one in tour.findings.select_related("owner")}
        return context | {
            "round": tour,
            "points": [(one["point"], found.get(one["point"])) for one in tour.points],
            "next": Round.objects.filter(plan=tour.plan_id, state=RoundState.DUE).first(),
        }
