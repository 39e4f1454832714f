"""Papers that prove what a shop says of itself, and which papers goods of a category need. (E6)"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.uploads.models import PrivateFile

from .applications import Application
from .shops import MemberRole, Shop


class DocumentType(models.TextChoices):
    BUSINESS_LICENCE = "business_licence", _("营业执照")
    IDENTITY = "identity", _("身份证人像面")
    IDENTITY_BACK = "identity_back", _("身份证国徽面")
    BANK_PROOF = "bank_proof", _("开户证明或银行卡")
    FOOD_PERMIT = "food_permit", _("食品经营许可证或备案")
    MEDICAL_PERMIT = "medical_permit", _("医疗器械经营许可证")
    PUBLICATION_PERMIT = "publication_permit", _("出版物经营许可证")
    QUALITY_REPORT = "quality_report", _("产品质量检验报告")
    BRAND_AUTHORISATION = "brand_authorisation", _("品牌授权书")


# Who sells at all: the others are permits, which only some goods need.
IDENTIFYING = {"business_licence", "identity", "identity_back", "bank_proof"}


class DocumentState(models.TextChoices):
    PENDING = "pending", _("待审核")
    ACCEPTED = "accepted", _("已通过")
    REFUSED = "refused", _("未通过")
    MORE_ASKED = "more_asked", _("待补充")
    EXPIRED = "expired", _("已过期")
    REPLACED = "replaced", _("已更新")


class DocumentQuerySet(models.QuerySet):
    def valid(self, on: date):
        """Accepted and in force on that day."""
        return self.filter(state=DocumentState.ACCEPTED).filter(Q(valid_to_on=None) | Q(valid_to_on__gte=on))


class Document(models.Model):
    """A paper with what was typed from it. ``valid_to_on`` None is without end; the last day still counts.

    It comes with an application and goes over to the shop with its approval; a shop's later ones have none.
    """

    lock_rank = "shop"
    named_with = ("shop", "application")

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("入驻申请"),
    )
    shop = models.ForeignKey(
        Shop, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("店铺")
    )
    type = models.CharField(_("类型"), max_length=24, choices=DocumentType)
    number = models.CharField(_("编号"), max_length=60, blank=True)
    issuer = models.CharField(_("发证机关"), max_length=80, blank=True)
    valid_from_on = models.DateField(_("生效日期"), null=True, blank=True)
    valid_to_on = models.DateField(_("有效期至"), null=True, blank=True)
    file = models.ForeignKey(
        PrivateFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("文件")
    )
    state = models.CharField(_("状态"), max_length=12, choices=DocumentState, default=DocumentState.PENDING)
    remark = models.CharField(_("审核意见"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("提交时间"), default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("资质文件")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "type"], name="one_document_a_type"),
            models.UniqueConstraint(
                fields=["shop", "type"],
                condition=Q(state="accepted"),
                name="one_accepted_document_a_type_and_shop",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(shop__isnull=False), name="document_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(valid_from_on=None)
                | Q(valid_to_on=None)
                | Q(valid_to_on__gte=models.F("valid_from_on")),
                name="document_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["shop", "type"], name="document_shop")]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.shop or self.application}"

    def may_open(self, viewer, private: PrivateFile) -> bool:
        """The applicant, the shop's owners, and staff who review: nobody else. (G11.1)"""
        if private.pk != self.file_id:
            return viewer.is_staff and viewer.has_perm("merchants.view_document")
        if self.application is not None and self.application.applicant_id == viewer.pk:
            return True
        if viewer.is_staff:
            return viewer.has_perm("merchants.view_document")
        return self.shop is not None and self.shop.members.filter(user=viewer, role=MemberRole.OWNER).exists()


class RequiredPermit(models.Model):
    """Goods of ``category`` and below are sold only by shops that hold such a permit. (E6)

    The category is named by its address, because the tree belongs to a later stage.
    """

    category = models.CharField(_("分类网址名"), max_length=60)
    type = models.CharField(_("许可类型"), max_length=24, choices=DocumentType)

    class Meta:
        verbose_name = verbose_name_plural = _("类目所需许可")
        ordering = ["category", "type", "id"]
        constraints = [
            models.UniqueConstraint(fields=["category", "type"], name="required_permit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.get_type_display()}"
