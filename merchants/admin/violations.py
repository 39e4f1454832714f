"""Cases against shops: reported here or by other apps, decided by another person."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage, once
from mall.uploads.models import PrivateFile
from merchants import rules
from merchants.models import Violation, ViolationState
from merchants.services import statements, violations
from merchants.states import VIOLATION
from merchants.violation_types import choices

from .facts import case_facts, statement_of, subject_of
from .forms import ReasonForm, files_of
from .sanctions import ImposeForCasePage, ReferPage


class DecidePage(StepPage):
    """All that a case is decided on, and what follows from the decision."""

    permission_required = "merchants.change_violation"
    form_class = ReasonForm
    template_name = "merchants/admin_decide.html"
    move = ""

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return VIOLATION.allows(obj.state, cls.move)

    def facts(self, obj: Violation):
        return case_facts(obj)

    def follows(self, obj: Violation) -> list:
        """What this decision does, in words."""
        return [_("店铺和举报人都会看到您写的理由。")]

    def obstacles(self, obj: Violation) -> list:
        """Why it can't be decided so by this person now, in words."""
        is_own = obj.reported_by_id == self.request.user.pk
        return [_("这起案件是您举报的，请交给另一位同事裁定。")] if is_own else []

    def get_context_data(self, **kwargs):
        shown = (
            {}
            if not self.is_open
            else {
                "follows": self.follows(self.obj),
                "obstacles": self.obstacles(self.obj),
                "evidence_url": reverse("admin:merchants_violation_evidence", args=[self.obj.pk]),
                "lacks_evidence": violations.lacks_evidence(self.obj),
            }
        )
        pictures = PrivateFile.objects.about(self.obj).filter(media_type__startswith="image/")
        return super().get_context_data(**shown, pictures=pictures.order_by("pk"), **kwargs)


class ConfirmPage(DecidePage):
    name, path, move = "merchants_violation_confirm", "<int:pk>/confirm/", "confirm"
    label, done, is_grave = _("认定"), _("案件已认定。"), True

    def follows(self, obj: Violation) -> list:
        what, days = violations.consequences(obj), rules.SHOP_RECORD.figure("window").days
        points = {"n": what.points, "days": days, "sum": what.score}
        words = [
            _("扣 %(n)d 分，近 %(days)d 天合计 %(sum)d 分。") % points
            if what.points
            else _("这类案件不扣分。")
        ]
        if what.suspension:
            term = {"n": what.suspension.days}
            words.append(_("店铺立即暂停营业 %(n)d 天：不接新订单，已有订单照常履行，到期自动恢复。") % term)
        words.append(_("店铺页上的违规次数加一。"))
        words.append(_("别的措施（警告、限制、监管、解约、封禁、移送）认定后在案件页另行决定。"))
        return [*words, *super().follows(obj)]

    def obstacles(self, obj: Violation) -> list:
        words = super().obstacles(obj)
        if violations.lacks_evidence(obj):
            words.append(_("这类案件要有证据才能认定：请先补充图片或文件。"))
        if until := statements.awaited_until(obj):
            at = date_format(timezone.localtime(until), "Y-m-d H:i")
            words.append(_("店铺可以陈述到 %(at)s；在它陈述或表示没有要说的之前，还不能认定。") % {"at": at})
        return words

    def act(self, *, actor, obj, data):
        violations.confirm(actor=actor, violation=obj, reason=data["reason"])


class DismissPage(DecidePage):
    name, path, move = "merchants_violation_dismiss", "<int:pk>/dismiss/", "dismiss"
    label, done = _("驳回"), _("案件已驳回。")

    def follows(self, obj: Violation) -> list:
        return [_("事实不成立：不扣分，不采取措施，不计入店铺的记录。"), *super().follows(obj)]

    def act(self, *, actor, obj, data):
        violations.dismiss(actor=actor, violation=obj, reason=data["reason"])


class EvidenceForm(forms.Form):
    file = forms.FileField(label=_("图片或 PDF"), widget=forms.FileInput(attrs={"class": "mall-file"}))


class EvidencePage(StepPage):
    """A picture or PDF for a case that is open."""

    name, path = "merchants_violation_evidence", "<int:pk>/evidence/"
    permission_required = "merchants.change_violation"
    label, done = _("补充证据"), _("证据已存入。")
    form_class = EvidenceForm
    template_name = "merchants/admin_upload.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if request.method == "POST":
            self.form = EvidenceForm(request.POST, request.FILES)

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return VIOLATION.allows(obj.state, "confirm")

    def facts(self, obj: Violation):
        return [(_("类型"), obj.title), (_("事实"), obj.facts), (_("证据"), files_of(obj))]

    def act(self, *, actor, obj, data):
        violations.add_evidence(actor=actor, violation=obj, upload=data["file"])


class CaseForm(forms.ModelForm):
    type = forms.ChoiceField(label=_("类型"), choices=choices, widget=UnfoldAdminSelectWidget())


@admin.register(Violation)
class ViolationAdmin(ServiceAdmin):
    pages = (ConfirmPage, DismissPage, EvidencePage, ImposeForCasePage, ReferPage)
    form = CaseForm
    list_display = ("shop", "type_label", "clause", "state_label", "reported_at", "statement_due_at")
    list_filter = ("state",)
    list_select_related = ("shop",)
    search_fields = ("shop__name", "=clause")
    autocomplete_fields = ("shop",)
    fields = ("shop", "type_label", "clause", "about", "facts", "evidence", "side", "state")
    fields += ("points", "finding", "decided_at", "reported_by", "reported_at")
    readonly_fields = ("type_label", "about", "evidence", "side")

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("shop", "type", "facts")

    @display(description=_("类型"))
    def type_label(self, violation: Violation):
        return violation.title

    @display(description=_("对象"))
    def about(self, violation: Violation):
        return subject_of(violation)

    @display(description=_("证据"))
    @once
    def evidence(self, violation: Violation):
        if not (EvidencePage.is_lawful(violation) and violations.lacks_evidence(violation)):
            return files_of(violation)
        url = reverse("admin:merchants_violation_evidence", args=[violation.pk])
        words = _("这类案件要有证据才能认定。")
        return format_html('{} <a href="{}">{}</a>', words, url, EvidencePage.label)

    @display(description=_("店铺的陈述"))
    def side(self, violation: Violation):
        return statement_of(violation)

    def create(self, *, actor, data):
        return violations.report(actor=actor, **data)

    @display(
        description=_("状态"),
        ordering="state",
        label={
            ViolationState.REPORTED: "warning",
            ViolationState.CONFIRMED: "danger",
            ViolationState.DISMISSED: "",
        },
    )
    def state_label(self, violation: Violation):
        return violation.state, violation.get_state_display()
