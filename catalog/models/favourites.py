"""What a shopper has put aside to come back to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.money import FenField
from merchants.models import Shop

from .goods import Product


class FavouriteQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)


class Favourite(models.Model):
    """A product or a shop that somebody likes; ``seen_price`` is what the product cost when they said so."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites", verbose_name=_("用户")
    )
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="+", verbose_name=_("商品"))
    shop = models.ForeignKey(Shop, models.CASCADE, null=True, related_name="+", verbose_name=_("店铺"))
    seen_price = FenField(_("收藏时的价格"), default=0)
    added_at = models.DateTimeField(_("收藏时间"), default=timezone.now)

    objects = FavouriteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("收藏")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(product__isnull=False, shop__isnull=True)
                | Q(product__isnull=True, shop__isnull=False),
                name="favourite_is_one_thing",
            ),
            models.UniqueConstraint(fields=["user", "product"], name="favourite_product_once"),
            models.UniqueConstraint(fields=["user", "shop"], name="favourite_shop_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.product_id or self.shop_id}"
