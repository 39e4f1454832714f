"""References to a row of any app as ("app.model", id): what clocks, signatures and acts concern."""

from __future__ import annotations

from django.apps import apps
from django.db import models


def kind_of(obj: models.Model | type[models.Model]) -> str:
    """``orders.order`` for an order."""
    return obj._meta.label_lower


def model_of(kind: str) -> type[models.Model]:
    """The model class of a kind. Raises LookupError for an unknown one."""
    return apps.get_model(kind)


class SubjectQuerySet(models.QuerySet):
    """For models with ``subject_kind`` and ``subject_id``."""

    def about(self, obj: models.Model):
        return self.filter(subject_kind=kind_of(obj), subject_id=obj.pk)
