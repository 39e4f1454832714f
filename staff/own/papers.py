"""Documents up to the person's clearance: opened, registered, and for owner and security who opened them."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mall.rulebook import boundary
from mall.uploads.services import store, written
from staff.models import Department, Employee, EmployeeState, LevelGrant, Paper
from staff.models.papers import Level
from staff.services import papers

from .base import OwnPage
from .fields import INPUT, PrivateFileField, line, pk_of

A_PAGE, LOOKS = 30, 50


def at_level(**more) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(coerce=int, choices=Level.choices, widget=forms.Select(attrs=INPUT), **more)


class RegisterForm(forms.Form):
    number = line(label=_("文件编号"), max_length=40)
    title = line(label=_("标题"), max_length=120)
    level = at_level(label=_("密级"))
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("部门"), widget=forms.Select(attrs=INPUT), empty_label=_("请选择")
    )
    owner = forms.ModelChoiceField(
        Employee.objects.filter(state=EmployeeState.ACTIVE),
        label=_("文件负责人"),
        widget=forms.Select(attrs=INPUT),
        empty_label=_("请选择"),
    )
    file = PrivateFileField(label=_("文件"), help_text=_("PDF 或图片。"))


class VersionForm(forms.Form):
    note = line(label=_("改了什么"), max_length=300, required=False)
    file = PrivateFileField(label=_("文件"), help_text=_("PDF 或图片。"))


class ReasonForm(forms.Form):
    reason = line(label=_("原因"), max_length=300)


class ClassifyForm(ReasonForm):
    level = at_level(label=_("密级"))


class MyPapersPage(OwnPage):
    """The register, as far as the person is cleared."""

    name, path = "my_papers", "my/papers/"
    title, icon = _("公司文件"), "folder_managed"
    words = _("按密级查阅公司文件；每次打开都有记录。")
    template_name = "admin/own/papers.html"
    acts = {"register": RegisterForm}

    def register(self, data):
        if not self.request.user.has_perm("staff.add_paper"):
            raise Http404
        with written(purpose=papers.PURPOSE, upload=data.pop("file")) as file:
            self.made = papers.register(actor=self.request.user, file=file, **data)
        return _("文件已登记。")

    def done_url(self) -> str:
        return f"{reverse('admin:my_paper')}?pk={self.made.pk}"

    def get_context_data(self, **kwargs):
        user = self.request.user
        level = LevelGrant.objects.level_of(user)
        rows = Paper.objects.open_to(user).filter(withdrawn_at=None).select_related("department", "owner")
        return super().get_context_data(
            page=Paginator(rows, A_PAGE).get_page(self.request.GET.get("page")),
            level=Level(level).label if level else "",
            may_register=user.has_perm("staff.add_paper"),
            **kwargs,
        )


class PaperPage(OwnPage):
    """One document: its versions, and for its owner and security who opened them."""

    name, path = "my_paper", "my/papers/paper/"
    title = _("公司文件")
    template_name = "admin/own/paper.html"
    acts = {"add_version": VersionForm, "classify": ClassifyForm, "withdraw": ReasonForm}

    @cached_property
    def paper(self) -> Paper:
        """The document that the address names; 404 for whoever is neither cleared for it nor audits it."""
        user = self.request.user
        rows = Paper.objects.select_related("owner__user", "department")
        found = rows.filter(pk=pk_of(self.request, "pk")).first()
        if found is None:
            raise Http404
        self.is_cleared = LevelGrant.objects.level_of(user) >= found.level
        if not (self.is_cleared or papers.may_audit(user, found)):
            raise Http404
        return found

    def done_url(self) -> str:
        return f"{self.request.path}?pk={self.paper.pk}"

    def add_version(self, data):
        user = self.request.user
        version = papers.add_version(actor=user, paper=self.paper, note=data["note"])
        with boundary.shown(self.request):
            store(actor=user, subject=version, purpose=papers.PURPOSE, upload=data["file"])
        return _("新版本已登记。")

    def classify(self, data):
        papers.classify(actor=self.request.user, paper=self.paper, **data)
        return _("密级已更改。")

    def withdraw(self, data):
        papers.withdraw(actor=self.request.user, paper=self.paper, reason=data["reason"])
        return _("文件已停用。")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        paper, user = self.paper, self.request.user
        audits = papers.may_audit(user, paper)
        return context | {
            "title": paper.title,
            "paper": paper,
            "versions": papers.files_of(paper),
            "is_cleared": self.is_cleared,
            "may_keep": self.is_cleared and papers.may_keep(user, paper),
            "audits": audits,
            "looks": list(papers.openings_of(paper)[:LOOKS]) if audits else [],
        }
