"""What goods of a category say about themselves, beyond their name: material, shelf life, fermentation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mall.languages import in_reader_language, reads_english

from .goods import Category


class AttributeKind(models.TextChoices):
    TEXT = "text", _("文字")
    NUMBER = "number", _("数字")
    CHOICE = "choice", _("单选")
    MULTI = "multi", _("多选")


CHOSEN = (AttributeKind.CHOICE, AttributeKind.MULTI)


class CategoryAttribute(models.Model):
    """An attribute of a category's goods; categories below have it, too. (B5.2)

    A product keeps its values among ``Product.attributes``: one pair [name, value] each, for several choices
    several pairs of one name. A value is Chinese as in ``choices``; a number carries its unit ("18个月").
    """

    category = models.ForeignKey(
        Category, models.CASCADE, related_name="own_attributes", verbose_name=_("分类")
    )
    name = models.CharField(_("参数名"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    kind = models.CharField(_("类型"), max_length=10, choices=AttributeKind, default=AttributeKind.TEXT)
    choices = models.JSONField(_("选项"), default=list, blank=True)  # pairs [Chinese, English]
    unit = models.CharField(_("单位"), max_length=10, blank=True)
    is_required = models.BooleanField(_("必填"), default=False)
    is_facet = models.BooleanField(_("可筛选"), default=False)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("分类参数")
        ordering = ["category", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["category", "name"], name="attribute_once_a_category"),
            models.CheckConstraint(
                condition=Q(is_facet=False) | Q(kind__in=CHOSEN), name="facets_are_chosen_from"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.name, self.name_en)

    def choice_label(self, value: str) -> str:
        """A value in the reader's language; one that isn't among the choices stays as it is."""
        english = dict(self.choices).get(value, "")
        return english if reads_english() and english else value
