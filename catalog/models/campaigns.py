"""What the front page shows at its top for a while."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.languages import in_reader_language
from merchants.models import Shop, ShopState

from .goods import Category, Product, ProductState

_TARGETS = (
    Q(category__isnull=False, product=None, shop=None, query=""),
    Q(category=None, product__isnull=False, shop=None, query=""),
    Q(category=None, product=None, shop__isnull=False, query=""),
    Q(category=None, product=None, shop=None) & ~Q(query=""),
)


class CampaignQuerySet(models.QuerySet):
    def shown(self, at: datetime):
        """Those of this moment that lead to something open, in their order."""
        return self.filter(
            Q(product=None) | Q(product__state=ProductState.ON_SALE, product__shop__state=ShopState.OPEN),
            Q(shop=None) | Q(shop__state=ShopState.OPEN),
            starts_at__lte=at,
            ends_at__gt=at,
        ).order_by("position", "id")


class Campaign(models.Model):
    """A picture with a few words that leads into the mall, shown between two times.

    It leads to a category, a product, a shop or a search: never to an address, so never out of the mall.
    """

    title = models.CharField(_("标题"), max_length=24)
    title_en = models.CharField(_("英文标题"), max_length=60, blank=True)
    words = models.CharField(_("说明"), max_length=60, blank=True)
    words_en = models.CharField(_("英文说明"), max_length=120, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("通往分类")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("通往商品")
    )
    shop = models.ForeignKey(
        Shop, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("通往店铺")
    )
    query = models.CharField(_("通往搜索词"), max_length=60, blank=True)
    picture = models.FileField(_("图片"), upload_to="campaigns/%Y/%m", max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("创建人"),
    )
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("首页活动")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=_TARGETS[0] | _TARGETS[1] | _TARGETS[2] | _TARGETS[3],
                name="campaign_leads_somewhere",
                violation_error_message=_("分类、商品、店铺、搜索词，请选填其中一个，并且只填一个。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="campaign_ends_after_start",
                violation_error_message=_("结束时间要晚于开始时间。"),
            ),
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="campaign_times")]

    def __str__(self) -> str:
        return self.title

    @property
    def heading(self) -> str:
        """The title in the reader's language."""
        return in_reader_language(self.title, self.title_en)

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return in_reader_language(self.words, self.words_en)

    @property
    def address(self) -> str:
        """Where it leads; needs ``category`` and ``shop`` at hand."""
        if self.category:
            return reverse("catalog:category", args=[self.category.slug])
        if self.product_id:
            return reverse("catalog:product", args=[self.product_id])
        if self.shop:
            return reverse("catalog:shop", args=[self.shop.slug])
        return reverse("catalog:search", query={"q": self.query})

    @property
    def file(self):
        """By the name under which templates know the file of any picture."""
        return self.picture
