"""Shops and the people who run them."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.audit.histories import keeps_history
from mall.languages import in_reader_language


class ShopKind(models.TextChoices):
    ENTERPRISE = "enterprise", _("企业")
    INDIVIDUAL = "individual", _("个体工商户")
    PERSON = "person", _("自然人")


class ShopState(models.TextChoices):
    PREPARING = "preparing", _("筹备中")
    OPEN = "open", _("营业中")
    SUSPENDED = "suspended", _("已暂停")
    CLOSED = "closed", _("已关闭")
    BANNED = "banned", _("已封禁")


class ShopQuerySet(models.QuerySet):
    def open(self):
        """Shops that take new orders. (D8.1)"""
        return self.filter(state=ShopState.OPEN)

    def run_by(self, user):
        """Shops of which ``user`` is a member."""
        return self.filter(members__user=user)


@keeps_history(fields=["slug", "name", "name_en", "intro", "kind", "state"], verbose_name=_("店铺变更"))
class Shop(models.Model):
    """A shop. ``version`` rises with whatever cached pages show of it.

    ``closed_categories`` are the addresses of categories whose goods it can't sell now, with all below them:
    a permit is missing or has run out, or a sanction says so. Kept here by ``services.permits``. (E6, B13.1)
    """

    lock_rank = "shop"

    slug = models.SlugField(_("网址名"), max_length=40, unique=True)
    name = models.CharField(_("店名"), max_length=40, unique=True)
    name_en = models.CharField(_("英文店名"), max_length=80, blank=True)
    intro = models.CharField(_("简介"), max_length=200, blank=True)
    kind = models.CharField(_("主体类型"), max_length=12, choices=ShopKind, default=ShopKind.ENTERPRISE)
    state = models.CharField(_("状态"), max_length=12, choices=ShopState, default=ShopState.PREPARING)
    opened_at = models.DateTimeField(_("开店时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    verified_at = models.DateTimeField(_("上次核验"), null=True, blank=True)
    # Since when its papers wait to be verified again.
    reverify_at = models.DateTimeField(_("待复核自"), null=True, blank=True)
    closed_categories = ArrayField(
        models.CharField(max_length=60), verbose_name=_("停售类目"), default=list, blank=True
    )
    notice = models.CharField(_("店铺公告"), max_length=200, blank=True)
    # Never less than the mall's own. (E17)
    return_days = models.PositiveSmallIntegerField(_("无理由退货天数"), default=7)
    aftersales = models.TextField(_("售后说明"), blank=True)
    # By the measures in effect: kept here by ``services.sanctions``. (B13.1, D8.3)
    daily_orders = models.PositiveIntegerField(_("每日订单上限"), null=True, blank=True)
    supervised_at = models.DateTimeField(_("从严监管自"), null=True, blank=True)
    # While it rests, by its own wish: kept here by ``services.holidays``. (D8.1)
    reopens_at = models.DateTimeField(_("恢复接单"), null=True, blank=True)
    holiday_words = models.CharField(_("休息说明"), max_length=200, blank=True)
    is_suspended_by_sanction = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ShopQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("店铺")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.name, self.name_en)

    @property
    def rests(self) -> bool:
        """Whether it takes no new orders now, because it is on holiday."""
        return self.reopens_at is not None

    def may_sell(self, path: Iterable[str]) -> bool:
        """Whether goods whose category has these addresses, from the root down, can be sold now. (E6)"""
        return not set(self.closed_categories).intersection(path)


class MemberRole(models.TextChoices):
    OWNER = "owner", _("店主")
    GOODS = "goods", _("商品管理员")
    ORDERS = "orders", _("订单管理员")
    FINANCE = "finance", _("财务")
    SERVICE = "service", _("客服")


class Member(models.Model):
    """A person's role in a shop; an owner may do all."""

    named_with = ("shop", "user")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="members", verbose_name=_("店铺"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("用户")
    )
    role = models.CharField(_("角色"), max_length=10, choices=MemberRole)
    joined_at = models.DateTimeField(_("加入时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("店铺成员")
        ordering = ["shop", "id"]
        constraints = [models.UniqueConstraint(fields=["shop", "user"], name="one_membership_a_shop")]

    def __str__(self) -> str:
        return f"{self.shop} {self.user}"
