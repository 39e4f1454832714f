"""How an order gets to its buyer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .trades import Order, OrderLine


class Shipment(models.Model):
    """A parcel that left, with carrier and tracking number. (B11.2)"""

    order = models.ForeignKey(Order, models.PROTECT, related_name="shipments", verbose_name=_("订单"))
    carrier = models.CharField(_("承运商"), max_length=40)
    tracking_number = models.CharField(_("运单号"), max_length=40)
    shipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发货人")
    )
    shipped_at = models.DateTimeField(_("发货时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("包裹")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "tracking_number", "order"], name="parcel_once")
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}"


class ShipmentLine(models.Model):
    """How many of a line are in a parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines", verbose_name=_("包裹"))
    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="shipment_lines", verbose_name=_("订单行")
    )
    quantity = models.PositiveIntegerField(_("数量"))

    class Meta:
        verbose_name = verbose_name_plural = _("包裹内容")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="line_once_a_parcel"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="parcel_line_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"


class Progress(models.Model):
    """What happened to an order, as its shopper reads it; pushed down here by whoever did it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="progress", verbose_name=_("订单"))
    step = models.CharField(_("环节"), max_length=40)
    text = models.CharField(_("说明"), max_length=200)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("订单进度")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["order", "at"], name="progress_order")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.step}"
