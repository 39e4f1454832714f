"""What a shop asks for sending goods: templates, and the rates that they have for regions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.money import FenField

from .shops import Shop

MOST_FEE = 1_000_000  # fen
MOST_UNITS = 1_000_000  # pieces or grams


class FreightMethod(models.TextChoices):
    FLAT = "flat", _("固定运费")
    PIECES = "pieces", _("按件数")
    WEIGHT = "weight", _("按重量")


class FreightTemplate(models.Model):
    """How freight is worked out for the goods of a shop that go by it.

    ``not_served`` and the rates' ``divisions`` are codes of provinces and cities; of a city and its province
    the city counts. The shop's row is locked by whoever writes one, as placing holds a share in it.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="freight_templates", verbose_name=_("店铺"))
    name = models.CharField(_("名称"), max_length=40)
    method = models.CharField(_("计费方式"), max_length=8, choices=FreightMethod)
    free_above = FenField(_("满额免运费"), null=True, blank=True)
    is_default = models.BooleanField(_("默认模板"), default=False)
    not_served = ArrayField(models.CharField(max_length=6), verbose_name=_("不配送的地区"), default=list)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("运费模板")
        ordering = ["shop", "-is_default", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], name="freight_name_once_a_shop"),
            models.UniqueConstraint(
                fields=["shop"], condition=Q(is_default=True), name="one_default_freight_a_shop"
            ),
            models.CheckConstraint(
                condition=Q(free_above=None) | Q(free_above__gt=0), name="freight_free_above_positive"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="freight_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class FreightRate(models.Model):
    """What sending to ``divisions`` costs; the one without any is for everywhere else."""

    template = models.ForeignKey(
        FreightTemplate, models.CASCADE, related_name="rates", verbose_name=_("模板")
    )
    divisions = ArrayField(models.CharField(max_length=6), verbose_name=_("地区"), default=list)
    first_units = models.PositiveIntegerField(_("首件（克）"), default=1)
    first_fee = FenField(_("首费"))
    next_units = models.PositiveIntegerField(_("续件（克）"), default=1)
    next_fee = FenField(_("续费"), default=0)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("运费")
        ordering = ["template", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["template"], condition=Q(divisions=[]), name="one_freight_rate_for_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(first_units__range=(1, MOST_UNITS), next_units__range=(1, MOST_UNITS)),
                name="freight_units_within",
            ),
            models.CheckConstraint(
                condition=Q(first_fee__range=(0, MOST_FEE), next_fee__range=(0, MOST_FEE)),
                name="freight_fees_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.first_fee}"
