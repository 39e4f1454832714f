"""Sellable stock, the ledger that proves it, and what is reserved of it. (A8.1)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.subjects import SubjectQuerySet

from .goods import SKU


class Stock(models.Model):
    """The hot row of a SKU, apart from its description. ``on_hand`` is what the ledger sums to.

    available = max(0, on_hand - reserved). Only reserving is guarded: a posted shortage may push
    on_hand below reserved, which opens a shortfall and never fails.
    """

    lock_rank = "stock"

    sku = models.OneToOneField(
        SKU, models.CASCADE, primary_key=True, related_name="stock", verbose_name=_("SKU")
    )
    on_hand = models.IntegerField(_("在库"), default=0)
    reserved = models.PositiveIntegerField(_("已预留"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("可售库存")
        ordering = ["sku"]
        indexes = [
            models.Index(fields=["sku"], name="stock_shortfall", condition=Q(reserved__gt=F("on_hand"))),
            models.Index(fields=["sku"], name="stock_sold_out", condition=Q(reserved__gte=F("on_hand"))),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.on_hand} - {self.reserved}"

    @property
    def available(self) -> int:
        return max(0, self.on_hand - self.reserved)


class Place(models.TextChoices):
    """Where goods are, as far as the sellable ledger distinguishes."""

    SUPPLIER = "supplier", _("供货方")
    SHOP = "shop", _("商家库存")
    WAREHOUSE = "warehouse", _("商城仓库")
    CUSTOMER = "customer", _("顾客")
    DIFFERENCE = "difference", _("盘点差异")


STOCKED = (Place.SHOP, Place.WAREHOUSE)


class Movement(models.Model):
    """A movement of pieces between two places. Append-only; summed over stocked places it is ``on_hand``."""

    sku = models.ForeignKey(SKU, models.PROTECT, related_name="movements", verbose_name=_("SKU"))
    source = models.CharField(_("从"), max_length=12, choices=Place)
    target = models.CharField(_("到"), max_length=12, choices=Place)
    quantity = models.PositiveIntegerField(_("件数"))
    reason = models.CharField(_("原因"), max_length=200)
    subject_kind = models.CharField(_("单据类型"), max_length=80, blank=True)
    subject_id = models.BigIntegerField(_("单据编号"), null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("经手人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("库存流水")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["sku", "id"], name="movement_sku"),
            models.Index(fields=["subject_kind", "subject_id"], name="movement_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_moves_something"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="movement_between_two_places"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.sku_id} {self.source}→{self.target} {self.quantity}"


class ReservationState(models.TextChoices):
    HELD = "held", _("预留中")
    SHIPPED = "shipped", _("已发出")
    RELEASED = "released", _("已退回")


class Reservation(models.Model):
    """Pieces of a SKU promised to a holder (an order line); they fall with on_hand at dispatch."""

    sku = models.ForeignKey(SKU, models.PROTECT, related_name="reservations", verbose_name=_("SKU"))
    holder_kind = models.CharField(_("持有者类型"), max_length=80)
    holder_id = models.BigIntegerField(_("持有者编号"))
    quantity = models.PositiveIntegerField(_("件数"))
    shipped = models.PositiveIntegerField(_("已发件数"), default=0)
    state = models.CharField(
        _("状态"), max_length=10, choices=ReservationState, default=ReservationState.HELD
    )
    reserved_at = models.DateTimeField(_("预留时间"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("库存预留")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                # Of what is held: an order that a late payment revives reserves for the same lines again.
                fields=["holder_kind", "holder_id", "sku"],
                condition=Q(state=ReservationState.HELD),
                name="reserved_once_a_holder",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_holds_something"),
            models.CheckConstraint(
                condition=Q(shipped__lte=F("quantity")), name="ship_no_more_than_reserved"
            ),
        ]
        indexes = [models.Index(fields=["sku"], name="reservation_held", condition=Q(state="held"))]

    def __str__(self) -> str:
        return f"{self.sku_id} × {self.quantity}"
