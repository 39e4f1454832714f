"""The rules of leave (K8) as one list of questions over plain values; services load these and ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mall.moments import last_day
from staff import rules
from staff.models import LeaveChannel, LeaveKind

from .entitlements import told
from .shifts import Refusal, Shift, refuse_first

SPECIAL = (LeaveKind.SPECIAL, LeaveKind.BEREAVEMENT)  # an hour before the shift is enough


@dataclass(frozen=True)
class Asked:
    """A leave as it is asked for: ``shifts`` are those it touches, ``certified`` the days of certificates.

    ``beside`` are its days of which no roster says what it takes.

    ``left`` is what remains of the kind's entitlement in minutes; None where the kind has none.
    """

    kind: str
    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    channel: str = LeaveChannel.SELF
    is_emergency: bool = False
    asks_acceptance: bool = False
    shifts: tuple[Shift, ...] = ()
    certified: tuple[tuple[date, date], ...] = ()
    minutes: int = 0
    beside: tuple[date, ...] = ()
    left: int | None = None

    @property
    def begins_at(self) -> datetime:
        """Before what it has to be asked: the first shift, or the leave itself where none is touched."""
        return min([shift.starts_at for shift in self.shifts], default=self.starts_at)

    @property
    def is_sick(self) -> bool:
        return self.kind == LeaveKind.SICK

    @property
    def is_called_in(self) -> bool:
        """An emergency: told before the shift, it is bound by no other time. (K8.4)"""
        return self.is_sick and self.is_emergency

    @property
    def is_whole_day(self) -> bool:
        """Sick for a day or more: a whole shift, or as long as the figure says."""
        whole = any(self.starts_at <= s.starts_at and s.ends_at <= self.ends_at for s in self.shifts)
        return whole or self.ends_at - self.starts_at >= rules.CERTIFICATE.figure(at=self.asked_at)

    @property
    def days(self) -> tuple[date, date]:
        """The first and last day that a certificate has to cover: the days of the shifts, or the leave's."""
        if self.shifts:
            ordered = sorted(self.shifts)
            return local_day(ordered[0].starts_at), local_day(ordered[-1].starts_at)
        return local_day(self.starts_at), last_day(self.ends_at)

    @property
    def is_certified(self) -> bool:
        """Whether certificates without a gap between them cover every day. (K8.4)"""
        first, last = self.days
        reached = first - timedelta(days=1)
        for from_on, to_on in sorted(self.certified):
            if from_on <= reached + timedelta(days=1):
                reached = max(reached, to_on)
        return bool(self.certified) and reached >= last


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def noon_of(shift: Shift, at: datetime) -> datetime:
    """Until when leave from a night shift is asked for: noon of the day on which it starts. (K8.5)"""
    noon = datetime.combine(local_day(shift.starts_at), rules.NIGHT_LEAVE.figure(at=at))
    return timezone.make_aware(noon)


def require(asked: Asked) -> None:
    """Raise RuleError with the first clause that forbids this leave, saying what would be possible."""
    refuse_first(judge(asked))


def require_still(asked: Asked) -> None:
    """Raise RuleError for what may have come up since it was asked: a swap, or other leave. (K9.5, G6.2)"""
    refuse_first(refusal for question in (_swapped, _entitled) for refusal in question(asked))


def judge(asked: Asked) -> list[Refusal]:
    """All that the clauses have against this leave, in the order of the policy; empty: it may be asked."""
    return [refusal for question in QUESTIONS for refusal in question(asked)]


def exceptions(asked: Asked) -> list[str]:
    """What is out of the ordinary and needs the approver's particular attention, in words."""
    found = []
    if any(shift.is_night for shift in asked.shifts):
        found.append(_("夜班原则上不准假（K8.5）"))
    if any(shift.is_holiday for shift in asked.shifts):
        found.append(_("节假日原则上不准假（K8.6）"))
    if asked.asks_acceptance:
        found.append(_("没有按时提出，请求认可；不认可按旷工处理（K8.2）"))
    if asked.is_called_in and not asked.is_certified:
        found.append(_("急诊，假条在返岗第一天交（K8.4）"))
    return found


def _ahead(asked: Asked) -> Iterator[Refusal]:
    """K8.2: a day ahead, an hour before for special ones, afterwards only to be accepted."""
    if asked.is_sick or asked.asks_acceptance:
        return
    name = "special" if asked.kind in SPECIAL else "figure"
    term = rules.AHEAD.figure(name, at=asked.asked_at)
    if asked.asked_at <= asked.begins_at - term:
        return
    special = rules.AHEAD.figure("special", at=asked.asked_at)
    if name == "figure" and asked.asked_at <= asked.begins_at - special:
        instead = _("情况特殊的可改请特殊事假；也可以勾选“请求认可”，由上级决定。")
    else:
        instead = _("可以勾选“请求认可”由上级决定，不认可按旷工处理。")
    words = (
        _("特殊事假要在班前 1 小时提出，已经过了时间。")
        if name == "special"
        else _("要提前一天请假，已经过了时间。")
    )
    yield Refusal(rules.AHEAD, words, instead, "starts_at")


def _sick_ahead(asked: Asked) -> Iterator[Refusal]:
    """K8.4: also who is ill says so before the shift; K8.2: otherwise only to be accepted."""
    if asked.is_sick and not asked.asks_acceptance and asked.asked_at >= asked.begins_at:
        words = (
            _("急诊要在班前来电告诉班长，可以托人。")
            if asked.is_emergency
            else _("病假要在上班之前提出，班次已经开始。")
        )
        rule = rules.CERTIFICATE if asked.is_emergency else rules.AHEAD
        yield Refusal(rule, words, _("可以勾选“请求认可”由上级决定。"), "starts_at")


def _in_person(asked: Asked) -> Iterator[Refusal]:
    """K8.3: only sick leave is asked for by somebody else."""
    if asked.channel == LeaveChannel.DELEGATED and not asked.is_sick:
        yield Refusal(
            rules.IN_PERSON,
            _("只有病假可以由他人代请。"),
            _("请本人登录申请，或由本人来电、班长代录。"),
            "channel",
        )


def _certificate(asked: Asked) -> Iterator[Refusal]:
    """K8.4: a day or more of sick leave with an unbroken certificate, bar emergencies."""
    if asked.is_sick and asked.is_whole_day and not asked.is_emergency and not asked.is_certified:
        first, last = asked.days
        words = (
            _("证明的日期要连续，覆盖 %(first)s 至 %(last)s。")
            if asked.certified
            else _("病假满一天要有医疗证明，覆盖 %(first)s 至 %(last)s。")
        ) % {"first": f"{first:%m-%d}", "last": f"{last:%m-%d}"}
        instead = _("急诊请在班前来电并勾选急诊，假条返岗第一天交。")
        yield Refusal(rules.CERTIFICATE, words, instead, "certificate_to_on")


def _night(asked: Asked) -> Iterator[Refusal]:
    """K8.5: from a night shift only as an exception, asked before noon of its day."""
    if asked.is_called_in:
        return
    for shift in asked.shifts:
        if shift.is_night and asked.asked_at >= noon_of(shift, asked.asked_at):
            words = _("夜班 %(shift)s 要在当天中午 12 点之前提出。") % {"shift": shift.words}
            instead = (
                _("急诊请在班前来电并勾选急诊。")
                if asked.is_sick
                else _("可以看看能和谁换班；急病请在班前来电。")
            )
            yield Refusal(rules.NIGHT_LEAVE, words, instead, "starts_at")
            return


def _holiday(asked: Asked) -> Iterator[Refusal]:
    """K8.6: from a holiday's shift only in the rarest cases, asked two days ahead."""
    if asked.is_called_in:
        return
    term = rules.HOLIDAY_LEAVE.figure(at=asked.asked_at)
    for shift in asked.shifts:
        if shift.is_holiday and asked.asked_at > shift.starts_at - term:
            words = _("节假日的班次 %(shift)s 要提前两天提出，极特殊的才批准。") % {"shift": shift.words}
            instead = _("节假日班次也不能换班，急病请在班前来电并勾选急诊。")
            yield Refusal(rules.HOLIDAY_LEAVE, words, instead, "starts_at")
            return


def _swapped(asked: Asked) -> Iterator[Refusal]:
    """K9.5: no leave from a swapped or repaid shift, unless certified sick."""
    if asked.is_sick and (asked.is_certified or asked.is_emergency):
        return
    for shift in asked.shifts:
        if shift.is_swapped:
            words = _("%(shift)s 是换班或还班的班次，不能请假。") % {"shift": shift.words}
            instead = _("生病请附医疗证明请病假。")
            yield Refusal(rules.SWAPPED_NO_LEAVE, words, instead, "starts_at")
            return


def _entitled(asked: Asked) -> Iterator[Refusal]:
    """G6.2: not more than is left."""
    if asked.left is not None and asked.minutes > asked.left:
        words = _("这类假还剩 %(left)s，这次要用 %(used)s。") % {
            "left": told(asked.left),
            "used": told(asked.minutes),
        }
        yield Refusal(rules.ENTITLEMENT, words, _("可以缩短日期，或改请事假。"), "kind")


QUESTIONS = (_in_person, _ahead, _sick_ahead, _certificate, _night, _holiday, _swapped, _entitled)
