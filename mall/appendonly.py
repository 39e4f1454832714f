"""Tables that only grow. The database refuses UPDATE, DELETE and TRUNCATE, whoever asks.

Whoever owns a table can switch its triggers off. Where that matters, a role of its own owns the tables and
``manage.py grant_application_role`` leaves the application's role only SELECT and INSERT on these.
"""

from __future__ import annotations

import pgtrigger
from django.apps import apps
from django.db import models

_REFUSE = (
    "RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME"
    " USING ERRCODE = 'restrict_violation';"
)


def append_only() -> list[pgtrigger.Trigger]:
    """Triggers for a model's ``Meta.triggers``; a correction is a new row that reverses the old."""
    return [
        pgtrigger.Trigger(
            name="append_only_rows",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=_REFUSE,
        ),
        pgtrigger.Trigger(
            name="append_only_table",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_REFUSE,
        ),
    ]


def append_only_models() -> list[type[models.Model]]:
    """Every model whose table only grows, by label."""
    return sorted(
        (
            model
            for model in apps.get_models()
            if any(trigger.name == "append_only_rows" for trigger in getattr(model._meta, "triggers", ()))
        ),
        key=lambda model: model._meta.label,
    )
