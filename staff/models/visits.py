"""Who comes to see us: one register for office and warehouse, and those whom we don't let in. (A13.2)"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.crypto import EncryptedTextField

from .organisation import Employee


class Area(models.TextChoices):
    OFFICE = "office", _("办公区")
    WAREHOUSE = "warehouse", _("仓库")
    PACKING = "packing", _("理货区")


# Where goods lie, nobody from outside is alone, and no bag comes in without a reason (W3.1.2-4).
GUARDED = (Area.WAREHOUSE, Area.PACKING)


class VisitState(models.TextChoices):
    ANNOUNCED = "announced", _("待批准")
    APPROVED = "approved", _("可以进入")
    INSIDE = "inside", _("在内")
    LEFT = "left", _("已离开")
    REFUSED = "refused", _("未批准")
    CANCELLED = "cancelled", _("已取消")
    LAPSED = "lapsed", _("没有来")


class Visit(models.Model):
    """A visitor of one employee, from the announcement to the way out.

    Phone and identity number are encrypted and found again by a keyed hash; of the number only its end is
    shown. All three, and what was typed of the visit, go when the term for keeping them has passed.
    """

    lock_rank = "leave_request"
    own_page = "/admin/my/visits/"
    named_with = ("host",)

    visitor_name = models.CharField(_("访客姓名"), max_length=40)
    company = models.CharField(_("所属单位"), max_length=80, blank=True)
    phone = EncryptedTextField(_("手机号"), blank=True)
    phone_hash = models.CharField(_("手机号摘要"), max_length=64, blank=True)
    identity = EncryptedTextField(_("证件号码"), blank=True)
    identity_hash = models.CharField(_("证件摘要"), max_length=64, blank=True)
    host = models.ForeignKey(Employee, models.PROTECT, related_name="visits", verbose_name=_("接待人"))
    purpose = models.CharField(_("来访事由"), max_length=300)
    area = models.CharField(_("进入区域"), max_length=10, choices=Area, default=Area.OFFICE)
    planned_from_at = models.DateTimeField(_("预计到"))
    planned_to_at = models.DateTimeField(_("预计离开"))
    state = models.CharField(_("状态"), max_length=10, choices=VisitState, default=VisitState.ANNOUNCED)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    announced_at = models.DateTimeField(_("登记时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    escort = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("陪同人")
    )
    bags = models.CharField(_("随身包袋"), max_length=200, blank=True)
    bags_reason = models.CharField(_("带包原因"), max_length=200, blank=True)
    bags_checked_at = models.DateTimeField(_("出场验包"), null=True)
    entered_at = models.DateTimeField(_("进入时间"), null=True)
    left_at = models.DateTimeField(_("离开时间"), null=True)
    overstayed_at = models.DateTimeField(_("超时提醒"), null=True)
    forgotten_at = models.DateTimeField(_("已删除个人信息"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("来访登记")
        ordering = ["-planned_from_at", "-id"]
        permissions = [("approve_visit", _("可以批准到任何人的来访"))]
        indexes = [
            models.Index(fields=["state", "planned_from_at"], name="visit_state"),
            models.Index(fields=["phone_hash"], name="visit_phone", condition=~Q(phone_hash="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_to_at__gt=F("planned_from_at")), name="visit_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["inside", "left"]) | Q(entered_at__isnull=False),
                name="visit_inside_has_entered",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("entered_at")), name="visit_left_after_entering"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visitor_name} → {self.host.name}"

    @property
    def is_guarded(self) -> bool:
        """Whether the visit goes where goods lie."""
        return self.area in GUARDED

    @property
    def phone_end(self) -> str:
        return f"**** {self.phone[-4:]}" if self.phone else ""

    @property
    def identity_end(self) -> str:
        return f"**** {self.identity[-4:]}" if self.identity else ""


class BlockedVisitor(models.Model):
    """Somebody who isn't let in, with the clause and why; known again by phone or identity number."""

    lock_rank = "leave_request"

    name = models.CharField(_("姓名"), max_length=40)
    phone_hash = models.CharField(_("手机号摘要"), max_length=64, blank=True)
    identity_hash = models.CharField(_("证件摘要"), max_length=64, blank=True)
    known_by = models.CharField(_("识别依据"), max_length=80)
    clause = models.CharField(_("依据条款"), max_length=12)
    reason = models.CharField(_("原因"), max_length=300)
    until_on = models.DateField(_("到期日"), null=True, blank=True, help_text=_("不填就一直有效。"))
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    blocked_at = models.DateTimeField(_("登记时间"), default=timezone.now)
    lifted_at = models.DateTimeField(_("解除时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("谢绝来访名单")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["phone_hash"], name="blocked_phone", condition=~Q(phone_hash="")),
            models.Index(fields=["identity_hash"], name="blocked_identity", condition=~Q(identity_hash="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone_hash="", identity_hash=""), name="blocked_visitor_can_be_recognised"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.clause}）"

    def is_in_force(self, today: date) -> bool:
        return self.lifted_at is None and (self.until_on is None or self.until_on >= today)
