"""The committee's seats, meetings and resolutions. (H7-8)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.rulebook.models import Resolution
from mall.rulebook.services import record_resolution
from staff.models import Employee, EmployeeState, Meeting, Seat, Vote
from staff.rules import COMMITTEE


@locks.service
def seat(*, actor, title: str, holder: Employee | None, place: int = 1, title_en: str = "") -> Seat:
    """A new seat, held or vacant. Raises DomainError for a taken title or somebody not on active service."""
    _check_holder(holder)
    try:
        with transaction.atomic():
            made = Seat.objects.create(title=title, title_en=title_en, place=place, holder=holder)
    except IntegrityError as error:
        raise DomainError(_("已有这个席位，请换一个名称。"), field="title") from error
    record(actor=actor, verb="seat.open", subject=made, rule=COMMITTEE.id)
    return made


@locks.service
def appoint(*, actor, seat: Seat, holder: Employee | None) -> Seat:
    """Give a seat to somebody on active service, or leave it vacant; nobody seats themselves."""
    _check_holder(holder)
    if holder is not None and actor is not None and holder.user_id == actor.pk:
        raise DomainError(_("不能任命自己为委员，请由其他有权限的同事办理。"), field="holder")
    Seat.objects.filter(pk=seat.pk).update(holder=holder)
    seat.holder = holder
    record(actor=actor, verb="seat.appoint", subject=seat, data={"holder": holder.pk if holder else None})
    return seat


@locks.service
def record_meeting(
    *,
    actor,
    held_at: datetime,
    agenda: str,
    minutes: str,
    present: Iterable[Employee],
    now: datetime | None = None,
) -> Meeting:
    """Write down a meeting that was held. Only whoever sits on the committee counts as present.

    Raises RuleError where not more than half of the filled seats were there, DomainError for a meeting that
    hasn't begun or for somebody without a seat.
    """
    if held_at > (now or timezone.now()):
        raise DomainError(_("会议还没有开，请在会后记录。"), field="held_at")
    sitting = set(Seat.objects.exclude(holder=None).values_list("holder", flat=True))
    there = {employee.pk for employee in present}
    if there - sitting:
        raise DomainError(_("出席名单里有不是委员的人，请核对。"), field="present")
    COMMITTEE.require(
        len(there) * 2 > len(sitting),
        _("出席 %(there)d 人，委员 %(all)d 人：未过半数，会议不成立。")
        % {"there": len(there), "all": len(sitting)},
        field="present",
    )
    meeting = Meeting.objects.create(
        held_at=held_at, agenda=agenda, minutes=minutes, seats_filled=len(sitting), recorded_by=actor
    )
    meeting.present.set(there)
    record(
        actor=actor, verb="meeting.record", subject=meeting, rule=COMMITTEE.id, data={"present": len(there)}
    )
    return meeting


@locks.service
def resolve(
    *, actor, meeting: Meeting, number: str, title: str, text: str, in_favour: int, against: int
) -> Resolution:
    """Record what a meeting resolved, with its vote; whoever was there and did neither abstained.

    Raises RuleError without a majority of those present, DomainError for more votes than people, and as
    ``rulebook.services.record_resolution`` does (PermissionDenied without ``rulebook.add_resolution``).
    """
    there = meeting.present.count()
    if in_favour + against > there:
        raise DomainError(_("票数多于出席人数（%(n)d 人），请核对。") % {"n": there}, field="against")
    COMMITTEE.require(
        in_favour * 2 > there,
        _("赞成 %(yes)d 票，出席 %(all)d 人：未过半数，不成为决议。") % {"yes": in_favour, "all": there},
        field="in_favour",
    )
    resolution = record_resolution(
        actor=actor,
        number=number,
        title=title,
        text=text,
        passed_on=timezone.localdate(meeting.held_at),
    )
    Vote.objects.create(
        meeting=meeting,
        resolution=resolution,
        in_favour=in_favour,
        against=against,
        abstained=there - in_favour - against,
    )
    return resolution


def _check_holder(holder: Employee | None) -> None:
    if holder is not None and holder.state != EmployeeState.ACTIVE:
        raise DomainError(_("%(name)s不在职，不能担任委员。") % {"name": holder.name}, field="holder")
