"""What rosters are made of: kinds of shifts, rotations with their people, and the cover needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from staff.models import (
    Cover,
    Department,
    Employee,
    EmployeeState,
    Pattern,
    PatternMember,
    PatternStep,
    ShiftKind,
)

MOST_STEPS = 62


@locks.service
def save_kind(*, actor, kind: ShiftKind | None = None, **values) -> ShiftKind:
    """A new kind of shift, or new values of ``kind``; shifts already on a roster stay as they are.

    Raises DomainError where the code is taken.
    """
    kind = kind or ShiftKind()
    for name, value in values.items():
        setattr(kind, name, value)
    try:
        with transaction.atomic():
            kind.save()
    except IntegrityError as error:
        raise DomainError(
            _("代号“%(code)s”已被使用，请换一个。") % {"code": kind.code}, field="code"
        ) from error
    record(actor=actor, verb="shift_kind.save", subject=kind, data={"code": kind.code})
    return kind


@locks.service
def save_pattern(
    *,
    actor,
    department: Department,
    name: str,
    steps: Sequence[ShiftKind | None],
    pattern: Pattern | None = None,
    follows_calendar: bool = False,
    begins_on: date | None = None,
) -> Pattern:
    """A rotation of ``steps``, None being a day of rest. Rosters already made stay as they are.

    Raises DomainError without a shift in it, with too many steps, or where the name is taken.
    """
    if not any(steps):
        raise DomainError(_("轮班方案里至少要有一个班。"), field="steps")
    if len(steps) > MOST_STEPS:
        raise DomainError(_("轮班方案最多 %(n)s 天。") % {"n": MOST_STEPS}, field="steps")
    pattern = pattern or Pattern(department=department)
    pattern.name, pattern.follows_calendar = name, follows_calendar
    pattern.begins_on = begins_on or pattern.begins_on
    try:
        with transaction.atomic():
            pattern.save()
    except IntegrityError as error:
        raise DomainError(_("这个部门已有名为“%(name)s”的方案。") % {"name": name}, field="name") from error
    pattern.steps.all().delete()
    PatternStep.objects.bulk_create(
        PatternStep(pattern=pattern, place=place, kind=kind) for place, kind in enumerate(steps)
    )
    record(actor=actor, verb="pattern.save", subject=pattern, data={"steps": len(steps)})
    return pattern


@locks.service
def put_on_pattern(*, actor, pattern: Pattern, people: Sequence[Employee]) -> None:
    """Have ``people``, and nobody else, go through the rotation, spread evenly over its days.

    Raises DomainError for somebody of another department.
    """
    if stranger := next((one for one in people if one.department != pattern.department), None):
        raise DomainError(
            _("%(name)s不在%(department)s。") % {"name": stranger.name, "department": pattern.department},
            field="people",
        )
    working = sorted((one for one in people if one.state != EmployeeState.LEFT), key=lambda one: one.number)
    length = max(pattern.steps.count(), 1)
    PatternMember.objects.filter(pattern=pattern).exclude(employee__in=working).delete()
    PatternMember.objects.filter(employee__in=working).delete()
    PatternMember.objects.bulk_create(
        PatternMember(pattern=pattern, employee=one, offset=n * length // max(len(working), 1))
        if len(working) < length
        else PatternMember(pattern=pattern, employee=one, offset=n % length)
        for n, one in enumerate(working)
    )
    record(actor=actor, verb="pattern.people", subject=pattern, data={"people": len(working)})


@locks.service
def save_rotation(*, actor, people: Sequence[Employee], pattern: Pattern | None = None, **values) -> Pattern:
    """Steps and people at once. Raises as ``save_pattern`` and ``put_on_pattern`` do."""
    pattern = save_pattern(actor=actor, pattern=pattern, **values)
    put_on_pattern(actor=actor, pattern=pattern, people=people)
    return pattern


@locks.service
def require_cover(
    *, actor, department: Department, needed: int, starts: time = time(0), ends: time = time(0)
) -> Cover:
    """The department needs ``needed`` people between two times of day; equal times: all day. (K1.1)"""
    cover, _is_new = Cover.objects.update_or_create(
        department=department, starts=starts, ends=ends, defaults={"needed": needed}
    )
    record(actor=actor, verb="cover.require", subject=cover, data={"needed": needed})
    return cover
