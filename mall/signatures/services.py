"""Signing a step of a document, and asking who has signed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.digests import digest_of
from mall.errors import DomainError
from mall.subjects import kind_of

from .models import Party, Signature


@locks.service
def sign(
    *, actor, subject: models.Model, step: str, role: str, content: Any, round_no: int = 1, note: str = ""
) -> Signature:
    """``actor`` signs ``step`` of ``subject`` in ``role``: what they saw is ``content``, kept as its digest.

    One person has one role on a document, so wherever two roles must sign, two people did; the database holds
    that against any race. One role may sign several steps, and a step again in another ``round_no``.

    Raises DomainError, with nothing written, for a second role of the same person and for a step that this
    person has signed in this round.
    """
    party = _party(actor, subject, role)
    try:
        with transaction.atomic():
            return Signature.objects.create(
                party=party,
                subject_kind=party.subject_kind,
                subject_id=party.subject_id,
                step=step,
                round=round_no,
                note=note,
                digest=digest_of(content),
            )
    except IntegrityError as error:
        raise DomainError(_("您已签过这一环节，不用再签。请刷新页面看下一步。")) from error


def _party(actor, subject: models.Model, role: str) -> Party:
    who = {"subject_kind": kind_of(subject), "subject_id": subject.pk, "person": actor}
    # Not get_or_create: its create would wait for, and then fail on, somebody signing at the same moment.
    Party.objects.bulk_create([Party(**who, role=role)], ignore_conflicts=True)
    party = Party.objects.get(**who)
    if party.role != role:
        raise DomainError(_("您在这张单据上已有另一身份，同一人不能代表两方签字。请由另一位同事来签。"))
    return party


def signed(subject: models.Model, *, step: str, round_no: int = 1) -> list[Signature]:
    """Who signed ``step`` in this round, in the order of signing."""
    rows = Signature.objects.about(subject).filter(step=step, round=round_no)
    return list(rows.select_related("party__person").order_by("id"))


def missing_roles(subject: models.Model, *, step: str, roles: Iterable[str], round_no: int = 1) -> list[str]:
    """Those of ``roles`` that have not signed ``step`` yet. Empty: all have, each by another person."""
    there = {signature.party.role for signature in signed(subject, step=step, round_no=round_no)}
    return [role for role in roles if role not in there]


def chain(subject: models.Model) -> list[Signature]:
    """Every signature on a document, in the order of signing."""
    return list(Signature.objects.about(subject).select_related("party__person").order_by("id"))


def fits(signature: Signature, content: Any) -> bool:
    """Whether ``content`` is what was signed."""
    return signature.digest == digest_of(content)
