"""Grades of pay with their history, and social insurance: for who sees to pay. (G6.1, G6.2)"""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget

from mall.accounts.templatetags.mall import yuan
from mall.adminpages import StaffPage, StepPage, once
from staff.models import Employee, EmployeeState, Enrolment, PayGrade, PayPlacement, PayRate
from staff.services import benefits, pay_grades

from .money import InYuan, YuanField

PEOPLE_A_PAGE = 50


class GradeForm(forms.ModelForm):
    """A new grade comes with its first rate."""

    monthly = YuanField(label=_("月工资（元）"))
    from_on = forms.DateField(label=_("生效日期"), widget=UnfoldAdminDateWidget())


@admin.register(PayGrade)
class PayGradeAdmin(InYuan):
    form = GradeForm
    list_display = ("name", "code", "rates_told")
    search_fields = ("code", "name")
    fields = ("code", ("name", "name_en"), ("monthly", "from_on"))
    readonly_fields = ("rates_told",)

    def get_fields(self, request, obj=None):
        return ("code", ("name", "name_en"), "rates_told") if obj else self.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        # A grade that there is shows its rates; it takes others under "rates of grades".
        self.form = forms.ModelForm if obj else GradeForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("rates")

    def create(self, *, actor, data):
        return pay_grades.open_grade(actor=actor, **data)

    @admin.display(description=_("月工资"))
    @once
    def rates_told(self, grade: PayGrade) -> str:
        rates = sorted(grade.rates.all(), key=lambda rate: (rate.from_on, rate.pk), reverse=True)
        return " · ".join(f"{yuan(rate.monthly)}（{rate.from_on}）" for rate in rates[:6]) or "—"


@admin.register(PayRate)
class PayRateAdmin(InYuan):
    list_display = ("grade", "monthly_told", "from_on", "set_by")
    list_select_related = ("grade", "set_by")
    list_filter = ("grade",)
    fields = ("grade", "monthly", "from_on")

    def get_fields(self, request, obj=None):
        return ("grade", "monthly_told", "from_on", "set_by", "set_at") if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ("monthly_told", "set_by", "set_at")

    def create(self, *, actor, data):
        return pay_grades.set_rate(actor=actor, **data)

    @admin.display(description=_("月工资"), ordering="monthly")
    def monthly_told(self, rate: PayRate) -> str:
        return yuan(rate.monthly)


@admin.register(PayPlacement)
class PayPlacementAdmin(InYuan):
    list_display = ("whose", "grade", "from_on", "placed_by")
    list_select_related = ("grade", "employee", "position__department", "placed_by")
    list_filter = ("grade",)
    search_fields = ("employee__number", "employee__name", "position__title")
    autocomplete_fields = ("position", "employee")
    fields = ("position", "employee", "grade", "from_on")

    def get_fields(self, request, obj=None):
        return (*self.fields, "placed_by", "placed_at") if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ("placed_by", "placed_at")

    def create(self, *, actor, data):
        return pay_grades.place(actor=actor, **data)

    @admin.display(description=_("职位或员工"))
    def whose(self, placement: PayPlacement) -> str:
        return str(placement.employee or placement.position)


class EndForm(forms.Form):
    to_on = forms.DateField(label=_("最后一天"), widget=UnfoldAdminDateWidget())


class EndEnrolmentPage(StepPage):
    name, path = "staff_enrolment_end", "<int:pk>/end/"
    permission_required = "staff.change_enrolment"
    label, done = _("停止参保"), _("已登记停保。")
    is_grave = True
    form_class = EndForm

    @classmethod
    def is_lawful(cls, obj: Enrolment) -> bool:
        return obj.to_on is None

    def facts(self, obj: Enrolment) -> list:
        return [(_("起"), obj.from_on), (_("缴费基数"), yuan(obj.base))]

    def act(self, *, actor, obj, data):
        benefits.end(actor=actor, enrolment=obj, **data)


class BenefitsPage(StaffPage):
    """Everybody's insurance and annual leave at a glance."""

    name, path = "staff_enrolment_benefits", "overview/"
    permission_required = "staff.view_enrolment"
    title, icon = _("福利一览"), "volunteer_activism"
    template_name = "admin/staff/benefits.html"

    def get_context_data(self, **kwargs):
        people = Employee.objects.filter(state=EmployeeState.ACTIVE).order_by("number")
        page = Paginator(people, PEOPLE_A_PAGE).get_page(self.request.GET.get("page"))
        today = timezone.localdate()
        return super().get_context_data(
            page=page, rows=benefits.overview(list(page), today), year=today.year, **kwargs
        )


@admin.register(Enrolment)
class EnrolmentAdmin(InYuan):
    pages = (BenefitsPage, EndEnrolmentPage)
    list_display = ("employee", "kind", "base_told", "from_on", "to_on")
    list_select_related = ("employee",)
    list_filter = ("kind",)
    search_fields = ("employee__number", "employee__name")
    autocomplete_fields = ("employee",)
    fields = ("employee", "kind", "base", "from_on")

    def get_fields(self, request, obj=None):
        told = ("employee", "kind", "base_told", "from_on", "to_on", "enrolled_by", "enrolled_at")
        return told if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ("base_told", "to_on", "enrolled_by", "enrolled_at")

    def create(self, *, actor, data):
        return benefits.enrol(actor=actor, **data)

    @admin.display(description=_("缴费基数"), ordering="base")
    def base_told(self, enrolment: Enrolment) -> str:
        return yuan(enrolment.base)
