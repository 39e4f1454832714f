"""Carts: of a person, or of a browser until its person signs in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU
from mall.money import FenField

MAX_QUANTITY = 999


class Cart(models.Model):
    """One cart a person; ``token`` is the browser's until it is merged at the first look after sign-in."""

    lock_rank = "cart"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="cart", verbose_name=_("用户")
    )
    token = models.CharField(max_length=40, unique=True, null=True)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("购物车")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) ^ Q(token__isnull=False), name="cart_of_one_owner"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CartLine(models.Model):
    """A SKU in a cart, with the price at which it was put there, so that a change can be told. (E13)"""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines", verbose_name=_("购物车"))
    sku = models.ForeignKey(SKU, models.CASCADE, related_name="+", verbose_name=_("SKU"))
    quantity = models.PositiveIntegerField(_("数量"))
    selected = models.BooleanField(_("选中"), default=True)
    saved_for_later = models.BooleanField(_("以后再买"), default=False)
    seen_price = FenField(_("加入时的价格"))
    added_at = models.DateTimeField(_("加入时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("购物车行")
        ordering = ["-added_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "sku"], name="sku_once_a_cart"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity__lte=MAX_QUANTITY), name="cart_quantity_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cart_id}/{self.sku_id} × {self.quantity}"
