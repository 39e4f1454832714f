"""What a supervised shop's day came to."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.money import FenField

from .shops import Shop


class DailyReport(models.Model):
    """A day, in China, of a shop under strict supervision: made by the clock after it ended. (D8.3)"""

    named_with = ("shop",)

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="daily_reports", verbose_name=_("店铺"))
    day = models.DateField(_("日期"))
    orders = models.PositiveIntegerField(_("付款订单"), default=0)
    amount = FenField(_("付款金额"), default=0)
    shipped = models.PositiveIntegerField(_("发出包裹"), default=0)
    waiting = models.PositiveIntegerField(_("待发货"), default=0)
    late = models.PositiveIntegerField(_("逾期未发"), default=0)
    refunds = models.PositiveIntegerField(_("退款"), default=0)
    complaints = models.PositiveIntegerField(_("投诉"), default=0)
    low_reviews = models.PositiveIntegerField(_("低分评价"), default=0)
    cases = models.PositiveIntegerField(_("违规立案"), default=0)
    made_at = models.DateTimeField(_("生成时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("监管日报")
        ordering = ["-day", "shop"]
        constraints = [models.UniqueConstraint(fields=["shop", "day"], name="one_report_a_day")]

    def __str__(self) -> str:
        return f"{self.shop} {self.day}"
