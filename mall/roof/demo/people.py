"""The people of the demo mall: shoppers with addresses, and everybody who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.utils import timezone

from mall.accounts.models import User
from mall.accounts.services import addresses
from mall.accounts.services.people import create_account
from mall.audit.services import record_many
from staff.models import Duty, Employee
from staff.services import employees, organisation, roles

from .accounts import DEPARTMENTS, SHOPPERS, STAFF, Worker, email
from .hours import ON_ROSTERS

_FAMILY = "王李张刘陈杨黄赵吴徐孙马朱胡郭何高罗郑梁谢唐许邓冯韩曹曾彭萧"
_GIVEN = "安宁若曦子墨雨桐浩然思远佳音一诺清扬书瑶景行乐言知秋念慈云舒星河沐阳"
_DIVISIONS = (
    "310106",
    "440305",
    "510104",
    "330106",
    "110105",
    "320508",
    "420106",
    "610113",
    "350203",
    "210202",
    "500103",
    "370202",
)
_STREETS = ("人民路", "解放路", "中山路", "文化路", "新华街", "建设大道", "滨河路", "学府路")
OTHERS = 46


@dataclass(frozen=True)
class Buyer:
    """A shopper and where their parcels go."""

    user: User
    recipient: str
    phone: str
    division: str
    street: str


def make_shoppers(now: datetime) -> list[Buyer]:
    """The named shoppers first, whom newcomers sign in as, then those who only ever bought."""
    return [_named(shopper) for shopper in SHOPPERS] + _others(now)


def _named(shopper) -> Buyer:
    user = create_account(
        actor=None,
        email=email(shopper.sign_in),
        phone=shopper.phone,
        display_name=shopper.name,
        locale=shopper.locale,
    )
    where = {"recipient": shopper.name, "phone": shopper.phone, "division": shopper.division}
    addresses.add(actor=user, **where, street=shopper.street, is_default=True)
    return Buyer(user, **where, street=shopper.street)


def _others(now: datetime) -> list[Buyer]:
    """Written in bulk: nobody signs in as them, they have no password."""
    chance = Random("demo shoppers")
    found: list[Buyer] = []
    names: set[str] = set()
    while len(names) < OTHERS:
        at = chance.randrange(0, len(_GIVEN), 2)
        names.add(chance.choice(_FAMILY) + _GIVEN[at : at + 2])
    joined_at = now - timedelta(days=75)
    users = [
        User(email=email(f"buyer{i:02}"), display_name=name, date_joined=joined_at)
        for i, name in enumerate(sorted(names), start=1)
    ]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    for i, user in enumerate(users):
        street = f"{chance.choice(_STREETS)} {chance.randint(1, 380)} 号 {chance.randint(1, 28)} 层"
        found.append(
            Buyer(user, user.display_name, f"1380000{i + 100:04}", chance.choice(_DIVISIONS), street)
        )
    return found


def make_staff(now: datetime) -> dict[str, Employee]:
    """Departments, positions, everybody trained, on duty and answerable to somebody; by sign-in.

    One is still waiting for orientation, so that HR has something to do.
    """
    groups = roles.sync()
    departments = {
        code: organisation.open_department(actor=None, code=code, name=name, name_en=name_en)
        for code, name, name_en in DEPARTMENTS
    }
    positions: dict[tuple[str, str], object] = {}
    hired: dict[str, Employee] = {}
    for worker in STAFF:
        place = worker.department, worker.title
        if place not in positions:
            positions[place] = organisation.open_position(
                actor=None,
                department=departments[worker.department],
                title=worker.title,
                role=groups[worker.role],
            )
        hired[worker.sign_in] = _hire(worker, positions[place], hired.get(worker.superior), now)
        if worker.heads:
            organisation.appoint_head(
                actor=None, department=departments[worker.department], head=hired[worker.sign_in]
            )
    _put_on_duty(hired, now)
    return hired


def _hire(worker: Worker, position, superior: Employee | None, now: datetime) -> Employee:
    user = create_account(
        actor=None, email=email(worker.sign_in), display_name=worker.name, totp_secret=worker.totp_secret
    )
    employee = employees.hire(
        actor=None,
        user=user,
        number=worker.number,
        name=worker.name,
        position=position,
        superior=superior,
        joined_on=joined_on(worker, now),
    )
    if worker.hours is None:
        return employee
    return employees.complete_orientation(actor=None, employee=employee, note="入职培训考核通过")


def joined_on(worker: Worker, now: datetime) -> date:
    """Over a year ago; who waits for orientation today, so that no month that is over pays them."""
    return timezone.localdate(now) - timedelta(days=400 if worker.hours is not None else 0)


def _put_on_duty(hired: dict[str, Employee], now: datetime) -> None:
    """Three days for who is on no roster, the first of them now. In bulk: nothing can be in the way yet."""
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


def give_passwords(password: str) -> None:
    """One hash for all whom a newcomer may sign in as: hashing each would take longer than all the rest."""
    demo = User.objects.filter(email__endswith=email("")).exclude(email__startswith="buyer")
    demo.update(password=password)
