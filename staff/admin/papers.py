"""The register of documents as far as one is cleared, and who is cleared for what."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from staff.models import Level, LevelGrant, Paper
from staff.own.papers import PaperPage
from staff.services import papers


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("收回原因"), max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class EndGrantPage(StepPage):
    name, path = "staff_levelgrant_end", "<int:pk>/end/"
    permission_required = "staff.change_levelgrant"
    label, done = _("收回授权"), _("已收回，立即失效。")
    is_grave = True
    form_class = EndForm

    @classmethod
    def is_lawful(cls, obj: LevelGrant) -> bool:
        return obj.ended_at is None

    def act(self, *, actor, obj, data):
        papers.end_grant(actor=actor, granted=obj, reason=data["reason"])


@admin.register(LevelGrant)
class LevelGrantAdmin(ServiceAdmin):
    pages = (EndGrantPage,)
    list_display = ("whom", "level", "reason", "granted_by", "granted_at", "ended_at")
    list_select_related = ("employee", "position__department", "granted_by")
    list_filter = ("level", "ended_at")
    autocomplete_fields = ("employee", "position")
    fields = ("employee", "position", "level", "reason", "granted_by", "granted_at", "ended_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:4]

    def create(self, *, actor, data):
        return papers.grant(actor=actor, **data)

    @admin.display(description=_("授给谁"))
    def whom(self, grant: LevelGrant) -> str:
        return str(grant.employee or grant.position)


@admin.register(Paper)
class PaperAdmin(ServiceAdmin):
    list_display = ("number", "title", "level_label", "department", "owner", "withdrawn_at")
    list_select_related = ("department", "owner")
    list_filter = ("level", "department")
    search_fields = ("number", "title")
    fields = ("number", "title", "level", "department", "owner", "registered_at", "withdrawn_at", "page")
    readonly_fields = ("page",)

    def get_queryset(self, request):
        rows = super().get_queryset(request)  # who may see none gets a 403 for any
        return rows.open_to(request.user) if self.has_view_permission(request) else rows

    @display(
        description=_("密级"),
        ordering="level",
        label={Level.CONFIDENTIAL: "warning", Level.SECRET: "danger"},
    )
    def level_label(self, paper: Paper):
        return paper.level, paper.get_level_display()

    @admin.display(description=_("版本与查阅记录"))
    def page(self, paper: Paper):
        return format_html('<a href="{}?pk={}">{}</a>', PaperPage.url(), paper.pk, _("打开"))
