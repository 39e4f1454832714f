"""The departments' register: opened, worked on, finished with a result. (H11-14, H15-18, H19-22)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.audit.services import record
from mall.deadlines import services as deadlines
from mall.deadlines.models import OwnerKind
from mall.errors import DomainError
from mall.notifications.services import notify, notify_many
from staff.entries import TYPES, EntryType, type_of
from staff.models import Department, Employee, EmployeeState, Entry, EntryKind, EntryState, Level, LevelGrant
from staff.rules import CLEARED
from staff.states import ENTRY

from .months import next_first

DUE_STAGE = "entry_due"
PURPOSE = "entry"
ANSWER_WITHIN = timedelta(days=7)


@locks.service
def open_entry(
    *,
    actor,
    kind: str,
    department: Department,
    title: str,
    owner: Employee,
    due_on: date,
    typed: Mapping[str, Any],
    level: int = Level.INTERNAL,
    now: datetime | None = None,
) -> Entry:
    """A new entry of ``kind`` with what was typed into its fields.

    ``actor`` is one of the department, its head, or None for the mall. Raises PermissionDenied for others,
    RuleError (the type's clause) for a field left empty, (G12) for a level that actor or owner aren't cleared
    for; DomainError, at its field, for what makes no value, a due day in the past or before the first day.
    """
    now = now or timezone.now()
    what = type_of(kind)
    if actor is not None and not may_write(actor, department):
        raise PermissionDenied
    if owner.state != EmployeeState.ACTIVE:
        raise DomainError(_("%(name)s不在职，不能做经办人。") % {"name": owner.name}, field="owner")
    if not title.strip():
        raise DomainError(_("请填写标题。"), field="title")
    if due_on < timezone.localdate(now):
        raise DomainError(_("期限不能早于今天。"), field="due_on")
    data = _read(what, typed, due_on=due_on, today=timezone.localdate(now))
    _require_cleared(actor, owner, level)
    entry = Entry.objects.create(
        kind=kind,
        department=department,
        title=title.strip(),
        owner=owner,
        due_on=due_on,
        level=level,
        data=data,
        opened_by=actor,
        opened_at=now,
    )
    record(actor=actor, verb="entry.open", subject=entry, rule=what.rule.id, data={"kind": kind})
    _start(entry, what, now)
    if actor is None or owner.user_id != actor.pk:
        notify(
            person=owner.user,
            key=f"entry:{entry.pk}",
            title=format_lazy("{}{}", gettext_lazy("交给您负责："), entry.title),
            link=entry.own_page,
            rule=what.rule.id,
        )
    return entry


@locks.service
def route_feedback(*, actor, goods: str, words: str, source: str, now: datetime | None = None) -> Entry:
    """What shoppers say goes to the product department, to be answered by its head within a week. (H15-18)

    For whoever hears it, at whatever stage. Raises DomainError while that department has no head.
    """
    now = now or timezone.now()
    what = TYPES[EntryKind.FEEDBACK]
    department = Department.objects.filter(code=what.department).select_related("head__user").first()
    if department is None or department.head is None:
        raise DomainError(_("产品部门还没有负责人，反馈没有人接；请先任命负责人。"))
    entry = open_entry(
        actor=None,
        kind=EntryKind.FEEDBACK,
        department=department,
        title=f"{goods}：{words}"[:60],
        owner=department.head,
        due_on=timezone.localdate(now + ANSWER_WITHIN),
        typed={"goods": goods, "words": words, "source": source},
        now=now,
    )
    record(actor=actor, verb="entry.route", subject=entry, rule=what.rule.id)
    return entry


@locks.service
def begin(*, actor, entry: Entry) -> Entry:
    """Work on it has begun. By its owner or the head: PermissionDenied for others."""
    entry = locks.lock_one(entry)
    _require_worker(actor, entry)
    return transitions.move(ENTRY, entry, "begin", actor=actor, rule=type_of(entry.kind).rule.id)


@locks.service
def rewrite(*, actor, entry: Entry, typed: Mapping[str, Any]) -> Entry:
    """Correct the fields of an entry that is still open; what stood there before stays on record."""
    entry = locks.lock_one(entry)
    _require_worker(actor, entry)
    if not ENTRY.allows(entry.state, "finish"):
        raise DomainError(_("已经结束的登记不再改动。"))
    what = type_of(entry.kind)
    data = _read(what, typed, due_on=entry.due_on)
    before, entry.data = entry.data, data
    entry.save(update_fields=["data"])
    changed = {name: before.get(name) for name in data if data[name] != before.get(name)}
    record(actor=actor, verb="entry.rewrite", subject=entry, rule=what.rule.id, data={"before": changed})
    return entry


@locks.service
def finish(*, actor, entry: Entry, typed: Mapping[str, Any], now: datetime | None = None) -> Entry:
    """Done, with what the type wants to know in the end: result and cost, answer, day of the fix.

    Raises RuleError (the type's clause) where that is missing, DomainError for what makes no value,
    ForbiddenMove for an entry that has ended, PermissionDenied for who is neither its owner nor the head.
    """
    now = now or timezone.now()
    entry = locks.lock_one(entry)
    _require_worker(actor, entry)
    what = type_of(entry.kind)
    data = _read(what, typed, due_on=entry.due_on, kept=entry.data, today=timezone.localdate(now))
    entry = transitions.move(ENTRY, entry, "finish", actor=actor, rule=what.rule.id, data=data, ended_at=now)
    deadlines.meet(entry, what.rule, stage=DUE_STAGE, now=now)
    return entry


@locks.service
def drop(*, actor, entry: Entry, reason: str, now: datetime | None = None) -> Entry:
    """Nothing comes of it, and why. Raises as ``finish`` does, DomainError without a reason."""
    now = now or timezone.now()
    entry = locks.lock_one(entry)
    _require_worker(actor, entry)
    if not reason.strip():
        raise DomainError(_("请写明放弃的原因。"), field="reason")
    rule = type_of(entry.kind).rule
    entry = transitions.move(
        ENTRY, entry, "drop", actor=actor, reason=reason.strip(), rule=rule.id, ended_at=now
    )
    deadlines.cancel(entry, rule, stage=DUE_STAGE, now=now)
    return entry


def overdue(*, entry: Entry, now: datetime) -> None:
    """It is due and not done: owner and head are told. The clock's effect."""
    entry.overdue_at = now
    entry.save(update_fields=["overdue_at"])
    people = {entry.owner.user_id: entry.owner.user}
    if entry.department.head is not None:
        people[entry.department.head.user_id] = entry.department.head.user
    notify_many(
        people=people.values(),
        key=f"entry:{entry.pk}:{entry.due_on}",
        title=format_lazy("{}{}", gettext_lazy("已到期限："), entry.title),
        link=entry.own_page,
        rule=type_of(entry.kind).rule.id,
    )


def departments_of(user) -> list[Department]:
    """Where ``user`` may write: their own department and those they head; all for who keeps the register."""
    rows = Department.objects.all()
    if not user.has_perm("staff.change_entry"):
        mine = Q(positions__employees__user=user, positions__employees__state=EmployeeState.ACTIVE)
        rows = rows.filter(mine | Q(head__user=user)).distinct()
    return list(rows.order_by("code"))


def reported_to(user) -> QuerySet[Department]:
    """Whose months ``user`` reads: those they head, all for who sees the whole register."""
    rows = Department.objects.order_by("code")
    return rows if user.has_perm("staff.view_entry") else rows.filter(head__user=user)


def may_write(user, department: Department) -> bool:
    return department in departments_of(user)


def may_work(user, entry: Entry) -> bool:
    """Its owner, the head of its department, and who keeps the register."""
    heads = entry.department.head is not None and entry.department.head.user_id == user.pk
    return heads or entry.owner.user_id == user.pk or user.has_perm("staff.change_entry")


@dataclass(frozen=True)
class Line:
    """A type's month: how many were opened, ended and late, and what plans cost, in fen."""

    what: EntryType
    opened: int
    done: int
    dropped: int
    waiting: int
    late: int
    budget: int
    spent: int


def month_report(*, rows, first_on: date, today: date) -> tuple[list[Line], list[Entry]]:
    """A month of ``rows`` by type, with what was in hand in it; types without any are left out. One query."""
    begins, ends = (_midnight(day) for day in (first_on, next_first(first_on)))
    in_hand = list(
        rows.filter(opened_at__lt=ends)
        .filter(Q(ended_at=None) | Q(ended_at__gte=begins))
        .select_related("owner", "department")
        .order_by("kind", "due_on", "id")
    )
    lines = []
    for kind, what in TYPES.items():
        mine = [one for one in in_hand if one.kind == kind]
        ended = [one for one in mine if one.ended_at is not None and one.ended_at < ends]
        done = [one for one in ended if one.state == EntryState.DONE]
        waiting = [one for one in mine if one not in ended]
        if mine:
            lines.append(
                Line(
                    what,
                    opened=sum(one.opened_at >= begins for one in mine),
                    done=len(done),
                    dropped=len(ended) - len(done),
                    waiting=len(waiting),
                    late=sum(one.due_on < min(today, next_first(first_on)) for one in waiting),
                    budget=sum(one.data.get("budget") or 0 for one in mine),
                    spent=sum(one.data.get("spent") or 0 for one in done),
                )
            )
    return lines, in_hand


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def wrong_with(
    what: EntryType,
    typed: Mapping[str, Any],
    *,
    due_on: date | None,
    kept: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> list[DomainError]:
    """All that is wrong with what was typed, each at its field: a form shows it at once.

    ``kept`` are the values of an entry that is to be finished. ``due_on`` is None where a form has none.
    """
    return _checked(what, typed, due_on, kept, today)[1]


def _read(what: EntryType, typed: Mapping[str, Any], *, due_on, kept=None, today=None) -> dict[str, Any]:
    """The values; raises the first of what is wrong."""
    data, wrong = _checked(what, typed, due_on, kept, today)
    if wrong:
        raise wrong[0]
    return data


def _checked(what: EntryType, typed, due_on, kept, today) -> tuple[dict[str, Any], list[DomainError]]:
    read, wrong = what.read(typed, closing=kept is not None)
    data = {**(kept or {}), **read}
    return data, [*wrong, *_wrong_days(what, data, due_on, today or timezone.localdate())]


def _wrong_days(what: EntryType, data: dict[str, Any], due_on, today: date) -> Iterator[DomainError]:
    starts_on = data.get("starts_on")
    if starts_on and due_on and due_on < date.fromisoformat(starts_on):
        yield DomainError(_("期限不能早于开始日期。"), field="due_on")
    for field in what.fields:
        day = data.get(field.name) if field.is_past else None
        if day and date.fromisoformat(day) > today:
            words = _("“%(label)s”不能晚于今天。") % {"label": field.label}
            yield DomainError(words, field=field.name)
    if what.span and all(data.get(name) for name in what.span):
        first, last = what.span
        if data[last] < data[first]:
            labels = {field.name: field.label for field in what.fields}
            words = _("“%(last)s”不能早于“%(first)s”。") % {"last": labels[last], "first": labels[first]}
            yield DomainError(words, field=last)


def _require_cleared(actor, owner: Employee, level: int) -> None:
    people = [owner.user, *([actor] if actor is not None else [])]
    is_cleared = all(LevelGrant.objects.level_of(one) >= level for one in people)
    CLEARED.require(is_cleared, _("登记人和经办人都要有这个密级的查阅授权。"), field="level")


def _require_worker(actor, entry: Entry) -> None:
    if not may_work(actor, entry):
        raise PermissionDenied
    CLEARED.require(LevelGrant.objects.level_of(actor) >= entry.level, _("您没有这个密级的查阅授权。"))


def _start(entry: Entry, what: EntryType, now: datetime) -> None:
    deadlines.start(
        entry,
        what.rule,
        stage=DUE_STAGE,
        owner=(OwnerKind.PERSON, entry.owner.user_id),
        due_at=_midnight(entry.due_on + timedelta(days=1)),
        now=now,
    )
