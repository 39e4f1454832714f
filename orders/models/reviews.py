"""What buyers say of what they received, and what the shop answers. Neither is ever altered or deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from mall.appendonly import append_only
from merchants.models import Shop

from .trades import OrderLine

STARS = range(1, 6)


class Review(models.Model):
    """A buyer's word on one line of a received order. Append-only: reviews aren't deleted. (B10)"""

    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="review", verbose_name=_("订单行"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("商品"))
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("店铺"))
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews", verbose_name=_("买家")
    )
    rating = models.PositiveSmallIntegerField(_("星级"))
    text = models.CharField(_("评价"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("评价时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("评价")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["product", "-id"], name="review_product"),
            models.Index(fields=["product", "rating", "-id"], name="review_product_rating"),
            models.Index(fields=["shop", "-id"], name="review_shop"),
            models.Index(fields=["written_at"], name="review_written"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="review_one_to_five")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.line_id} {self.rating}"


class Reply(models.Model):
    """The shop's one answer to a review. Append-only."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="reply", verbose_name=_("评价"))
    text = models.CharField(_("回复"), max_length=500)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("回复人")
    )
    written_at = models.DateTimeField(_("回复时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("评价回复")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.review_id)
