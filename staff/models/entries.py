"""The departments' register: one table for what marketing, product and technology write down. (H11-22)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.uploads.models import PrivateFile

from .organisation import Department, Employee
from .papers import Level, LevelGrant, require_cleared


class EntryKind(models.TextChoices):
    RESEARCH = "research", _("市场调研")
    PLAN = "plan", _("营销计划")
    PARTNER = "partner", _("合作伙伴")
    PRODUCT_LINE = "product_line", _("产品线规划")
    COMPETITOR = "competitor", _("竞品动态")
    FEEDBACK = "feedback", _("用户反馈")
    RELEASE = "release", _("版本发布")
    DEFECT = "defect", _("缺陷")
    SECURITY_LOG = "security_log", _("数据安全日志")


class EntryState(models.TextChoices):
    PLANNED = "planned", _("待办")
    DOING = "doing", _("进行中")
    DONE = "done", _("已完成")
    DROPPED = "dropped", _("已放弃")


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Up to one's clearance: all for who sees the whole register, else those of one's departments."""
        rows = self.filter(level__lte=LevelGrant.objects.level_of(user))
        if user.has_perm("staff.view_entry"):
            return rows
        near = Q(department__head__user=user) | Q(department__positions__employees__user=user)
        return rows.filter(pk__in=self.filter(near | Q(owner__user=user)).values("pk"))

    def open(self):
        return self.filter(state__in=[EntryState.PLANNED, EntryState.DOING])


class Entry(models.Model):
    """One entry of a type; ``data`` are the values of the type's fields, as ``staff/entries.py`` has them."""

    lock_rank = "leave_request"

    kind = models.CharField(_("类型"), max_length=15, choices=EntryKind)
    department = models.ForeignKey(Department, models.PROTECT, related_name="entries", verbose_name=_("部门"))
    title = models.CharField(_("标题"), max_length=120)
    owner = models.ForeignKey(Employee, models.PROTECT, related_name="entries", verbose_name=_("经办人"))
    due_on = models.DateField(_("办理期限"))
    state = models.CharField(_("状态"), max_length=10, choices=EntryState, default=EntryState.PLANNED)
    level = models.PositiveSmallIntegerField(_("密级"), choices=Level, default=Level.INTERNAL)
    data = models.JSONField(_("内容"), default=dict)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    opened_at = models.DateTimeField(_("登记时间"), default=timezone.now)
    ended_at = models.DateTimeField(_("完成时间"), null=True)
    overdue_at = models.DateTimeField(_("超期提醒"), null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("部门工作登记")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["department", "kind", "state"], name="entry_department"),
            models.Index(fields=["owner", "state"], name="entry_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def own_page(self) -> str:
        return f"/admin/my/register/entry/?pk={self.pk}"

    def may_open(self, viewer, private: PrivateFile) -> bool:
        """Its attachments are for those who see it."""
        require_cleared(viewer, self.level)
        return Entry.objects.visible_to(viewer).filter(pk=self.pk).exists()
