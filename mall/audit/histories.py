"""What named mutable rows were before each change. Triggers write it, so ``queryset.update()`` is seen too.

A history row and the act behind it carry the number of the transaction that wrote both. That ties them
without a statement more, and also where a change came by raw SQL with no act at all. Transaction numbers
never repeat within a database cluster; after a restore into another they may, hence the time beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

import pghistory
from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from mall.appendonly import append_only

M = TypeVar("M", bound=models.Model)

_SAME_TRANSACTION = timedelta(days=1)


class CurrentTransaction(models.Func):
    """The number of the running transaction, 64 bits wide."""

    template = "pg_current_xact_id()::text::bigint"
    arity = 0
    output_field = models.BigIntegerField()


class HistoryRow(Event):
    """A row as it was before a change. Append-only."""

    pgh_id = models.BigAutoField(primary_key=True)
    transaction = models.BigIntegerField(_("事务"), db_default=CurrentTransaction(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pgh_label} #{self.pgh_obj_id}"  # type: ignore[attr-defined]


def keeps_history(*, fields: Iterable[str], verbose_name: object) -> Callable[[type[M]], type[M]]:
    """Class decorator: keep ``fields`` of a model as they were before each change and before a deletion.

    ``obj.history`` has them, latest first. Name no personal column and none that changes with every sale.
    """

    def track(model: type[M]) -> type[M]:
        return pghistory.track(
            pghistory.UpdateEvent("changed", row=pghistory.Old),
            pghistory.DeleteEvent("deleted", row=pghistory.Old),
            fields=list(fields),
            model_name=f"{model.__name__}History",
            base_model=HistoryRow,
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            context_field=None,  # type: ignore[arg-type]  # documented, and missing from its annotation
            meta={
                "verbose_name": verbose_name,
                "verbose_name_plural": verbose_name,
                "ordering": ["-pgh_id"],
                "triggers": append_only(),
            },
        )(model)

    return track


def histories() -> list[type[HistoryRow]]:
    """Every history model."""
    return [model for model in apps.get_models() if issubclass(model, HistoryRow)]


def acts_behind(row: HistoryRow) -> models.QuerySet:
    """The acts recorded in the transaction that made this change; none where it went past the services."""
    near = (row.pgh_created_at - _SAME_TRANSACTION, row.pgh_created_at + _SAME_TRANSACTION)
    return apps.get_model("audit", "Act")._default_manager.filter(transaction=row.transaction, at__range=near)
