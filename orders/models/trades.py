"""A trade is what a shopper pays once; it splits into one order per shop and fulfilment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, Category, Fulfilment
from mall.crypto import EncryptedTextField
from mall.languages import in_reader_language
from mall.money import FenField
from merchants.models import Shop


class TradeState(models.TextChoices):
    UNPAID = "unpaid", _("待付款")
    PAID = "paid", _("已付款")
    CLOSED = "closed", _("已关闭")


class Trade(models.Model):
    """What is paid in one go. ``number`` is what people see; it can't be counted through."""

    lock_rank = "trade"

    number = models.CharField(_("交易号"), max_length=24, unique=True)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="trades", verbose_name=_("买家")
    )
    state = models.CharField(_("状态"), max_length=10, choices=TradeState, default=TradeState.UNPAID)
    total = FenField(_("应付"))
    placed_at = models.DateTimeField(_("下单时间"), default=timezone.now)
    pay_by = models.DateTimeField(_("付款期限"))
    paid_at = models.DateTimeField(_("付款时间"), null=True)
    closed_at = models.DateTimeField(_("关闭时间"), null=True)
    # The shopper who didn't want it any more; empty where the term ran out.
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("取消人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("交易")
        ordering = ["-id"]
        indexes = [models.Index(fields=["buyer", "-id"], name="trade_buyer")]

    def __str__(self) -> str:
        return self.number


class OrderState(models.TextChoices):
    UNPAID = "unpaid", _("待付款")
    PAID = "paid", _("待发货")
    SHIPPED = "shipped", _("待收货")
    COMPLETED = "completed", _("已完成")
    CANCELLED = "cancelled", _("已取消")


class OrderQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(buyer=user)

    def for_shop(self, shop: Shop):
        """A shop sees what has been paid; an unpaid order is the shopper's own affair."""
        return self.filter(shop=shop).exclude(state=OrderState.UNPAID).exclude(paid_at=None)

    def searched(self, query: str):
        """Orders whose number begins with ``query`` or whose goods have it in either name; all for ''.

        It looks at each, so it is for the orders of one person; ``orders.finding`` searches those of a shop
        and of all.
        """
        if not query:
            return self
        named = Q(name__icontains=query) | Q(name_en__icontains=query)
        by_name = OrderLine.objects.filter(named, order=models.OuterRef("pk"))
        return self.filter(Q(number__startswith=query) | models.Exists(by_name))

    def for_list(self):
        """With what a row of a list shows, the latest first."""
        return self.select_related("shop", "trade").prefetch_related("lines").order_by("-placed_at", "-id")


class Order(models.Model):
    """What one shop (or the warehouse for it) has to deliver. Amounts are fen. (B11.1)"""

    lock_rank = "order"

    number = models.CharField(_("订单号"), max_length=24, unique=True)
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="orders", verbose_name=_("交易"))
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="orders", verbose_name=_("店铺"))
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders", verbose_name=_("买家")
    )
    fulfilment = models.CharField(_("发货方"), max_length=10, choices=Fulfilment)
    state = models.CharField(_("状态"), max_length=10, choices=OrderState, default=OrderState.UNPAID)
    goods_total = FenField(_("商品金额"))
    freight = FenField(_("运费"), default=0)
    discount = FenField(_("优惠"), default=0)
    total = FenField(_("应付"))
    refunded = FenField(_("已退款"), default=0)
    recipient = EncryptedTextField(_("收货人"))
    phone = EncryptedTextField(_("联系电话"))
    division = models.CharField(_("省市区"), max_length=6)
    street = EncryptedTextField(_("详细地址"))
    note = models.CharField(_("买家留言"), max_length=200, blank=True)
    placed_at = models.DateTimeField(_("下单时间"), default=timezone.now)
    paid_at = models.DateTimeField(_("付款时间"), null=True)
    shipped_at = models.DateTimeField(_("发货时间"), null=True)
    received_at = models.DateTimeField(_("收货时间"), null=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)
    late_at = models.DateTimeField(_("逾期未发货"), null=True)
    # The buyer asked the shop to cancel what it hasn't sent; the shop may still send it instead.
    cancel_asked_at = models.DateTimeField(_("申请取消时间"), null=True)
    cancel_withdrawn_at = models.DateTimeField(_("撤回取消申请时间"), null=True)
    receipt_extended_at = models.DateTimeField(_("延长收货时间"), null=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("订单")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["buyer", "-placed_at", "-id"], name="order_buyer"),
            # By time, so that a span of days is a part of the index, whatever page of it is asked for.
            models.Index(fields=["shop", "state", "-placed_at", "-id"], name="order_shop_state"),
            models.Index(fields=["shop", "-placed_at", "-id"], name="order_shop"),
            models.Index(
                fields=["shop", "-placed_at", "-id"], name="order_late", condition=Q(late_at__isnull=False)
            ),
            models.Index(fields=["state", "-id"], name="order_state"),
            models.Index(fields=["fulfilment", "-id"], name="order_fulfilment"),
            models.Index(fields=["fulfilment", "paid_at"], name="order_to_ship", condition=Q(state="paid")),
            # What has changed sales and records lately.
            models.Index(fields=["paid_at"], name="order_paid", condition=Q(paid_at__isnull=False)),
            models.Index(fields=["cancelled_at"], name="order_cancelled", condition=Q(paid_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=models.F("goods_total") + models.F("freight") - models.F("discount")),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(refunded__lte=models.F("total")), name="refund_no_more_than_order"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LineKind(models.TextChoices):
    GOODS = "goods", _("商品")
    GIFT = "gift", _("赠品")
    FREIGHT = "freight", _("运费")


class OrderLine(models.Model):
    """What was bought, as it was when it was bought: a snapshot that later edits don't touch. (D4.2, E19)"""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines", verbose_name=_("订单"))
    kind = models.CharField(_("类型"), max_length=10, choices=LineKind, default=LineKind.GOODS)
    sku = models.ForeignKey(
        SKU, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("SKU")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", verbose_name=_("分类")
    )
    name = models.CharField(_("商品名称"), max_length=120)
    name_en = models.CharField(_("英文名"), max_length=120, blank=True)
    spec = models.CharField(_("规格"), max_length=200, blank=True)
    picture = models.CharField(_("图片"), max_length=200, blank=True)
    terms = models.JSONField(_("售后条款"), default=dict)
    unit_price = FenField(_("单价"))
    quantity = models.PositiveIntegerField(_("数量"), default=1)
    cancelled = models.PositiveIntegerField(_("不再发出"), default=0)
    discount = FenField(_("优惠"), default=0)
    amount = FenField(_("小计"))
    # What its pieces cost that were cancelled, came back or were lost; other refunds are the whole order's.
    returned = FenField(_("未留下的商品金额"), default=0)
    commission_bp = models.PositiveIntegerField(_("佣金（万分比）"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("订单行")
        ordering = ["id"]
        indexes = [models.Index(fields=["sku", "order"], name="line_sku_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=models.F("unit_price") * models.F("quantity") - models.F("discount")),
                name="line_amount_adds_up",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_positive"),
            models.CheckConstraint(
                condition=Q(cancelled__lte=models.F("quantity")), name="cancel_no_more_than_ordered"
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=models.F("amount")), name="return_no_more_than_line"
            ),
            models.CheckConstraint(condition=~Q(kind="gift") | Q(amount=0), name="gift_costs_nothing"),
            models.CheckConstraint(
                condition=Q(kind="freight") | Q(sku__isnull=False), name="goods_line_has_sku"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"

    @property
    def title(self) -> str:
        """The name in the reader's language, as it was when it was bought."""
        return in_reader_language(self.name, self.name_en)
