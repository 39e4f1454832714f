"""A month's roster for 500 employees: made, published, shown; and the list of lawful partners for a swap."""

from __future__ import annotations

import time
from datetime import date, timedelta
from datetime import time as time_of_day

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from mall.accounts.models import User
from staff.models import Department, Duty, Employee, EmployeeState, JobType, Position, ShiftKind
from staff.services import months, patterns, roles, swap_facts

from .report import Report

PEOPLE = 500
MADE_SECONDS, SHOWN_MS = 5, 150
TIMES = 7


def run(report: Report) -> None:
    head, department = _people()
    first_on = months.next_first(months.first_of(timezone.localdate()))
    began = time.perf_counter()
    made = months.generate(actor=None, department=department, first_on=first_on)
    report.add(f"month of {PEOPLE} made", time.perf_counter() - began, "s", at_most=MADE_SECONDS)
    report.note(f"{made.duties:,} shifts")
    began = time.perf_counter()
    months.publish(actor=head.user, month=made.month, accepts_holes=True)
    report.add("published, everybody told", time.perf_counter() - began, "s", at_most=MADE_SECONDS)
    client = _signed_in(head.user)
    month = f"month={first_on:%Y-%m}"
    for name, url in (
        ("team's month shown", f"/admin/team/?{month}"),
        ("own month", f"/admin/my/hours/?{month}"),
    ):
        took, cpu = _median(lambda url=url: client.get(url))
        report.add(name, took, "ms", at_most=SHOWN_MS)
        report.note(f"of which {cpu:.0f} ms of this process's CPU")
    duty = (
        Duty.objects.published()
        .filter(starts_at__gt=timezone.now() + timedelta(days=9))
        .earliest("starts_at")
    )
    now = timezone.now()
    took, _cpu = _median(lambda: swap_facts.lawful_partners(duty, now=now), times=1)
    report.add(f"lawful partners among {PEOPLE}", took, "ms", at_most=1_000)


def _people() -> tuple[Employee, Department]:
    roles.sync()
    department = Department.objects.create(code="bench", name="客服部")
    position = Position.objects.create(
        department=department, title="客服", role=Group.objects.get(name="department_head")
    )
    agent = JobType.objects.create(code="agent", name="坐席")
    users = User.objects.bulk_create(
        User(email=f"roster{n}@example.test", display_name=f"员工{n}", is_staff=True) for n in range(PEOPLE)
    )
    people = Employee.objects.bulk_create(
        Employee(
            user=user,
            number=f"B{n:03}",
            name=user.display_name,
            position=position,
            state=EmployeeState.ACTIVE,
            job_type=agent,
        )
        for n, user in enumerate(users)
    )
    Department.objects.filter(pk=department.pk).update(head=people[0])
    kinds = [
        ShiftKind.objects.create(
            code=code, name=code, starts=time_of_day(hour), minutes=480, is_night=code == "night"
        )
        for code, hour in (("day", 6), ("evening", 14), ("night", 22))
    ]
    day, evening, night = kinds
    patterns.require_cover(actor=None, department=department, needed=20)
    patterns.save_rotation(
        actor=None,
        department=department,
        name="三班",
        steps=[day, day, evening, evening, night, night, None, None],
        people=list(Employee.objects.select_related("position__department").order_by("number")),
        begins_on=date(2026, 1, 1),
    )
    return people[0], Department.objects.get(pk=department.pk)


def _signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _median(call, *, times: int = TIMES) -> tuple[float, float]:
    """Milliseconds of the middle one of several calls, after one that warms up, and of CPU alike."""
    call()
    took, used = [], []
    for _n in range(times):
        began, spent = time.perf_counter(), time.process_time()
        call()
        took.append((time.perf_counter() - began) * 1_000)
        used.append((time.process_time() - spent) * 1_000)
    return sorted(took)[times // 2], sorted(used)[times // 2]
