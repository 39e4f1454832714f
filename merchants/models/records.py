"""What a shopper may judge a shop by."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .shops import Shop


class ShopRecord(models.Model):
    """A shop's figures as they were counted last. Orders and cases are those of the window of E10. (E10)

    Later stages push them down in batches; a new shop has none until then. Cases are counted anew with each
    that is found to hold as well.
    """

    lock_rank = "shop"

    shop = models.OneToOneField(
        Shop, models.CASCADE, primary_key=True, related_name="record", verbose_name=_("店铺")
    )
    goods = models.PositiveIntegerField(_("在售商品"), default=0)
    paid_orders = models.PositiveIntegerField(_("付款订单"), default=0)
    late_orders = models.PositiveIntegerField(_("逾期发货订单"), default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(_("评价数"), default=0)
    complaints = models.PositiveIntegerField(_("投诉"), default=0)
    violations = models.PositiveIntegerField(_("认定的违规"), default=0)
    days = models.PositiveSmallIntegerField(_("统计天数"))
    counted_at = models.DateTimeField(_("统计时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("店铺记录")
        ordering = ["shop"]

    def __str__(self) -> str:
        return str(self.shop_id)

    @property
    def rating(self) -> float | None:
        """The average of 1 to 5 stars, to one decimal; None before the first review."""
        return round(self.rating_sum / self.rating_count, 1) if self.rating_count else None

    @property
    def punctuality(self) -> float | None:
        """The percentage of paid orders that weren't late, to one decimal, never rounded up to 100."""
        if not self.paid_orders:
            return None
        return (self.paid_orders - self.late_orders) * 1000 // self.paid_orders / 10
