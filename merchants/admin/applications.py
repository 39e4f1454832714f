"""Applications under review: each paper large beside what was typed from it."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StaffPage, StepPage
from mall.audit.services import record_look
from mall.errors import DomainError
from mall.money import parse_yuan, yuan
from mall.rulebook import boundary
from mall.signatures.services import chain
from merchants import rules
from merchants.models import Application
from merchants.services import documents, vetting
from merchants.states import APPLICATION

from .forms import ReasonForm

TONES = {
    "draft": "",
    "submitted": "warning",
    "more_asked": "info",
    "passed": "info",
    "approved": "success",
    "refused": "danger",
    "withdrawn": "",
}


class ReviewPage(StaffPage):
    """All of an application on one page; a verdict on a paper is one press. Looks are recorded. (G11.1)"""

    name, path = "merchants_application_review", "<int:pk>/review/"
    title = _("审核入驻申请")
    permission_required = "merchants.change_application"
    template_name = "merchants/admin_review.html"
    in_sidebar = False

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if self.has_permission():
            self.obj = Application.objects.filter(pk=kwargs["pk"]).select_related("applicant").first()
            if self.obj is None:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """A verdict on one paper of this application."""
        pk, verdict = request.POST.get("document", ""), request.POST.get("verdict", "")
        paper = self.obj.documents.filter(pk=pk).first() if pk.isascii() and pk.isdigit() else None
        if paper is None or verdict not in ("accept", "refuse", "ask_more"):
            raise Http404
        with boundary.shown(request) as outcome:
            reason = request.POST.get("reason", "")
            documents.judge(actor=request.user, document=paper, verdict=verdict, reason=reason)
        if outcome.ok:
            messages.success(request, f"{paper.get_type_display()}：{paper.get_state_display()}")
        return redirect(f"{reverse(f'admin:{self.name}', args=[self.obj.pk])}#paper-{paper.pk}")

    def get_context_data(self, **kwargs):
        record_look(
            viewer=self.request.user,
            subject=self.obj,
            fields=["person_name", "person_id", "holder", "account"],
            reason=str(_("审核入驻申请")),
        )
        papers = self.obj.documents.select_related("file").order_by("type")
        return super().get_context_data(
            application=self.obj,
            checks=vetting.checks(self.obj),
            papers=list(papers),
            signatures=chain(self.obj),
            steps=[
                {
                    "label": step.label,
                    "url": reverse(f"admin:{step.name}", args=[self.obj.pk]),
                    "is_grave": step.is_grave,
                    "reason": step.why_not_by(self.obj, self.request.user),
                }
                for step in STEPS
                if step.is_open_to(self.request.user) and step.is_lawful(self.obj)
            ],
            **kwargs,
        )


class ApplicationStep(StepPage):
    permission_required = "merchants.change_application"
    move = ""

    @classmethod
    def is_lawful(cls, obj: Application) -> bool:
        return APPLICATION.allows(obj.state, cls.move)

    def facts(self, obj):
        return [(check.label, check.words) for check in vetting.checks(obj)]

    def done_url(self):
        return reverse("admin:merchants_application_review", args=[self.obj.pk])


class PassPage(ApplicationStep):
    name, path, move = "merchants_application_pass", "<int:pk>/pass/", "pass"
    label, done = _("初审通过"), _("初审已签字，申请人会收到签署协议的通知。")
    explanation = _("您签字后，由另一位同事批准；同一人不能两次签字。")

    def act(self, *, actor, obj, data):
        vetting.pass_on(actor=actor, application=obj)


class DepositForm(forms.Form):
    amount = forms.CharField(label=_("金额（元）"), max_length=15, widget=UnfoldAdminTextInputWidget())
    reference = forms.CharField(label=_("保证金流水号"), max_length=60, widget=UnfoldAdminTextInputWidget())

    def clean_amount(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["amount"])
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class DepositPage(ApplicationStep):
    name, path = "merchants_application_deposit", "<int:pk>/deposit/"
    label, done = _("登记保证金"), _("保证金已登记。")
    form_class = DepositForm

    @classmethod
    def is_lawful(cls, obj):
        return obj.deposit is None and obj.state in ("submitted", "passed")

    def facts(self, obj):
        return [(_("应交（元）"), rules.APPROVAL.figure("deposit"))]

    def act(self, *, actor, obj, data):
        vetting.record_deposit(actor=actor, application=obj, **data)


class ApprovePage(ApplicationStep):
    name, path, move = "merchants_application_approve", "<int:pk>/approve/", "approve"
    label, done = _("批准开店"), _("已批准，店铺已开业。")
    explanation = _("第二位审核人签字。店铺马上开业，申请人成为店主，资质的期限开始计时。")

    @classmethod
    def why_not_by(cls, obj: Application, user) -> str:
        return vetting.why_not_approved_by(user, obj)

    def facts(self, obj):
        paid = yuan(obj.deposit) if obj.deposit is not None else _("还没有登记")
        return [*super().facts(obj), (_("保证金"), paid)]

    def act(self, *, actor, obj, data):
        vetting.approve(actor=actor, application=obj)


class AskMorePage(ApplicationStep):
    name, path, move = "merchants_application_ask_more", "<int:pk>/ask-more/", "ask_more"
    label, done = _("要求补充"), _("已退回申请人补充。")
    form_class = ReasonForm

    def act(self, *, actor, obj, data):
        vetting.ask_more(actor=actor, application=obj, reason=data["reason"])


class RefusePage(ApplicationStep):
    name, path, move = "merchants_application_refuse", "<int:pk>/refuse/", "refuse"
    label, done = _("不予通过"), _("申请已拒绝，申请人会看到原因。")
    form_class = ReasonForm
    is_grave = True

    def act(self, *, actor, obj, data):
        vetting.refuse(actor=actor, application=obj, reason=data["reason"])


STEPS = (PassPage, DepositPage, ApprovePage, AskMorePage, RefusePage)


class OpenReviewPage(StepPage):
    """The way from the document to its review."""

    name, path = "merchants_application_open_review", "<int:pk>/open-review/"
    permission_required = "merchants.change_application"
    label = _("审核材料")

    def get(self, request, *args, **kwargs):
        return redirect(reverse("admin:merchants_application_review", args=[self.obj.pk]))

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)


@admin.register(Application)
class ApplicationAdmin(ServiceAdmin):
    pages = (OpenReviewPage, ReviewPage, *STEPS)
    list_display = ("shown_name", "kind", "state_label", "round", "submitted_at")
    list_filter = ("state", "kind")
    search_fields = ("name", "slug", "=uscc")
    fields = ("name", "slug", "kind", "intro", "legal_name", "uscc", "state", "round", "remark")
    fields += ("deposit_yuan", "deposit_reference", "deposit_at", "shop", "submitted_at", "decided_at")
    readonly_fields = ("deposit_yuan",)

    @display(description=_("店名"), ordering="name")
    def shown_name(self, application: Application):
        return str(application)

    @display(description=_("保证金"))
    def deposit_yuan(self, application: Application):
        return yuan(application.deposit) if application.deposit is not None else "—"

    @display(description=_("状态"), ordering="state", label=TONES)
    def state_label(self, application: Application):
        return application.state, application.get_state_display()
