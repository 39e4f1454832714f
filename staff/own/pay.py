"""What somebody is paid and has besides: their own slips, insurance and annual leave. (G6.1, G6.2)"""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Enrolment, PayRate, Payslip
from staff.models.pay import SETTLED
from staff.payslips import shown
from staff.reckoning import Span
from staff.services import benefits, pay_grades

from .base import OwnPage
from .fields import pk_of

SHOWN = 24


class MyPayPage(OwnPage):
    name, path = "my_pay", "my/pay/"
    title, icon = _("我的薪酬与福利"), "payments"
    words = _("每月工资单逐项有据；社会保险和年休假也在这里。")
    template_name = "admin/own/pay.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        today = timezone.localdate()
        slips = Payslip.objects.filter(employee=self.employee, run__state__in=SETTLED)
        return context | {
            "slips": slips.select_related("run")[:SHOWN],
            "shares": benefits.shares_of(self.employee, today),
            "ended": Enrolment.objects.filter(employee=self.employee, to_on__lt=today)[:SHOWN],
            "grades": _anchored(pay_grades.history_of(self.employee, today)),
            "annual": benefits.annual_of(self.employee, today.year),
            "year": today.year,
        }


def _anchored(history: list[tuple[PayRate, Span]]) -> list[tuple[PayRate, Span, bool]]:
    """With each whether a payslip's link leads there: to the latest time that one was paid by the rate."""
    latest = {rate.pk: span for rate, span in reversed(history)}
    return [(rate, span, latest[rate.pk] is span) for rate, span in history]


class MyPayslipPage(OwnPage):
    """One slip of one's own; a draft isn't there yet, and another's never is."""

    name, path = "my_payslip", "my/pay/slip/"
    title = pgettext_lazy("one", "工资单")
    template_name = "admin/own/payslip.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        own = Payslip.objects.filter(employee=self.employee, run__state__in=SETTLED)
        slip = own.filter(pk=pk_of(self.request, "pk")).select_related("run", "employee").first()
        if slip is None:
            raise Http404
        return context | {"shown": shown(slip, own=True), "title": f"{self.title} {slip.run}"}
