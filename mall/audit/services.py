"""Recording acts and looks. Callers are services inside their own transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from mall import rows
from mall.errors import DomainError
from mall.subjects import kind_of

from .models import Act, Look

BATCH = 500


def record(
    *, actor, verb: str, subject: models.Model, rule: str = "", reason: str = "", data: dict | None = None
) -> Act:
    """Write down an act in the caller's transaction. ``actor`` None is the mall itself (a clock, a job)."""
    return rows.insert(act_of(actor, verb, subject, rule=rule, reason=reason, data=data))


def act_of(
    actor, verb: str, subject: models.Model, *, rule: str = "", reason: str = "", data: dict | None = None
) -> Act:
    """What ``record`` writes down, not written yet."""
    return Act(
        actor=actor,
        verb=verb,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        rule=rule,
        reason=reason,
        data=data or {},
    )


def record_many(
    *,
    actor,
    verb: str,
    subjects: Iterable[tuple[models.Model, dict]],
    rule: str = "",
    reason: str = "",
) -> None:
    """``record`` for many subjects, each with its own data; one query for each ``BATCH`` of them."""
    acts = (act_of(actor, verb, subject, rule=rule, reason=reason, data=data) for subject, data in subjects)
    Act.objects.bulk_create(acts, batch_size=BATCH)


def record_look(*, viewer, subject: models.Model, fields: Iterable[str], reason: str) -> Look:
    """Write down that ``viewer`` saw personal ``fields`` of ``subject`` unmasked, and why. (D7.3, K4.1)

    Raises DomainError where no reason is given: whoever shows the data calls this first.
    """
    [look] = record_looks(viewer=viewer, subjects=[subject], fields=fields, reason=reason)
    return look


def record_looks(
    *, viewer, subjects: Iterable[models.Model], fields: Iterable[str], reason: str
) -> list[Look]:
    """``record_look`` at each of many subjects; one query for each ``BATCH`` of them. Raises as that does."""
    if not reason.strip():
        raise DomainError(_("请先写明查看的原因。"), field="reason")
    seen = sorted(fields)
    looks = [
        Look(
            viewer=viewer,
            subject_kind=kind_of(subject),
            subject_id=subject.pk,
            fields=seen,
            reason=reason,
        )
        for subject in subjects
    ]
    return Look.objects.bulk_create(looks, batch_size=BATCH)
