"""When a shop rests: closed to new orders from one time to another, by its own wish."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .shops import Shop


class HolidayState(models.TextChoices):
    PLANNED = "planned", _("待开始")
    CURRENT = "current", _("休息中")
    OVER = "over", _("已恢复")
    CANCELLED = "cancelled", _("已取消")


class Holiday(models.Model):
    """A shop takes no new orders from ``from_at`` to ``until_at``, and says why in ``words``. (D8.1)

    Orders placed before go on. While it lasts, the shop's row carries its end and its words.
    """

    lock_rank = "shop"
    named_with = ("shop",)

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="holidays", verbose_name=_("店铺"))
    from_at = models.DateTimeField(_("休息从"))
    until_at = models.DateTimeField(_("恢复营业"))
    words = models.CharField(_("给买家的话"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=HolidayState, default=HolidayState.PLANNED)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("安排人")
    )
    planned_at = models.DateTimeField(_("安排时间"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("店铺休息")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="holiday_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["shop"], condition=Q(state__in=["planned", "current"]), name="one_holiday_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.shop)
