"""Spreadsheet imports of listings: each run, and what it changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.uploads.models import PrivateFile
from merchants.models import Member, MemberRole, Shop

from .goods import Product


class ImportState(models.TextChoices):
    CHECKING = "checking", _("检查中")
    CHECKED = "checked", _("待确认")
    REFUSED = "refused", _("有问题")
    IMPORTING = "importing", _("导入中")
    DONE = "done", _("已导入")
    UNDOING = "undoing", _("撤销中")
    UNDONE = "undone", _("已撤销")
    FAILED = "failed", _("中断")
    CANCELLED = "cancelled", _("已取消")


# A worker has it in hand, or is about to.
AT_WORK = (ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING)


class ImportRunQuerySet(models.QuerySet):
    def for_shop(self, shop: Shop):
        return self.filter(shop=shop)

    def at_work(self):
        return self.filter(state__in=AT_WORK)


class ImportRun(models.Model):
    """A spreadsheet on its way into a shop: checked, confirmed, imported; and what came of it. (F6.1)

    ``attempt`` numbers the workers that took it in hand: only the latest may end what it began. One whose
    ``heartbeat_at`` stands still is dead; none at all means that no worker has come yet.
    """

    named_with = ("shop",)

    # After the goods: whoever imports has locked them when the run is ended.
    lock_rank = "import"

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="import_runs", verbose_name=_("店铺"))
    state = models.CharField(_("状态"), max_length=12, choices=ImportState, default=ImportState.CHECKING)
    file = models.ForeignKey(
        PrivateFile, models.SET_NULL, null=True, related_name="+", verbose_name=_("文件")
    )
    file_name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    created = models.PositiveIntegerField(_("新增"), default=0)
    updated = models.PositiveIntegerField(_("更新"), default=0)
    unchanged = models.PositiveIntegerField(_("未变"), default=0)
    draft_count = models.PositiveIntegerField(_("草稿"), default=0)
    problem_count = models.PositiveIntegerField(_("问题"), default=0)
    note_count = models.PositiveIntegerField(_("提示"), default=0)
    # The first of each, for the page; the file of findings has all.
    drafts = models.JSONField(_("草稿及原因"), default=list)
    problems = models.JSONField(_("问题明细"), default=list)
    notes = models.JSONField(_("提示明细"), default=list)
    preview = models.JSONField(_("改动示例"), default=list)
    undo = models.JSONField(_("撤销结果"), default=dict)
    failure = models.CharField(_("没有做成的原因"), max_length=500, blank=True)
    stage = models.CharField(_("进行到"), max_length=12, blank=True)
    progress = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("共"), default=0)
    attempt = models.PositiveIntegerField(_("第几次处理"), default=0)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("导入人")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("经手人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)
    queued_at = models.DateTimeField(_("排队时间"), default=timezone.now)
    heartbeat_at = models.DateTimeField(_("最近的动静"), null=True)
    imported_at = models.DateTimeField(_("导入时间"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("导入记录")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop"], condition=Q(state__in=AT_WORK), name="one_import_at_work_a_shop"
            )
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="import_run_shop"),
            models.Index(fields=["queued_at"], name="import_run_at_work", condition=Q(state__in=AT_WORK)),
        ]

    def __str__(self) -> str:
        return f"{self.shop} {self.file_name}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_waiting(self) -> bool:
        """No worker has taken it in hand yet."""
        return self.heartbeat_at is None

    @property
    def changed_products(self) -> int:
        return self.created + self.updated

    @property
    def changes_nothing(self) -> bool:
        return self.changed_products == 0

    def may_open(self, viewer, private: PrivateFile) -> bool:
        """Whoever keeps the shop's goods may have the sheet back."""
        roles = (MemberRole.OWNER, MemberRole.GOODS)
        return Member.objects.filter(shop=self.shop_id, user=viewer, role__in=roles).exists()


class ImportChange(models.Model):
    """What a run made of one product, and what it was before: enough to undo it. Kept as long as the sheet.

    ``before`` and ``after`` hold the fields that changed, and of a new product a digest of its words.
    ``skus`` has a line for each spec that is new or got another price.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes", verbose_name=_("导入"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("商品"))
    is_new = models.BooleanField(_("新增"), default=False)
    before = models.JSONField(_("之前"), default=dict)
    after = models.JSONField(_("之后"), default=dict)
    skus = models.JSONField(_("规格"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("导入的改动")
        ordering = ["run", "product"]
        constraints = [models.UniqueConstraint(fields=["run", "product"], name="one_change_a_product_a_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.product_id}"
