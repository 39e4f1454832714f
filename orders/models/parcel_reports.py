"""What buyers say is wrong with a parcel."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall.uploads.models import PrivateFile
from merchants.models import MemberRole

from .fulfilment import Cause, Shipment


class ParcelReport(models.Model):
    """That a parcel is missing or came broken, in the buyer's words, with photos that hang on it. (E15)"""

    named_with = ("shipment",)

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="reports", verbose_name=_("包裹"))
    cause = models.CharField(_("遇到的问题"), max_length=10, choices=Cause)
    words = models.CharField(_("情况说明"), max_length=300, blank=True)
    reported_at = models.DateTimeField(_("报告时间"), default=timezone.now)
    photos_deleted_at = models.DateTimeField(_("照片删除时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("包裹问题报告")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.shipment} {self.get_cause_display()}"

    def may_open(self, viewer, private: PrivateFile) -> bool:
        """The buyer, the shop's people who handle its parcels, and staff who decide: nobody else. (D7.3)"""
        order = self.shipment.order
        if order.buyer_id == viewer.pk:
            return True
        if viewer.is_staff:
            return viewer.has_perm("orders.change_shipment")
        members = order.shop.members.filter(user=viewer, role__in=(MemberRole.OWNER, MemberRole.ORDERS))
        return order.fulfilment == Fulfilment.MERCHANT and members.exists()
