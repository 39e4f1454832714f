"""Notices to staff, read and ticked before work begins. (K7.3)"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from staff.models import Department, Employee, Notice, NoticeRead
from staff.rules import NOTICES_FIRST


@locks.service
def publish(*, actor, title: str, body: str, department: Department | None = None) -> Notice:
    """A notice to a department, or to everybody."""
    notice = Notice.objects.create(title=title, body=body, department=department, published_by=actor)
    record(actor=actor, verb="notice.publish", subject=notice)
    return notice


@locks.service
def tick(*, employee: Employee, notice: Notice) -> None:
    """The person has read it; the second time changes nothing."""
    NoticeRead.objects.bulk_create([NoticeRead(notice=notice, employee=employee)], ignore_conflicts=True)


def of(employee: Employee, now: datetime | None = None) -> QuerySet[Notice]:
    """The latest notices to the person, newest first, each with ``is_read``."""
    now = now or timezone.now()
    read = NoticeRead.objects.filter(notice=OuterRef("pk"), employee=employee)
    return (
        Notice.objects.filter(Q(department=None) | Q(department=employee.position.department_id))
        .filter(published_at__gt=now - NOTICES_FIRST.figure(at=now), published_at__lte=now)
        .annotate(is_read=Exists(read))
        .order_by("-published_at", "-id")
    )


def unread(employee: Employee, now: datetime | None = None) -> QuerySet[Notice]:
    return of(employee, now).filter(is_read=False)


def require_read(employee: Employee, *, now: datetime | None = None) -> None:
    """Before the first ticket of a shift. Raises RuleError (K7.3) that names what is unread."""
    first = list(unread(employee, now)[:3])
    NOTICES_FIRST.require(
        not first,
        _("先读完最新通告再开始工作：%(titles)s") % {"titles": "、".join(notice.title for notice in first)},
    )
