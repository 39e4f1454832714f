"""Sheets of tracking numbers on their way into a shop's orders."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from merchants.models import Shop

from .fulfilment import Shipment
from .trades import Order


class SheetState(models.TextChoices):
    CHECKED = "checked", _("待确认")
    SHIPPING = "shipping", _("发货中")
    DONE = "done", _("已登记")


class DispatchSheetQuerySet(models.QuerySet):
    def for_shop(self, shop: Shop):
        return self.filter(shop=shop)


class DispatchSheet(models.Model):
    """A sheet of tracking numbers: checked when it comes in, and done once somebody has agreed. (B11.2)"""

    lock_rank = "import"

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("店铺"))
    state = models.CharField(_("状态"), max_length=10, choices=SheetState, default=SheetState.CHECKED)
    file_name = models.CharField(_("文件名"), max_length=200)
    blank = models.PositiveIntegerField(_("没有填运单号的行"), default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发货人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)
    started_at = models.DateTimeField(_("开始登记的时间"), null=True)
    finished_at = models.DateTimeField(_("登记完的时间"), null=True)

    objects = DispatchSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("运单号表格")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["shop", "-id"], name="dispatch_sheet_shop"),
            models.Index(fields=["started_at"], name="dispatch_sheet_open", condition=Q(state="shipping")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="checked") | Q(started_by__isnull=False, started_at__isnull=False),
                name="dispatch_sheet_started_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class DispatchRowQuerySet(models.QuerySet):
    def good(self):
        """What the check had nothing against."""
        return self.filter(problem="")

    def to_do(self):
        return self.good().filter(shipment=None, failure="")


class DispatchRow(models.Model):
    """A row of a sheet with what became of it: the parcel that left, or why none did.

    ``problem`` is what the check found, ``failure`` what stood in the way when it was done.
    """

    sheet = models.ForeignKey(DispatchSheet, models.CASCADE, related_name="rows", verbose_name=_("表格"))
    line = models.PositiveIntegerField(_("行"))
    number = models.CharField(_("订单号"), max_length=40)
    carrier = models.CharField(_("承运商"), max_length=80)
    tracking_number = models.CharField(_("运单号"), max_length=80)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+", verbose_name=_("订单"))
    problem = models.CharField(_("问题"), max_length=300, blank=True)
    warning = models.CharField(_("提示"), max_length=300, blank=True)
    failure = models.CharField(_("没有登记的原因"), max_length=300, blank=True)
    shipment = models.ForeignKey(
        Shipment, models.PROTECT, null=True, related_name="+", verbose_name=_("包裹")
    )

    objects = DispatchRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("运单号表格的行")
        ordering = ["line", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(problem="") | Q(order__isnull=False), name="good_row_has_order"
            ),
            models.CheckConstraint(
                condition=Q(shipment=None) | Q(problem="", failure=""), name="sent_row_has_no_problem"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.number}"

    @property
    def why_not(self) -> str:
        return self.problem or self.failure
