"""Everybody who works at the demo mall.

Written in bulk, as nothing can be in the way yet: the rows are those that opening departments and positions,
hiring, orientation and appointing heads leave behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.utils import timezone

from mall import transitions
from mall.accounts.models import User
from mall.audit.services import record_many
from staff.models import Department, Duty, Employee, Position
from staff.rules import ORIENTATION_FIRST
from staff.services import rights, roles
from staff.states import EMPLOYEE

from .accounts import DEPARTMENTS, STAFF, Worker, email
from .hours import ON_ROSTERS


def make(now: datetime) -> dict[str, Employee]:
    """Departments, positions, everybody trained, on duty and answerable to somebody; by sign-in.

    One is still waiting for orientation, so that HR has something to do.
    """
    departments = _departments()
    positions = _positions(departments)
    users = _users()
    hired: dict[str, Employee] = {}
    waiting = list(STAFF)
    while waiting:  # who is above somebody comes before them
        coming = [worker for worker in waiting if not worker.superior or worker.superior in hired]
        if not coming:
            raise ValueError(f"nobody is above {[worker.sign_in for worker in waiting]}")
        hired |= _hire(coming, positions, users, hired, now)
        waiting = [worker for worker in waiting if worker.sign_in not in hired]
    _train(hired)
    _appoint(departments, hired)
    _put_on_duty(hired, now)
    return hired


def _departments() -> dict[str, Department]:
    made = Department.objects.bulk_create(
        Department(code=code, name=name, name_en=name_en) for code, name, name_en in DEPARTMENTS
    )
    _record("department.open", made)
    return {department.code: department for department in made}


def _positions(departments: dict[str, Department]) -> dict[tuple[str, str], Position]:
    groups = roles.sync()
    first: dict[tuple[str, str], Worker] = {}
    for worker in STAFF:
        first.setdefault((worker.department, worker.title), worker)
    made = {
        (code, title): Position(department=departments[code], title=title, role=groups[worker.role])
        for (code, title), worker in first.items()
    }
    Position.objects.bulk_create(made.values())
    record_many(
        actor=None,
        verb="position.open",
        subjects=[(position, {"role": position.role.name}) for position in made.values()],
    )
    return made


def _users() -> dict[str, User]:
    """Their accounts with an authenticator each; what everybody's password is, is set later."""
    made = {
        worker.sign_in: User(
            email=email(worker.sign_in), display_name=worker.name, is_staff=worker.hours is not None
        )
        for worker in STAFF
    }
    for user in made.values():
        user.set_unusable_password()
    users = User.objects.bulk_create(made.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Authenticator.objects.bulk_create(
        Authenticator(
            user=made[worker.sign_in],
            type=Authenticator.Type.TOTP,
            data={"secret": get_adapter().encrypt(worker.totp_secret)},
        )
        for worker in STAFF
    )
    record_many(actor=None, verb="user.create", subjects=[(user, {"is_staff": False}) for user in users])
    return made


def _hire(
    workers: list[Worker],
    positions: dict[tuple[str, str], Position],
    users: dict[str, User],
    hired: dict[str, Employee],
    now: datetime,
) -> dict[str, Employee]:
    made = {
        worker.sign_in: Employee(
            user=users[worker.sign_in],
            number=worker.number,
            name=worker.name,
            position=positions[worker.department, worker.title],
            superior=hired.get(worker.superior),
            joined_on=joined_on(worker, now),
        )
        for worker in workers
    }
    Employee.objects.bulk_create(made.values())
    record_many(
        actor=None,
        verb="employee.hire",
        subjects=[(employee, {"position": employee.position_id}) for employee in made.values()],
    )
    return made


def _train(hired: dict[str, Employee]) -> None:
    """Everybody but who still waits for it; with it come the permissions of the position."""
    for worker in STAFF:
        if worker.hours is not None:
            transitions.move(
                EMPLOYEE,
                hired[worker.sign_in],
                "start",
                actor=None,
                reason="入职培训考核通过",
                rule=ORIENTATION_FIRST.id,
            )
    User.groups.through.objects.bulk_create(
        User.groups.through(user=employee.user, group_id=employee.position.role_id)
        for employee in hired.values()
        if rights.has_working_rights(employee)
    )


def _appoint(departments: dict[str, Department], hired: dict[str, Employee]) -> None:
    heads = {worker.department: hired[worker.sign_in] for worker in STAFF if worker.heads}
    for code, head in heads.items():
        departments[code].head = head
    Department.objects.bulk_update([departments[code] for code in heads], ["head"])
    record_many(
        actor=None,
        verb="department.appoint_head",
        subjects=[(departments[code], {"head": head.pk}) for code, head in heads.items()],
    )


def joined_on(worker: Worker, now: datetime) -> date:
    """Over a year ago; who waits for orientation today, so that no month that is over pays them."""
    return timezone.localdate(now) - timedelta(days=400 if worker.hours is not None else 0)


def _put_on_duty(hired: dict[str, Employee], now: datetime) -> None:
    """Three days for who is on no roster, the first of them now."""
    duties = [
        Duty(
            employee=hired[worker.sign_in],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=9),
            published_at=now,
        )
        for worker in STAFF
        if worker.hours is not None and worker.sign_in not in ON_ROSTERS
        for starts_at in (_full_hour(now + timedelta(days=day, hours=worker.hours)) for day in range(3))
    ]
    Duty.objects.bulk_create(duties)
    record_many(
        actor=None,
        verb="duty.assign",
        subjects=[(duty, {"employee": duty.employee_id}) for duty in duties],
    )


def _full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _record(verb: str, subjects: Iterable) -> None:
    record_many(actor=None, verb=verb, subjects=[(subject, {}) for subject in subjects])
