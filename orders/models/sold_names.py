"""What orders are searched by: the few names of goods instead of the many lines that bear them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog import search
from catalog.models import SKU
from merchants.models import Shop


class SoldNameQuerySet(models.QuerySet):
    def saying(self, words: str):
        """Names with all of ``words``; none for words without a letter."""
        said = search.says("search", words)
        return self.none() if said is None else self.filter(said)


class SoldName(models.Model):
    """A name under which a SKU was sold; a SKU has another where it was renamed between two sales."""

    sku = models.ForeignKey(SKU, models.PROTECT, related_name="+", db_index=False, verbose_name=_("SKU"))
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("店铺"))
    name = models.CharField(_("商品名称"), max_length=120)
    search = SearchVectorField(editable=False)

    objects = SoldNameQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("售出时的名称")
        ordering = ["id"]
        indexes = [GinIndex(fields=["search"], name="sold_name_search")]
        constraints = [models.UniqueConstraint(fields=["sku", "name"], name="sold_name_once")]

    def __str__(self) -> str:
        return self.name
