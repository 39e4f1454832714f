"""Social insurance: who is enrolled in what, from when, and on which base. (G6.2)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.money import FenField

from .organisation import Employee


class InsuranceKind(models.TextChoices):
    PENSION = "pension", _("养老保险")
    MEDICAL = "medical", _("医疗和生育保险")
    UNEMPLOYMENT = "unemployment", _("失业保险")
    INJURY = "injury", _("工伤保险")
    HOUSING = "housing", _("住房公积金")


class Enrolment(models.Model):
    """A person is insured from ``from_on`` on a monthly ``base``, until ``to_on`` where there is one.

    The shares are figures of G6.2; another base is another enrolment, so that each month finds its own.
    """

    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="enrolments", verbose_name=_("员工"))
    kind = models.CharField(_("险种"), max_length=12, choices=InsuranceKind)
    base = FenField(_("缴费基数"))
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"), null=True, blank=True)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    enrolled_at = models.DateTimeField(_("登记时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("社会保险参保")
        ordering = ["employee__number", "kind", "-from_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="enrolment_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["employee", "kind"], condition=Q(to_on__isnull=True), name="enrolled_once_in_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.get_kind_display()}"
