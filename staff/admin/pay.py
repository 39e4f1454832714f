"""The month's pay, for who sees to it: computed, looked at, approved by another, exported, paid. (G6.1)"""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from mall.accounts.templatetags.mall import yuan
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StaffPage, StepPage, once
from mall.rulebook import boundary
from mall.sheets import XLSX
from staff.models import PayRun, PayRunState, Payslip
from staff.payslips import shown
from staff.services import entitlements, pay_facts, pay_openings, pay_runs, pay_sheets
from staff.states import PAY_RUN

CONTENT = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


class MonthField(forms.DateField):
    """A month as the browser picks it; its value is the first of it."""

    def __init__(self, **options):
        widget = UnfoldAdminTextInputWidget(attrs={"type": "month", "placeholder": "2026-11"})
        super().__init__(widget=widget, input_formats=["%Y-%m"], **options)


class ComputeForm(forms.Form):
    first_on = MonthField(label=_("月份"))


class ComputePage(StaffPage):
    """Choose a month and compute it."""

    name, path = "staff_payrun_compute", "compute/"
    permission_required = "staff.add_payrun"
    title, icon = _("计算工资"), "calculate"
    template_name = "admin/staff/pay_compute.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        last = pay_facts.month_before(timezone.localdate().replace(day=1))
        posted = request.POST if request.method == "POST" else None
        self.form = ComputeForm(posted, initial={"first_on": f"{last:%Y-%m}"})

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=400)
        with boundary.shown(request, form=self.form) as outcome:
            run = pay_runs.compute(actor=request.user, first_on=self.form.cleaned_data["first_on"])
        if not outcome.ok:
            return self.render_to_response(self.get_context_data(), status=outcome.status)
        is_empty = not run.slips.exists()
        messages.success(
            request,
            _("已计算：和已批准的工资没有差别。") if is_empty else _("已计算，等另一位同事批准。"),
        )
        return redirect(reverse("admin:staff_payrun_change", args=[run.pk]))

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)


class RunStep(StepPage):
    permission_required = "staff.change_payrun"
    action = ""

    @classmethod
    def is_lawful(cls, obj: PayRun) -> bool:
        return PAY_RUN.allows(obj.state, cls.action)

    def facts(self, obj: PayRun) -> list:
        sums = totals(obj)
        return [
            (_("人数"), sums["people"]),
            (_("应发"), yuan(sums["earned"])),
            (_("扣除"), yuan(sums["deducted"])),
            (_("税前应付"), yuan(sums["net"])),
        ]


class RecomputePage(RunStep):
    name, path = "staff_payrun_recompute", "<int:pk>/recompute/"
    label, done = _("重新计算"), _("已重新计算。")
    explanation = _("按现在的考勤、请假、奖惩和参保记录重新计算整个草稿。")
    action = "approve"

    def act(self, *, actor, obj, data):
        pay_runs.recompute(actor=actor, run=obj)


class ApproveForm(forms.Form):
    accepts_open = forms.BooleanField(
        label=_("没办完的事我已知道，以后补发或冲销"), required=False, widget=UnfoldBooleanWidget()
    )


class ApprovePage(RunStep):
    name, path = "staff_payrun_approve", "<int:pk>/approve/"
    label, done = _("批准工资"), _("已批准，员工可以看自己的工资单了。")
    explanation = _("批准后不能再改，更正用冲销和补发。计算的人不能批准。")
    form_class = ApproveForm
    action = "approve"

    @classmethod
    def why_not_by(cls, obj: PayRun, user) -> str:
        if (days := pay_openings.days_to_go(obj.first_on, now=timezone.now())) > 0:
            return ngettext(
                "这个月还没过完，%(n)d 天后才能批准。", "这个月还没过完，%(n)d 天后才能批准。", days
            ) % {"n": days}
        if user.pk != obj.computed_by_id:
            return ""
        names = "、".join(one.name for one in pay_runs.approvers_of(obj))
        if not names:
            return _("这份工资是您计算的，要由另一位薪酬同事批准；现在没有别人能批准，请告诉人事。")
        return _("这份工资是您计算的，由另一位薪酬同事批准：%(names)s。") % {"names": names}

    def facts(self, obj: PayRun) -> list:
        found = pay_openings.open_items(obj.first_on, now=timezone.now())
        told = [
            (item.label, " · ".join(filter(None, [str(item.count), "、".join(item.names)]))) for item in found
        ]
        back = [(one.name, entitlements.told(minutes)) for one, minutes in pay_runs.leave_given_back(obj)]
        returned = [(_("退回年休假"), "；".join(" ".join(pair) for pair in back))] if back else []
        return [*super().facts(obj), *(told or [(_("没办完的事"), _("无"))]), *returned]

    def act(self, *, actor, obj, data):
        pay_runs.approve(actor=actor, run=obj, **data)

    def get_context_data(self, **kwargs):
        if not pay_openings.open_items(self.obj.first_on, now=timezone.now()):
            self.form.fields.pop("accepts_open", None)  # there is nothing to know of
        return super().get_context_data(**kwargs)


class PayPage(RunStep):
    name, path = "staff_payrun_pay", "<int:pk>/pay/"
    label, done = _("登记已发放"), _("已登记。")
    action = "pay"

    def act(self, *, actor, obj, data):
        pay_runs.mark_paid(actor=actor, run=obj)


class DiscardForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200, widget=UnfoldAdminTextInputWidget())


class DiscardPage(RunStep):
    name, path = "staff_payrun_discard", "<int:pk>/discard/"
    label, done = _("作废草稿"), _("草稿已作废。")
    form_class = DiscardForm
    is_grave = True
    action = "discard"

    def act(self, *, actor, obj, data):
        pay_runs.discard(actor=actor, run=obj, **data)


class ExportPage(StaffPage):
    """A settled month as a file."""

    name, path = "staff_payrun_export", "<int:pk>/export/<str:ending>/"
    permission_required = "staff.change_payrun"
    in_sidebar = False

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        run = PayRun.objects.filter(pk=kwargs["pk"]).first()
        if run is None or not run.is_settled or kwargs["ending"] not in CONTENT:
            raise Http404
        ending = kwargs["ending"]
        file = pay_sheets.export(actor=request.user, run=run, ending=ending)
        response = HttpResponse(file, content_type=CONTENT[ending])
        response["Content-Disposition"] = f'attachment; filename="pay-{run}.{ending}"'
        response["Cache-Control"] = "private, no-store"
        return response


def totals(run: PayRun) -> dict[str, int]:
    sums = run.slips.aggregate(
        people=Count("pk"),
        **{name: Sum(name, default=0) for name in ("earned", "deducted", "net", "employer")},
    )
    return dict(sums)


@admin.register(PayRun)
class PayRunAdmin(ServiceAdmin):
    pages = (ComputePage, ApprovePage, PayPage, RecomputePage, DiscardPage, ExportPage)
    list_display = ("month", "state_label", "computed_by", "approved_by", "approved_at")
    list_select_related = ("computed_by", "approved_by")
    list_filter = ("state",)
    fields = ("overview", "computed_by", "computed_at", "approved_by", "approved_at", "paid_by", "paid_at")
    readonly_fields = fields

    @display(
        description=_("状态"),
        ordering="state",
        label={
            PayRunState.DRAFT: "warning",
            PayRunState.APPROVED: "info",
            PayRunState.PAID: "success",
            PayRunState.DISCARDED: "",
        },
    )
    def state_label(self, run: PayRun):
        return run.state, run.get_state_display()

    @admin.display(description=_("月份"), ordering="first_on")
    def month(self, run: PayRun) -> str:
        return str(run)

    @admin.display(description=_("概览"))
    @once
    def overview(self, run: PayRun):
        is_draft = run.state == PayRunState.DRAFT
        open_items = pay_openings.open_items(run.first_on, now=timezone.now()) if is_draft else []
        context = {
            "run": run,
            "totals": totals(run),
            "open_items": open_items,
            "given_back": [
                (one, entitlements.told(minutes)) for one, minutes in pay_runs.leave_given_back(run)
            ],
        }
        return render_to_string("admin/staff/pay_overview.html", context)


@admin.register(Payslip)
class PayslipAdmin(ServiceAdmin):
    list_display = ("employee", "month", "earned_told", "deducted_told", "net_told")
    list_select_related = ("employee", "run")
    list_filter = ("run", "employee__position__department")
    search_fields = ("employee__number", "employee__name")
    fields = ("employee", "month", "slip_told")
    readonly_fields = fields

    @admin.display(description=_("月份"), ordering="run__first_on")
    def month(self, slip: Payslip) -> str:
        return f"{slip.run} · {slip.run.get_state_display()}"

    @admin.display(description=_("应发"), ordering="earned")
    def earned_told(self, slip: Payslip) -> str:
        return yuan(slip.earned)

    @admin.display(description=_("扣除"), ordering="deducted")
    def deducted_told(self, slip: Payslip) -> str:
        return yuan(slip.deducted)

    @admin.display(description=_("税前应付"), ordering="net")
    def net_told(self, slip: Payslip) -> str:
        return yuan(slip.net)

    @admin.display(description=_("明细"))
    @once
    def slip_told(self, slip: Payslip):
        return render_to_string("admin/own/payslip_lines.html", {"shown": shown(slip, own=False)})
