"""Writing down what of the rulebook changes: refusals, resolutions, amended figures, editions."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.rules import REVISION

from . import figures, register, rule
from .models import Acknowledgement, Amendment, Edition, Refusal, Resolution
from .words import in_words

LONGEST_TERM = timedelta(days=3_660)
LARGEST_NUMBER = 10**12


@locks.service
def record_refusal(error: rule.RuleError, *, actor, where: str) -> Refusal:
    """Write down that a clause refused ``actor`` (None: nobody had signed in) at the view or task ``where``.

    Called by the boundary after the refused service has rolled back, so that the record stays.
    """
    return Refusal.objects.create(
        clause=error.clause, actor=actor, message=str(error)[:500], where=where[:200]
    )


@locks.service
def record_resolution(*, actor, number: str, title: str, text: str, passed_on: date) -> Resolution:
    """Write down a resolution of the management committee, which amendments then cite.

    Raises PermissionDenied without ``rulebook.add_resolution``, DomainError for a number that exists, an
    empty part, or a day that has not come.
    """
    if not actor.has_perm("rulebook.add_resolution"):
        raise PermissionDenied
    for field, value in {"number": number, "title": title, "text": text}.items():
        if not value.strip():
            raise DomainError(_("决议的编号、事由和内容都要填写。"), field=field)
    if passed_on > timezone.localdate():
        raise DomainError(_("通过日期不能晚于今天。"), field="passed_on")
    try:
        with transaction.atomic():
            resolution = Resolution.objects.create(
                number=number.strip(), title=title.strip(), text=text, passed_on=passed_on, recorded_by=actor
            )
    except IntegrityError as error:
        raise DomainError(_("决议编号 %(number)s 已经存在。") % {"number": number}, field="number") from error
    record(actor=actor, verb="resolution.record", subject=resolution)
    return resolution


@locks.service
def amend(
    *,
    actor,
    clause: str,
    name: str = "figure",
    value: Any,
    resolution: Resolution,
    effective_at: datetime,
    now: datetime | None = None,
) -> Amendment:
    """Announce that the figure ``name`` of ``clause`` is ``value`` from ``effective_at`` on. (D10.1-2)

    ``value`` is of the kind that the clause has: a timedelta of whole seconds, an int, or a time of day.
    ``effective_at`` is aware and leaves those whom the clause binds their notice: seven days for merchants
    and shoppers, none for staff alone. Clocks that run already keep their figure; other processes see the
    new one within ``figures.KEEP_SECONDS``.

    Raises PermissionDenied without ``rulebook.add_amendment``, RuleError for too short a notice, DomainError
    for a clause, name or value that makes no sense, or a second amendment from the same moment.
    """
    if not actor.has_perm("rulebook.add_amendment"):
        raise PermissionDenied
    now = now or timezone.now()
    _check_value(value, _default(clause, name))
    _require_notice(clause, now=now, effective_at=effective_at)
    try:
        with transaction.atomic():
            amendment = Amendment.objects.create(
                clause=clause,
                name=name,
                value=figures.encode(value),
                resolution=resolution,
                announced_at=now,
                effective_at=effective_at,
                announced_by=actor,
            )
    except IntegrityError as error:
        raise DomainError(_("这个数值从同一时间起已经有一次修订。"), field="effective_at") from error
    record(
        actor=actor,
        verb="rulebook.amend",
        subject=amendment,
        rule=clause,
        reason=resolution.number,
        data={"name": name, "value": amendment.value, "effective_at": effective_at.isoformat()},
    )
    transaction.on_commit(figures.forget)
    return amendment


@locks.service
def publish_edition(*, actor) -> Edition:
    """Number the register's text as the next edition, in force from now, unless it is the latest already.

    Safe to repeat. ``actor`` is None where a release does it. Raises IntegrityError where two do it at once.
    """
    digest = hashlib.sha256(register.FILE.read_bytes()).hexdigest()
    latest = Edition.objects.order_by("-number").first()
    if latest and latest.digest == digest:
        return latest
    edition = Edition.objects.create(number=latest.number + 1 if latest else 1, digest=digest)
    record(actor=actor, verb="rulebook.publish", subject=edition, data={"digest": digest})
    return edition


@locks.service
def acknowledge(*, person, edition: Edition, audience: str) -> Acknowledgement:
    """Write down, once, that ``person`` has read what binds ``audience`` in ``edition``.

    Raises DomainError for an audience that no clause binds.
    """
    if audience not in {name for clause in register.clauses().values() for name in clause.audience}:
        raise DomainError(_("没有这样的身份：请重新选择。"), field="audience")
    found, _is_new = Acknowledgement.objects.get_or_create(person=person, edition=edition, audience=audience)
    return found


def notice_for(clause: str, *, at: datetime | None = None) -> timedelta:
    """How long ahead a revision of ``clause`` is announced: the longer notice where it binds outsiders."""
    binds_staff_alone = register.clauses()[clause].audience == ("staff",)
    return REVISION.figure("staff" if binds_staff_alone else "figure", at=at)


def _default(clause: str, name: str) -> Any:
    declared = rule.registry().get(clause)
    if declared is None:
        raise DomainError(
            _("没有条款 %(clause)s，或它没有可修订的数值。") % {"clause": clause}, field="clause"
        )
    if name not in declared.defaults:
        names = "、".join(declared.defaults) or "—"
        raise DomainError(
            _("条款 %(clause)s 没有数值“%(name)s”，可修订的有：%(names)s。")
            % {"clause": clause, "name": name, "names": names},
            field="name",
        )
    return declared.defaults[name]


def _check_value(value: Any, default: Any) -> None:
    """The same kind as the mall opened with, above 0 (0 only where that was 0), and within reason."""
    if type(value) is not type(default):
        words = _("数值的类型不对：这个条款用的是像“%(example)s”这样的数值。")
        raise DomainError(words % {"example": in_words(default)}, field="value")
    if isinstance(value, time):
        fits = value.tzinfo is None and value.second == value.microsecond == 0
    elif isinstance(value, timedelta):
        fits = _within(value, default, timedelta(0), LONGEST_TERM) and value.microseconds == 0
    else:
        fits = _within(value, default, 0, LARGEST_NUMBER)
    if not fits:
        raise DomainError(_("数值超出合理范围：须大于零、为整数（时长为整秒，时刻为整分）。"), field="value")


def _within(value: Any, default: Any, zero: Any, largest: Any) -> bool:
    return (zero < value or value == default == zero) and value <= largest


def _require_notice(clause: str, *, now: datetime, effective_at: datetime) -> None:
    if timezone.is_naive(effective_at):
        raise ValueError("effective_at must be aware")
    if effective_at < now:
        raise DomainError(_("修订不溯及既往：生效时间不能早于现在。"), field="effective_at")
    notice = notice_for(clause, at=now)
    REVISION.require(
        effective_at >= now + notice,
        _("生效时间至少要在公示之后 %(notice)s。") % {"notice": in_words(notice)},
        field="effective_at",
    )
