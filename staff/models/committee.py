"""The management committee: its seats, its meetings, and which meeting passed which resolution. (H7-8)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.rulebook.models import Resolution

from .organisation import Employee


class Seat(models.Model):
    """A seat on the committee, such as the general manager's; vacant without a holder."""

    title = models.CharField(_("席位"), max_length=40, unique=True)
    title_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(_("次序"), default=1)
    holder = models.ForeignKey(
        Employee, models.SET_NULL, null=True, blank=True, related_name="seats", verbose_name=_("委员")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("管理委员会席位")
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.title


class Meeting(models.Model):
    """A meeting as it was held: how many seats were filled then, and who was there."""

    held_at = models.DateTimeField(_("会议时间"))
    agenda = models.CharField(_("议题"), max_length=200)
    minutes = models.TextField(_("纪要"))
    seats_filled = models.PositiveSmallIntegerField(_("当时委员人数"))
    present = models.ManyToManyField(Employee, related_name="+", verbose_name=_("出席委员"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人")
    )
    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("管理委员会会议")
        ordering = ["-held_at", "-id"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.held_at):%F} {self.agenda}"


class Vote(models.Model):
    """How a meeting voted on a resolution that it passed. Append-only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="votes", verbose_name=_("会议"))
    resolution = models.OneToOneField(Resolution, models.PROTECT, related_name="vote", verbose_name=_("决议"))
    in_favour = models.PositiveSmallIntegerField(_("赞成"))
    against = models.PositiveSmallIntegerField(_("反对"))
    abstained = models.PositiveSmallIntegerField(_("弃权"))

    class Meta:
        verbose_name = verbose_name_plural = _("决议表决")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_favour__gt=F("against") + F("abstained")), name="vote_is_a_majority"
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.meeting_id} → {self.resolution_id}"
