"""Duties and workflows: editions, who has acknowledged, who is reminded."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from mall.adminpages import ServiceAdmin, StaffPage, StepPage, once
from staff.models import HouseText, TextKind
from staff.services import texts


class EditionForm(forms.Form):
    body = forms.CharField(
        label=_("内容"), max_length=20_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 14})
    )
    body_en = forms.CharField(
        label=_("英文内容"),
        max_length=20_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("撤回原因"), max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class PublishPage(StepPage):
    name, path = "staff_housetext_publish", "<int:pk>/publish/"
    permission_required = "staff.change_housetext"
    label, done = _("发布新版"), _("新版已发布，要确认的人会收到通知。")
    explanation = _("发布后立即生效；要确认的守则，每个人重新确认一次。旧版留存。")
    form_class = EditionForm

    def dispatch(self, request, *args, **kwargs):
        if request.method == "GET" and self.has_permission():
            found = HouseText.objects.filter(pk=kwargs["pk"]).first()
            current = found.current if found else None
            if current:
                self.form = EditionForm(initial={"body": current.body, "body_en": current.body_en})
        return super().dispatch(request, *args, **kwargs)

    def act(self, *, actor, obj, data):
        texts.publish(actor=actor, text=obj, **data)


class WithdrawPage(StepPage):
    name, path = "staff_housetext_withdraw", "<int:pk>/withdraw/"
    permission_required = "staff.change_housetext"
    label, done = _("撤回现行版"), _("已撤回，前一版重新生效。")
    is_grave = True
    form_class = WithdrawForm

    @classmethod
    def is_lawful(cls, obj: HouseText) -> bool:
        return obj.current is not None

    def act(self, *, actor, obj, data):
        texts.withdraw(actor=actor, edition=obj.current, reason=data["reason"])


class OutstandingPage(StaffPage):
    """Who hasn't acknowledged which duty."""

    name, path = "staff_housetext_outstanding", "outstanding/"
    title, icon = _("未确认名单"), "pending_actions"
    permission_required = "staff.view_housetext"
    template_name = "admin/staff/outstanding.html"

    def get_context_data(self, **kwargs):
        rows = [
            (text, list(texts.outstanding(text)), texts.bound_by(text).count())
            for text in HouseText.objects.filter(kind=TextKind.DUTY)
        ]
        return super().get_context_data(rows=rows, **kwargs)


@admin.register(HouseText)
class HouseTextAdmin(ServiceAdmin):
    pages = (PublishPage, WithdrawPage, OutstandingPage)
    list_display = ("title", "kind", "audience", "clause", "in_force")
    list_filter = ("kind",)
    fields = ("code", "title", "title_en", "kind", "audience", "clause", "governs", "editions_told")
    readonly_fields = ("editions_told",)

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-1]

    def get_readonly_fields(self, request, obj=None):
        return tuple(name for name in self.fields if name != "governs") if obj else ()

    def create(self, *, actor, data):
        return texts.write(actor=actor, **data)

    def update(self, *, actor, obj, data, changed):
        texts.govern(actor=actor, text=obj, governs=data["governs"])

    @admin.display(description=_("现行版次"))
    def in_force(self, text: HouseText) -> str:
        current = text.current
        return f"{current.number} · {timezone.localdate(current.published_at)}" if current else "—"

    @admin.display(description=_("各版"))
    @once
    def editions_told(self, text: HouseText):
        rows = text.editions.select_related("withdrawal", "published_by")
        return (
            format_html_join(
                "",
                "<div>{} · {} · {} · {}{}</div>",
                (
                    (
                        row.number,
                        f"{timezone.localtime(row.published_at):%F %H:%M}",
                        row.published_by or _("商城"),
                        row.digest[:12],
                        f" · {_('已撤回')}：{row.withdrawal.reason}" if hasattr(row, "withdrawal") else "",
                    )
                    for row in rows
                ),
            )
            or "—"
        )
