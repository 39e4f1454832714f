"""A month as people live it over HTTP, each with their own rights; what they did is kept apart from the mall.

``Story`` plans who comes when, and what goes otherwise than planned, by chance with a fixed seed. ``Person``
writes down what it did: from these notes alone ``owed.owed`` tells what everybody has to be paid.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from mall.money import yuan
from staff import tasks
from staff.models import (
    Breach,
    Correction,
    Department,
    Duty,
    Employee,
    Handover,
    JobType,
    PayGrade,
    Position,
    ShiftKind,
)
from staff.own.devices import COOKIE
from staff.services import organisation, roles
from tests.permissions.world import Visitor, client_of

from .factories import make_department, make_employee, make_position

MONTH = date(2026, 9, 1)  # with the mid-autumn days off and a Sunday that is worked for them
LAST = date(2026, 9, 30)
MONTHLY, LEADERS_MONTHLY = 870_000, 1_234_567
BASE = 700_000
MINUTE = timedelta(minutes=1)


def moment(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001


def typed(when: datetime) -> str:
    """A moment as a browser sends it."""
    return f"{timezone.localtime(when):%Y-%m-%dT%H:%M}"


@dataclass
class Shift:
    pk: int
    starts_at: datetime
    minutes: int
    late: int = 0
    early: int = 0
    away: int = 0
    is_absent: bool = False
    forgets: bool = False  # to clock out, which is put right
    leave: str = ""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.minutes * MINUTE

    @property
    def day(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def is_worked(self) -> bool:
        return not (self.is_absent or self.leave)


@dataclass(eq=False)
class Person:
    employee: Employee
    monthly: int = MONTHLY
    client: Client | None = None
    shifts: list[Shift] = field(default_factory=list)
    rewards: list[int] = field(default_factory=list)
    insured: list[str] = field(default_factory=list)

    def post(self, path: str, data: dict) -> str:
        """Do something; where that leads. AssertionError with the mall's words where it is refused."""
        response = self.ask("post", path, data)
        if response.status_code != 302:
            words = re.findall(r'role="alert">([^<]+)<', response.content.decode())
            raise AssertionError(f"{self.employee.name} {path} {data}: {response.status_code} {words}")
        return response.url

    def ask(self, method: str, path: str, data: dict | None = None):
        """Sign in again where the last time is too long ago."""
        response = getattr(self.client, method)(path, data)
        if "/login/" in response.headers.get("Location", ""):
            self.sign_in()
            response = getattr(self.client, method)(path, data)
        return response

    def sign_in(self) -> None:
        """In the same browser, which keeps its mark."""
        kept = self.client.cookies.get(COOKIE) if self.client else None
        Authenticator.objects.filter(user=self.employee.user).delete()
        self.client = client_of(Visitor(self.employee.name, "staff", "", self.employee.user))
        if kept is not None:
            self.client.cookies[COOKIE] = kept.value

    def comes_at(self, when: datetime) -> bool:
        return any(shift.starts_at == when and shift.is_worked for shift in self.shifts)

    def read_roster(self) -> None:
        """The shifts of the month, as the file for one's own calendar has them."""
        text = self.ask("get", "/admin/my/hours/roster.ics").content.decode()
        self.shifts = []
        for entry in text.split("BEGIN:VEVENT")[1:]:
            pk = int(re.search(r"UID:duty-(\d+)@", entry)[1])
            start, end = (
                datetime.strptime(re.search(rf"{name}:(\w+)", entry)[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                for name in ("DTSTART", "DTEND")
            )
            shift = Shift(pk, start, int((end - start).total_seconds() // 60))
            if MONTH <= shift.day <= LAST:
                self.shifts.append(shift)


@dataclass
class Team:
    """``is_post``: somebody has to be there around the clock, so shifts are handed over."""

    department: Department
    lead: Person
    people: list[Person]
    is_post: bool


class Story:
    """Lived from ``first`` to ``last``; what gets in between comes ``trouble`` times as often as by default.

    Leave is taken, and a shift given away, on days of the month from ``plain[0]`` to ``plain[1]``.
    """

    def __init__(
        self,
        *,
        post: int,
        offices: int,
        office: int,
        seed: int = 7,
        first: date = MONTH,
        last: date = LAST,
        plain: tuple[int, int] = (8, 22),
        trouble: int = 1,
    ):
        self.first, self.last, self.plain, self.trouble = first, last, plain, trouble
        self.chance = Random(seed)
        self.events: dict[datetime, list] = defaultdict(list)
        self.everybody: list[Person] = []
        roles.sync()
        JobType.objects.create(code="agent", name="坐席")
        for code, name, starts, minutes in (
            ("day", "白班", "06:00", 480),
            ("evening", "中班", "14:00", 480),
            ("night", "夜班", "22:00", 480),
            ("office", "常日班", "09:00", 480),
        ):
            ShiftKind.objects.create(
                code=code, name=name, starts=starts, minutes=minutes, is_night=code == "night"
            )
        people = make_department(name="人事部")
        self.hr, *self.payroll = (
            self._person(make_position(role=role, department=people), name, LEADERS_MONTHLY)
            for role, name in (("hr", "人事"), ("payroll", "薪酬甲"), ("payroll", "薪酬乙"))
        )
        self.teams = [self._team("客服部", post, is_post=True)]
        self.teams += [self._team(f"部门{n}", office, is_post=False) for n in range(1, offices + 1)]

    def _person(self, position: Position, name: str, monthly: int = MONTHLY, **over) -> Person:
        employee = make_employee(position=position, name=name, joined_on=date(2016, 1, 4), **over)
        Employee.objects.filter(pk=employee.pk).update(
            job_type=JobType.objects.get(code="agent"), skill_level=3
        )
        one = Person(employee, monthly)
        one.sign_in()
        self.everybody.append(one)
        return one

    def _team(self, name: str, size: int, *, is_post: bool) -> Team:
        department = make_department(name=name)
        lead = self._person(
            make_position(role="department_head", department=department), f"{name}班长", LEADERS_MONTHLY
        )
        organisation.appoint_head(actor=None, department=department, head=lead.employee)
        place = make_position(department=department)
        people = [self._person(place, f"{name}{n}", superior=lead.employee) for n in range(1, size + 1)]
        return Team(department, lead, people, is_post)

    # --- Before the month ---

    def prepare(self) -> None:
        """Grades and insurance by payroll, cover and rosters by the leaders; each reads their own."""
        office = self.payroll[0]
        for code, monthly in (("a", MONTHLY), ("b", LEADERS_MONTHLY)):
            values = {"code": code, "name": code, "monthly": yuan(monthly), "from_on": "2026-01-01"}
            office.post("/admin/staff/paygrade/add/", values)
        for one in {one.employee.position_id: one for one in self.everybody}.values():
            grade = PayGrade.objects.get(code="a" if one.monthly == MONTHLY else "b").pk
            payer = self.payroll[1] if one is office else office
            payer.post(
                "/admin/staff/payplacement/add/",
                {"position": one.employee.position_id, "grade": grade, "from_on": "2026-01-01"},
            )
        for one in self.everybody[::3]:
            one.insured.append("pension")
            values = {"employee": one.employee.pk, "kind": "pension", "base": yuan(BASE)}
            office.post("/admin/staff/enrolment/add/", values | {"from_on": "2026-09-01"})
        for team in self.teams:
            self._roster(team)
            for one in team.people:
                one.ask("get", "/admin/my/attendance/")  # the browser gets its mark
                one.read_roster()

    def _roster(self, team: Team) -> None:
        lead, department = team.lead, team.department.pk
        if team.is_post:
            lead.post(
                "/admin/staff/cover/add/",
                {"department": department, "starts": "0:00", "ends": "0:00", "needed": 1},
            )
        steps = "day night -" if len(team.people) == 3 else "day day evening evening night night - -"
        pattern = {
            "department": department,
            "name": "轮班",
            "steps": steps if team.is_post else "office",
            "people": [one.employee.pk for one in team.people],
            "begins_on": "2026-09-01",
        }
        lead.post("/admin/staff/pattern/add/", pattern | ({} if team.is_post else {"follows_calendar": "on"}))
        url = f"/admin/team/?department={department}&month=2026-09"
        lead.post(url, {"act": "generate"})
        Duty.objects.filter(employee__position__department=department, work_day__gt=self.last).delete()
        lead.post(url, {"act": "publish", "accepts_holes": "on"})

    # --- The month ---

    def plan(self) -> None:
        """What goes otherwise, and every act at its moment."""
        for team in self.teams:
            self._leaves(team)
            if team.is_post:
                self._swap(team)
            for one in team.people:
                for shift in one.shifts:
                    if shift.is_worked:
                        self._mishap(team, one, shift)
            for one in team.people:
                for shift in one.shifts:
                    self._lived(team, one, shift)

    def at(self, when: datetime, person: Person, path: str, data: dict) -> None:
        self.events[when].append((person, path, data))

    def _leaves(self, team: Team) -> None:
        """One of each kind; asked ahead and granted, and one that is refused."""
        kinds = ["personal", "sick", "refused", "annual"]
        for one, kind in zip(self.chance.sample(team.people, min(4, len(team.people))), kinds, strict=False):
            shift = self.chance.choice(
                [shift for shift in one.shifts if self._is_between(shift, self.plain[0])]
            )
            self._ask(team, one, shift, kind)

    def _ask(self, team: Team, one: Person, shift: Shift, kind: str) -> None:
        start, end = typed(shift.starts_at), typed(shift.ends_at)
        asked = {
            "act": "ask",
            "kind": "personal" if kind == "refused" else kind,
            "starts_at": start,
            "ends_at": end,
            "reason": "家里有事",
            "channel": "self",
        }
        if kind == "sick":
            last = timezone.localtime(shift.ends_at - MINUTE).date()
            asked |= {"certificate_from_on": f"{shift.day}", "certificate_to_on": f"{last}"}
        answer = (
            {"act": "refuse", "note": "人手不够"}
            if kind == "refused"
            else {"act": "approve", "accepts_holes": "on", "note": ""}
        )
        if kind != "refused":
            shift.leave = kind
        notice = timedelta(days=min(5, self.plain[0] - self.first.day))
        ahead = moment(shift.day - notice, 10, one.employee.pk % 50)
        self.events[ahead].append(("leave", one, team.lead, asked, answer))

    def _swap(self, team: Team) -> None:
        """Somebody gives a shift away and works another in return, agreed, approved and signed by both."""
        one = team.people[-1]
        free = [shift for shift in one.shifts if shift.is_worked and self._is_between(shift, 14)]
        self.events[moment(self.first + timedelta(days=1), 12)].append(("swap", team, one, free))

    def _is_between(self, shift: Shift, first: int) -> bool:
        return max(first, self.plain[0]) <= shift.day.day <= self.plain[1]

    def _mishap(self, team: Team, one: Person, shift: Shift) -> None:
        luck = self.chance.random() / self.trouble
        if luck < 0.08:
            shift.late = self.chance.choice([3, 7, 19, 25, 40])
        elif luck < 0.11 and not team.is_post:
            shift.early = self.chance.choice([5, 30])
        elif luck < 0.13 and not team.is_post:
            shift.is_absent = True
        elif luck < 0.16 and not team.is_post:
            shift.forgets = True
        elif luck < 0.18:
            shift.away = self.chance.choice([10, 35])

    def _lived(self, team: Team, one: Person, shift: Shift) -> None:
        if not shift.is_worked:
            return
        came = shift.starts_at + (shift.late or -12) * MINUTE
        self.at(came, one, "/admin/my/attendance/", {"act": "clock_in"})
        if shift.away:
            self._seen_away(team, shift)
        went = shift.ends_at + (-shift.early or 50) * MINUTE
        if team.is_post:
            self.events[shift.ends_at + 45 * MINUTE].append(("relief", team, one, shift))
        if not shift.forgets:
            self.at(went, one, "/admin/my/attendance/", {"act": "clock_out"})
            return
        asked = {
            "act": "ask_correction",
            "pk": shift.pk,
            "kind": "out",
            "meant_at": typed(shift.ends_at),
            "reason": "忘了打卡",
        }
        self.at(shift.ends_at + timedelta(hours=4), one, "/admin/my/attendance/", asked)
        self.events[shift.ends_at + timedelta(hours=5)].append(("correction", team.lead))

    def _seen_away(self, team: Team, shift: Shift) -> None:
        start = shift.starts_at + timedelta(hours=2)
        seen = {
            "act": "lapse",
            "pk": shift.pk,
            "kind": "away",
            "from_at": typed(start),
            "to_at": typed(start + shift.away * MINUTE),
            "evidence": "监控录像",
        }
        self.at(shift.ends_at - timedelta(hours=1), team.lead, "/admin/my/on-duty/", seen)

    def live(self, traveller: time_machine.Coordinates) -> int:
        """Everything in its order; the mall's job closes each day. How many acts there were."""
        self.plan()
        done, day = 0, self.first
        while self.events:
            when = min(self.events)
            while day < timezone.localtime(when).date():
                traveller.move_to(moment(day, 23, 59))
                tasks.close_attendance()
                day += timedelta(days=1)
            traveller.move_to(when)
            for what, *rest in self.events.pop(when):
                if isinstance(what, Person):
                    what.post(*rest)
                else:
                    getattr(self, f"_do_{what}")(*rest)
                done += 1
        traveller.move_to(moment(date(2026, 10, 2), 9))
        tasks.close_attendance()
        return done

    @staticmethod
    def _do_leave(one: Person, lead: Person, asked: dict, answer: dict) -> None:
        lead.post(one.post("/admin/my/leave/ask/", asked), answer)

    def _do_swap(self, team: Team, one: Person, free: list[Shift]) -> None:
        """The first shift for which the page offers a colleague's in return."""
        for given in free:
            url = f"/admin/my/swaps/propose/?duty={given.pk}"
            offered = one.ask("get", url).context["partners"]
            pairs = ((partner.employee.pk, duty.pk) for partner in offered for duty in partner.repaid)
            if found := next((pair for pair in pairs if self._is_plain(team, pair[1])), None):
                break
        other = next(person for person in team.people if person.employee.pk == found[0])
        back = next(shift for shift in other.shifts if shift.pk == found[1])
        made = one.post(url, {"act": "propose", "choice": f"{found[0]}:{found[1]}", "reason": "家长会"})
        for person, act in ((other, "agree"), (team.lead, "approve"), (one, "sign"), (other, "sign")):
            person.post(made, {"act": act})
        for giver, taker, shift in ((one, other, given), (other, one, back)):
            giver.shifts.remove(shift)
            taker.shifts.append(shift)
            self._hand_on(giver, taker, shift)

    def _is_plain(self, team: Team, duty: int) -> bool:
        """Whether nothing else is planned for the shift, and it has still to come."""
        shift = next(shift for one in team.people for shift in one.shifts if shift.pk == duty)
        return shift.is_worked and shift.day.day > self.plain[0] - 2 and not (shift.late or shift.away)

    def _hand_on(self, giver: Person, taker: Person, shift: Shift) -> None:
        """What was planned of the shift is now the other's to do."""
        near = (shift.starts_at - timedelta(hours=1), shift.ends_at + timedelta(hours=2))
        for when in [when for when in self.events if near[0] <= when <= near[1]]:
            self.events[when] = [
                tuple(taker if part is giver else part for part in event) for event in self.events[when]
            ]

    def _do_relief(self, team: Team, one: Person, shift: Shift) -> None:
        """Who goes hands over to who has come; where nobody has, the leader lets them go."""
        handed_over = {"equipment": "正常", "problems": "无", "staffing": "无"}
        there = (other for other in team.people if other is not one and other.comes_at(shift.ends_at))
        next_one = next(there, None)
        if next_one is None:
            reason = {"act": "release", "pk": shift.pk, "reason": "没有接班人，班长到岗顶班"}
            team.lead.post("/admin/my/on-duty/", reason)
            return
        one.post("/admin/my/handover/", {"act": "offer", **handed_over})
        log = Handover.objects.get(duty=shift.pk)
        next_one.post("/admin/my/handover/", {"act": "take", "pk": log.pk})

    @staticmethod
    def _do_correction(lead: Person) -> None:
        for asked in Correction.objects.filter(state="asked", employee__superior=lead.employee):
            lead.post("/admin/my/on-duty/", {"act": "decide", "pk": asked.pk, "answer": "approve"})

    # --- After the month ---

    def penalise(self) -> int:
        """HR takes something off whoever has a breach on record, once each; how many that are."""
        found: dict[int, Breach] = {}
        for breach in Breach.objects.filter(clause="K8.7").order_by("pk"):
            found.setdefault(breach.employee_id, breach)
        for one in self.everybody:
            if breach := found.get(one.employee.pk):
                self.hr.post(
                    "/admin/staff/decision/add/",
                    {
                        "employee": one.employee.pk,
                        "kind": "penalty",
                        "reason": "迟到或旷工",
                        "amount": "50.00",
                        "breach": breach.pk,
                    },
                )
                one.rewards.append(-5_000)
        return len(found)
