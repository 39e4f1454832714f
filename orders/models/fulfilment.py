"""How an order gets to its buyer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall.money import FenField

from .payments import Refund
from .trades import Order, OrderLine


class ShipmentState(models.TextChoices):
    ON_WAY = "on_way", _("运输中")
    ATTEMPTED = "attempted", _("派送未成功")
    REFUSED = "refused", _("已拒收")
    RETURNING = "returning", _("退回途中")
    RETURNED = "returned", _("已退回商家")
    REPORTED = "reported", _("待商家答复")
    LOST = "lost", _("丢失或损坏")
    DELIVERED = "delivered", _("已送达")
    CONTESTED = "contested", _("待商城裁定")


class ContestBy(models.TextChoices):
    """Who says that it wasn't so."""

    SHOP = "shop", _("商家")
    BUYER = "buyer", _("买家")


GOING_BACK = (ShipmentState.REFUSED, ShipmentState.RETURNING)


class Cause(models.TextChoices):
    """Why a parcel didn't reach its buyer as it should have; it decides who bears the cost. (E14-2)"""

    UNWANTED = "unwanted", _("不想要了")
    DAMAGED = "damaged", _("包装破损或商品损坏")
    WRONG = "wrong", _("送来的不是我订的商品")
    ABSENT = "absent", _("联系不上收件人")
    ADDRESS = "address", _("地址写错或不详")
    CARRIER = "carrier", _("商家或承运商的原因")
    MISSING = "missing", _("没有收到包裹")


class Condition(models.TextChoices):
    """How a parcel came back to its sender."""

    INTACT = "intact", _("完好，可以再卖")
    DAMAGED = "damaged", _("已损坏，不再上架")


class ShipmentQuerySet(models.QuerySet):
    def unsettled(self):
        """Parcels about which something is open: receipt isn't confirmed by itself meanwhile. (B11.3)"""
        return self.filter(
            state__in=(
                ShipmentState.ATTEMPTED,
                ShipmentState.REFUSED,
                ShipmentState.RETURNING,
                ShipmentState.REPORTED,
                ShipmentState.CONTESTED,
            )
        )

    def to_decide(self):
        """Parcels about which one side contests what the other says, until the mall has decided."""
        return self.filter(contested_at__isnull=False, decided_at=None)

    def for_staff(self):
        """What waits for the mall: its decisions, and its answers on parcels that the warehouse sent."""
        ours = self.filter(answer_due_at__isnull=False, order__fulfilment=Fulfilment.WAREHOUSE)
        return self.filter(
            pk__in=self.to_decide().order_by().values("pk").union(ours.order_by().values("pk"))
        )

    def going_back(self):
        return self.filter(state__in=GOING_BACK)

    def not_gone(self):
        """Parcels that the buyer has or may still get."""
        return self.exclude(state__in=(ShipmentState.RETURNED, ShipmentState.LOST))


class Shipment(models.Model):
    """A parcel that left, with carrier and tracking number, and what became of it. (B11.2, E14-2, E15)

    Its state is moved under its order's lock. ``answer_due_at`` is when the silence of who sent it decides.
    """

    lock_rank = "parcel"

    order = models.ForeignKey(Order, models.PROTECT, related_name="shipments", verbose_name=_("订单"))
    carrier = models.CharField(_("承运商"), max_length=40)
    tracking_number = models.CharField(_("运单号"), max_length=40)
    shipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发货人")
    )
    shipped_at = models.DateTimeField(_("发货时间"), default=timezone.now)
    state = models.CharField(_("状态"), max_length=10, choices=ShipmentState, default=ShipmentState.ON_WAY)
    cause = models.CharField(_("原因"), max_length=10, choices=Cause, blank=True)
    attempts = models.PositiveSmallIntegerField(_("派送失败次数"), default=0)
    answer_due_at = models.DateTimeField(_("商家答复期限"), null=True)
    failed_at = models.DateTimeField(_("上次派送失败"), null=True)
    delivered_at = models.DateTimeField(_("送达时间"), null=True)
    # When it was beyond doubt that the buyer has it: they said so, or the mall decided it.
    handed_over_at = models.DateTimeField(_("确认交到买家手里"), null=True)
    contested_by = models.CharField(_("提出争议的一方"), max_length=5, choices=ContestBy, blank=True)
    contested_at = models.DateTimeField(_("提出争议的时间"), null=True)
    contest = models.CharField(_("争议说明"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("裁定时间"), null=True)
    found_at = models.DateTimeField(_("商家查到的时间"), null=True)
    condition = models.CharField(_("退回时的状况"), max_length=10, choices=Condition, blank=True)
    # What its way back cost the buyer.
    charged = FenField(_("买家承担的退回运费"), default=0)
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="+", verbose_name=_("退款"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replacement", verbose_name=_("补发自")
    )

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("包裹")
        ordering = ["id"]
        # Also for the beginning of a number.
        indexes = [
            models.Index(fields=["tracking_number"], name="parcel_number", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=["contested_at"],
                name="parcel_to_decide",
                condition=models.Q(contested_at__isnull=False, decided_at=None),
            ),
            models.Index(
                fields=["answer_due_at"],
                name="parcel_to_answer",
                condition=models.Q(answer_due_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "tracking_number", "order"], name="parcel_once"),
            models.CheckConstraint(
                condition=models.Q(charged=0) | ~models.Q(cause=""), name="parcel_charged_for_a_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}"


class ShipmentLineQuerySet(models.QuerySet):
    def not_kept(self):
        """Pieces that came back or were lost, and weren't sent again."""
        return self.filter(
            shipment__state__in=(ShipmentState.RETURNED, ShipmentState.LOST), shipment__replacement=None
        )


class ShipmentLine(models.Model):
    """How many of a line are in a parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines", verbose_name=_("包裹"))
    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="shipment_lines", verbose_name=_("订单行")
    )
    quantity = models.PositiveIntegerField(_("数量"))

    objects = ShipmentLineQuerySet.as_manager()

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
