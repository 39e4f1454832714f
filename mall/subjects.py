"""References to a row of any app as ("app.model", id): what clocks, signatures and acts concern."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import models

Reference = tuple[str, int | None]


def kind_of(obj: models.Model | type[models.Model]) -> str:
    """``orders.order`` for an order."""
    return obj._meta.label_lower


def model_of(kind: str) -> type[models.Model]:
    """The model class of a kind. Raises LookupError for an unknown one."""
    return apps.get_model(kind)


def named(references: Iterable[Reference]) -> dict[Reference, str]:
    """What people call the rows, with one query a kind; those that are gone or of unknown kinds are left out.

    A model whose name takes in another's says so in ``named_with``.
    """
    by_kind: dict[str, set[int]] = {}
    for kind, pk in references:
        if pk is not None:
            by_kind.setdefault(kind, set()).add(pk)
    names: dict[Reference, str] = {}
    for kind, ids in by_kind.items():
        try:
            model = model_of(kind)
        except (LookupError, ValueError):
            continue
        rows = model._default_manager.filter(pk__in=ids)
        if hasattr(model, "named_with"):
            rows = rows.select_related(*model.named_with)
        names |= {(kind, row.pk): str(row) for row in rows}
    return names


class SubjectQuerySet(models.QuerySet):
    """For models with ``subject_kind`` and ``subject_id``."""

    def about(self, obj: models.Model):
        return self.filter(subject_kind=kind_of(obj), subject_id=obj.pk)
