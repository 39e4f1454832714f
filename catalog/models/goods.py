"""Categories, products, SKUs, pictures and prices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.audit.histories import keeps_history
from mall.languages import in_reader_language, reads_english
from mall.money import FenField
from merchants.models import FreightTemplate, Shop, ShopState

_HAN = re.compile("[㐀-鿿]")


class Returns(models.TextChoices):
    """Whether a buyer may send goods back without a reason: yes, or why the law lets them not. (E19)"""

    SEVEN_DAYS = "seven_days", _("七天无理由退货")
    MADE_TO_ORDER = "made_to_order", _("定制商品，不支持无理由退货")
    PERISHABLE = "perishable", _("鲜活易腐商品，不支持无理由退货")
    OPENED_MEDIA = "opened_media", _("影音和软件拆封后不支持无理由退货")
    PERIODICAL = "periodical", _("已交付的报刊，不支持无理由退货")
    # Lawful only where the buyer has said yes to it for this very purchase.
    CONFIRMED = "confirmed", _("商品性质不宜退货，购买时由您确认")


class Category(models.Model):
    """A node of the category tree; goods hang on leaves only. (B5.2)"""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级分类")
    )
    slug = models.SlugField(_("网址名"), max_length=60, unique=True, allow_unicode=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    returns = models.CharField(_("无理由退货"), max_length=14, choices=Returns, default=Returns.SEVEN_DAYS)

    class Meta:
        verbose_name = verbose_name_plural = _("商品分类")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="category_name_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.name, self.name_en)


class Fact(NamedTuple):
    """An attribute as a reader meets it, and what of it is Chinese on a page that isn't."""

    name: str
    value: str
    is_name_chinese: bool = False
    is_value_chinese: bool = False


class ProductState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    ON_SALE = "on_sale", _("在售")
    OFF_SALE = "off_sale", _("已下架")
    TAKEN_DOWN = "taken_down", _("违规下架")
    # What ledgers still speak of and nobody finds: the listing of an import that was undone.
    REMOVED = "removed", _("已撤销")


ON_SALE = Q(state="on_sale")
# Dearest first reads the index of the prices backwards.
SHELF_ORDERS = {
    "newest": ["-on_sale_at", "-id"],
    "sales": ["-sales_count", "-id"],
    "price": ["price_from", "id"],
}


TOLD = (ProductState.ON_SALE, ProductState.OFF_SALE)


class ProductQuerySet(models.QuerySet):
    def on_sale(self):
        """What a shopper may buy: on sale in a shop that is open. (A7.1, D8.1)"""
        return self.filter(state=ProductState.ON_SALE, shop__state=ShopState.OPEN)

    def told(self):
        """What may be named to shoppers, sold or not: a reviewer has let its words through. (A7.1)"""
        return self.filter(state__in=TOLD)

    def for_shop(self, shop: Shop):
        return self.filter(shop=shop).exclude(state=ProductState.REMOVED)


@keeps_history(
    fields=[
        "category",
        "code",
        "name",
        "name_en",
        "subtitle",
        "brand",
        "origin",
        "unit",
        "keywords",
        "attributes",
        "description",
        "state",
    ],
    verbose_name=_("商品变更"),
)
class Product(models.Model):
    """A listing. What shoppers see is only what a reviewer let through. (A7.1, A7.2, B5.2)"""

    lock_rank = "product"

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="products", verbose_name=_("店铺"))
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("分类")
    )
    code = models.CharField(_("商品编号"), max_length=40)
    name = models.CharField(_("商品名称"), max_length=120)
    name_en = models.CharField(_("英文名"), max_length=120, blank=True)
    subtitle = models.CharField(_("简介"), max_length=200, blank=True)
    brand = models.CharField(_("品牌"), max_length=60, blank=True)
    origin = models.CharField(_("产地"), max_length=60, blank=True)
    unit = models.CharField(_("单位"), max_length=10, default="件")
    keywords = models.CharField(_("关键词"), max_length=200, blank=True)
    # Pairs [name, value], since jsonb forgets the order of an object's keys.
    attributes = models.JSONField(_("参数"), default=list, blank=True)
    # The order in which the specs' names are shown.
    spec_names = models.JSONField(_("规格名称"), default=list, blank=True)
    description = models.TextField(_("详情"), blank=True)
    # Empty: as the category says.
    returns = models.CharField(_("无理由退货"), max_length=14, choices=Returns, blank=True)
    # None: as the shop's default says. Not reviewed: what sending costs is the shop's own affair.
    freight_template = models.ForeignKey(
        FreightTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("运费模板"),
    )
    state = models.CharField(_("状态"), max_length=12, choices=ProductState, default=ProductState.DRAFT)
    problems = models.JSONField(_("待补内容"), default=list, blank=True)
    price_from = FenField(_("最低价"), default=0, editable=False)
    on_sale_at = models.DateTimeField(_("上架时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)
    version = models.PositiveIntegerField(default=1, editable=False)
    # What goods are found and filtered by, kept by ``catalog.search.index``.
    search = SearchVectorField(null=True, editable=False)
    pinyin = SearchVectorField(null=True, editable=False)
    facets = ArrayField(models.TextField(), default=list, editable=False)
    # If any spec can be bought; lags behind sales by one round of ``availability.sweep``.
    in_stock = models.BooleanField(_("有货"), default=False, editable=False)
    # Facts that later stages push down, in batches.
    sales_count = models.PositiveIntegerField(_("销量"), default=0, editable=False)
    rating_sum = models.PositiveIntegerField(default=0, editable=False)
    rating_count = models.PositiveIntegerField(_("评价数"), default=0, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("商品")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["shop", "code"], name="product_code_once_a_shop")]
        indexes = [
            # Each order of a shelf, within a category and over the whole mall; with the shop inside, so that
            # deep pages are read from the index alone.
            *(
                models.Index(
                    fields=["category", *order], include=["shop"], name=f"shelf_of_{name}", condition=ON_SALE
                )
                for name, order in SHELF_ORDERS.items()
            ),
            *(
                models.Index(
                    fields=order, include=["category", "shop"], name=f"shelf_by_{name}", condition=ON_SALE
                )
                for name, order in SHELF_ORDERS.items()
            ),
            models.Index(fields=["shop", "state", "-id"], name="product_shop_state"),
            # A shop's own page, by each of its orders.
            models.Index(fields=["shop", "-on_sale_at", "-id"], name="product_shop_new", condition=ON_SALE),
            models.Index(fields=["shop", "-sales_count", "-id"], name="product_shop_sold", condition=ON_SALE),
            models.Index(fields=["shop", "price_from", "id"], name="product_shop_price", condition=ON_SALE),
            models.Index(fields=["id"], name="product_submitted", condition=Q(state="submitted")),
            models.Index(fields=["id"], name="product_sold_out", condition=Q(in_stock=False)),
            GinIndex(fields=["search"], name="product_search"),
            GinIndex(fields=["pinyin"], name="product_pinyin"),
            GinIndex(fields=["facets"], name="product_facets"),
        ]
        permissions = [("review_product", _("可以审核商品"))]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language, where there is one."""
        return in_reader_language(self.name, self.name_en)

    @property
    def gist(self) -> str:
        """What those who only read the head of its page are told; the subtitle exists in Chinese alone."""
        return in_reader_language(self.subtitle, self.name_en)

    # What pages in English call its attributes: by name the English one, and of each choice the English.
    english: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType({})

    @property
    def facts(self) -> list[Fact]:
        """The attributes for a reader: each name once, with all its values; in English as far as known."""
        values: dict[str, list[str]] = {}
        for name, value in self.attributes:
            values.setdefault(name, []).append(value)
        return [self._fact(name, several) for name, several in values.items()]

    def _fact(self, name: str, values: list[str]) -> Fact:
        if not reads_english():
            return Fact(name, "、".join(values))
        name_en, choices = self.english.get(name, ("", {}))
        values_en = [choices.get(value, "") for value in values]
        return Fact(
            name_en or name,
            ", ".join(values_en) if all(values_en) else "、".join(values),
            is_name_chinese=not name_en,
            is_value_chinese=not all(values_en),
        )

    @property
    def is_described_in_chinese(self) -> bool:
        """Whether the shop's own words are Chinese, for a reader of English who is told so."""
        own = (self.description, self.subtitle, self.brand, self.origin, *self.spec_names)
        texts = (*own, *(text for pair in self.attributes for text in pair))
        return reads_english() and any(_HAN.search(text) for text in texts)

    @property
    def is_told(self) -> bool:
        """Whether it may be named to shoppers; what was taken down or is being rewritten may not. (A7.1)"""
        return self.state in TOLD

    @property
    def return_policy(self) -> str:
        """One of ``Returns``: the product's own, else its category's."""
        return self.returns or (self.category.returns if self.category else Returns.SEVEN_DAYS)

    @property
    def rating(self) -> float | None:
        """The average of 1 to 5 stars, to one decimal; None before the first review."""
        return round(self.rating_sum / self.rating_count, 1) if self.rating_count else None

    @property
    def initial(self) -> str:
        """The character that stands in for a picture: the first Han one of the name, where there is one."""
        return initial_of(self.name)


def initial_of(name: str) -> str:
    """The first Han character of ``name``, else its first of any kind."""
    return next((c for c in name if "\u4e00" <= c <= "\u9fff"), name[:1])


class Fulfilment(models.TextChoices):
    MERCHANT = "merchant", _("商家发货")
    WAREHOUSE = "warehouse", _("商城仓库发货")


class SKU(models.Model):
    """A spec of a product that can be bought. Prices are fen. (A7.2, D4.3)"""

    lock_rank = "product"
    named_with = ("product",)

    product = models.ForeignKey(Product, models.CASCADE, related_name="skus", verbose_name=_("商品"))
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("店铺"))
    code = models.CharField(_("SKU 编号"), max_length=60)
    spec = models.JSONField(_("规格"), default=dict)
    price = FenField(_("售价"))
    list_price = FenField(_("划线价"), null=True, blank=True)
    weight_grams = models.PositiveIntegerField(_("重量（克）"), default=0)
    fulfilment = models.CharField(_("发货方"), max_length=10, choices=Fulfilment, default=Fulfilment.MERCHANT)
    is_active = models.BooleanField(_("可售"), default=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("SKU")
        verbose_name_plural = _("SKU")
        ordering = ["product", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="sku_code_once_a_shop"),
            models.UniqueConstraint(fields=["product", "spec"], name="spec_once_a_product"),
            models.CheckConstraint(condition=Q(price__gt=0), name="sku_price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.spec_text}".strip()

    @property
    def spec_text(self) -> str:
        """The spec as a shopper reads it: its values, in the order of the product's spec names."""
        names = [name for name in self.product.spec_names if name in self.spec]
        names += [name for name in self.spec if name not in names]
        return " ".join(str(self.spec[name]) for name in names)


class Picture(models.Model):
    """A picture of a product: re-encoded, its size known so that pages don't shift. (B5.2)"""

    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures", verbose_name=_("商品"))
    file = models.FileField(_("图片"), upload_to="goods/%Y/%m", max_length=200)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(_("说明"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    digest = models.CharField("SHA-256", max_length=64, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("商品图片")
        ordering = ["product", "position", "id"]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.position}"


class PriceRecord(models.Model):
    """A price from a moment on; every price that was ever shown is here. Append-only. (D4.3)"""

    sku = models.ForeignKey(SKU, models.PROTECT, related_name="price_records", verbose_name=_("SKU"))
    price = FenField(_("售价"))
    list_price = FenField(_("划线价"), null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁改的")
    )
    at = models.DateTimeField(_("从何时起"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("价格记录")
        ordering = ["-id"]
        indexes = [models.Index(fields=["sku", "at"], name="price_record_sku")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.sku_id} {self.price}"
