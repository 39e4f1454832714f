"""How a shop comes to be: the application, and the agreement that is signed before it is approved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.crypto import EncryptedTextField
from mall.money import FenField

from .shops import Shop, ShopKind


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("填写中")
    SUBMITTED = "submitted", _("审核中")
    MORE_ASKED = "more_asked", _("待补充")
    PASSED = "passed", _("初审通过")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


# What an applicant may have one of at a time.
OPEN_APPLICATION = ("draft", "submitted", "more_asked", "passed")
# What the applicant may still write in.
IN_HAND = ("draft", "more_asked")


class ApplicationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN_APPLICATION)

    def in_use(self):
        """Those whose licence nobody else may come with: handed in, or of a shop that is there."""
        return self.filter(state__in=("submitted", "more_asked", "passed", "approved"))


class Application(models.Model):
    """A wish to open a shop, kept as it is typed. Identity and bank data are encrypted. (B4.2, D3.1)

    ``categories`` are [slug, name] of the departments wanted, as they were called then. ``remark`` is what
    the mall said last.
    """

    lock_rank = "shop"

    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications", verbose_name=_("申请人")
    )
    kind = models.CharField(_("主体类型"), max_length=12, choices=ShopKind)
    slug = models.CharField(_("网址名"), max_length=40, blank=True)
    name = models.CharField(_("店名"), max_length=40, blank=True)
    intro = models.CharField(_("简介"), max_length=200, blank=True)
    categories = models.JSONField(_("经营类目"), default=list)
    legal_name = models.CharField(_("执照上的名称"), max_length=80, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    person_name = EncryptedTextField(_("负责人姓名"), blank=True)
    person_id = EncryptedTextField(_("负责人身份证号"), blank=True)
    person_hash = models.CharField(max_length=64, blank=True, editable=False)
    bank = models.CharField(_("开户银行"), max_length=60, blank=True)
    holder = EncryptedTextField(_("户名"), blank=True)
    account = EncryptedTextField(_("账号"), blank=True)
    account_hash = models.CharField(max_length=64, blank=True, editable=False)
    account_tail = models.CharField(_("尾号"), max_length=4, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    round = models.PositiveSmallIntegerField(_("第几次提交"), default=0)
    remark = models.TextField(_("商城的意见"), blank=True)
    deposit = FenField(_("保证金"), null=True, blank=True)
    deposit_reference = models.CharField(_("保证金流水号"), max_length=60, blank=True)
    deposit_at = models.DateTimeField(_("保证金到账"), null=True, blank=True)
    shop = models.OneToOneField(
        Shop, models.PROTECT, null=True, blank=True, related_name="application", verbose_name=_("店铺")
    )
    created_at = models.DateTimeField(_("开始填写"), default=timezone.now)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("入驻申请")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant"],
                condition=Q(state__in=OPEN_APPLICATION),
                name="one_open_application_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(shop__isnull=False), name="approved_application_has_shop"
            ),
        ]
        indexes = [
            models.Index(fields=["uscc"], name="application_uscc", condition=~Q(uscc="")),
            models.Index(fields=["person_hash"], name="application_person", condition=~Q(person_hash="")),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @property
    def has_licence(self) -> bool:
        """A natural person sells without one; who they are is verified instead."""
        return self.kind != ShopKind.PERSON

    @property
    def slugs(self) -> list[str]:
        """The departments wanted."""
        return [slug for slug, _name in self.categories]


class AgreementSignature(models.Model):
    """The merchant's agreement, signed: which text, by whom, when, from where. Append-only. (F4)"""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="agreements", verbose_name=_("入驻申请")
    )
    version = models.CharField(_("版本"), max_length=20)
    digest = models.CharField(_("文本摘要"), max_length=64)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("签署人")
    )
    ip = models.GenericIPAddressField("IP", null=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("入驻协议签署")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "version", "digest"], name="agreement_signed_once")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.version} {self.application_id}"
