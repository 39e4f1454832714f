"""What tests begin with is what the services leave behind: all rows of all tables."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from itertools import count

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import identify_hasher, is_password_usable
from django.contrib.auth.models import Permission
from django.db import connection, transaction

from mall.accounts.models import User
from mall.accounts.services import people
from staff.models import Employee, RosterMonth, ShiftKind
from staff.services import employees, roster
from tests.accounts import factories as accounts
from tests.ground.people import make_account
from tests.merchants.factories import make_staff_with

from . import factories, hours

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
CONTACTS = {"phone": "13812345678", "email": "New@example.com"}


def _asked(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def all_rows() -> Counter[tuple[str, str]]:
    """Every row there is, with its table."""
    tables = connection.introspection.table_names()
    dumps = (f"SELECT '{name}', to_jsonb(t)::text FROM {name} AS t" for name in tables)
    return Counter(_asked(" UNION ALL ".join(dumps)))


def _plain(table: str, text: str) -> str:
    """A row in the open where it is kept as a secret that is another each time."""
    row = json.loads(text)
    if table == "accounts_user":
        kind = is_password_usable(row["password"]) and identify_hasher(row["password"]).algorithm
        row |= {"password": kind, "phone": User.objects.get(pk=row["id"]).phone}
    if table == Authenticator._meta.db_table:
        row["data"] = decrypt(row["data"]["secret"])
    if table == User.user_permissions.through._meta.db_table:
        row["id"] = 0  # Django gives several in no order
    return f"{table} {json.dumps(row, sort_keys=True)}"


def left(make, before: Counter) -> tuple[list[str], Counter, object]:
    """The rows that ``make`` adds, those that it takes away, and what it tells; then nothing of it stays."""
    numbers = json.dumps(
        _asked("SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences")
    )
    with transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(factories, "_n", count(1))
        told = make()
        after = all_rows()
        added = sorted(_plain(table, text) for table, text in after - before)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:  # so that what comes next gets the same numbers
        cursor.execute(
            "SELECT setval((row->>0)::regclass, coalesce((row->>1)::bigint, 1), (row->>1) IS NOT NULL)"
            " FROM jsonb_array_elements(%s::jsonb) AS row",
            [numbers],
        )
    return added, before - after, told


def _of(employee: Employee) -> tuple:
    """What a test that is handed an employee reads from it."""
    user = employee.user
    return (
        *(employee.pk, employee.state, employee.position.department.name, employee.superior_id),
        *(user.pk, user.email, user.is_staff, user.check_password("")),
        sorted(user.get_all_permissions()),
    )


def _walked(*, role: str = "customer_service", **over) -> tuple:
    hired = factories.make_hired(role=role, **over)
    return _of(employees.complete_orientation(actor=None, employee=hired))


def _superior() -> Employee:
    return factories.make_hired(position=factories.make_position(role="hr"))


def _created(**over) -> tuple:
    user = people.create_account(actor=None, **over)
    return user.pk, user.email, user.phone, user.check_password(accounts.PASSWORD)


def _made(**over) -> tuple:
    user = accounts.make_user(**over)
    return user.pk, user.email, user.phone, user.check_password(accounts.PASSWORD)


def _plainly(make) -> tuple:
    user = make(email="new@example.com", phone="13812345678", password="pw", display_name="小新")
    return user.pk, user.email, user.phone, user.check_password("pw"), user.name


def _allowed_by_hand() -> list[str]:
    user = people.create_account(actor=None, email="boss@example.com", is_staff=True, totp_secret=SECRET)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_shop", "change_shop"]))
    return sorted(user.get_all_permissions())


def _allowed() -> list[str]:
    over = {"email": "boss@example.com", "password": "", "totp_secret": SECRET}
    user = make_staff_with("view_shop", "change_shop", **over)
    return sorted(user.get_all_permissions())


def _on_duty(put) -> list:
    night = ShiftKind.objects.create(code="n", name="夜", starts="22:00", minutes=480, is_night=True)
    night.refresh_from_db()
    duties = put(factories.make_employee(), night)
    return [
        (one.pk, one.starts_at, one.ends_at, one.work_day, one.made_at, one.published_at) for one in duties
    ]


def _in_a_draft(put) -> list:
    """The same where the month isn't published yet."""

    def put_into_a_draft(employee: Employee, night: ShiftKind) -> list:
        RosterMonth.objects.create(department=employee.position.department, first_on=date(2026, 12, 1))
        return put(employee, night)

    return _on_duty(put_into_a_draft)


def _assigned(employee: Employee, night: ShiftKind) -> list:
    who = {"actor": None, "employee": employee, "kind": night, "now": hours.local(1)}
    spans = [night.span(date(2026, 12, day)) for day in (8, 31)]
    return [roster.assign_duty(starts_at=start, ends_at=end, **who) for start, end in spans]


# What services leave, what tests begin with, and how many rows that is.
PAIRS = {
    "an employee": (_walked, lambda: _of(factories.make_employee()), 8),
    "an employee of somebody's, with a past": (
        lambda: _walked(role="hr", superior=_superior(), name="王", joined_on=date(2016, 1, 4)),
        lambda: _of(
            factories.make_employee(role="hr", superior=_superior(), name="王", joined_on=date(2016, 1, 4))
        ),
        13,
    ),
    "an employee beside another": (
        lambda: _walked(position=_superior().position),
        lambda: _of(factories.make_employee(position=_superior().position)),
        11,
    ),
    "shifts": (
        lambda: _on_duty(_assigned),
        lambda: _on_duty(lambda employee, night: hours.work(employee, night, 8, 31)),
        13,
    ),
    "shifts of a draft": (
        lambda: _in_a_draft(_assigned),
        lambda: _in_a_draft(lambda employee, night: hours.work(employee, night, 8, 31)),
        14,
    ),
    "an account": (
        lambda: _plainly(User.objects.create_user),
        lambda: _plainly(make_account),
        1,
    ),
    "a shopper": (
        lambda: _created(phone="13812345678", password=accounts.PASSWORD),
        lambda: _made(phone="13812345678"),
        2,
    ),
    "a shopper of many words": (
        lambda: _created(**CONTACTS, password=accounts.PASSWORD, display_name="小新", locale="en"),
        lambda: _made(**CONTACTS, display_name="小新", locale="en"),
        3,
    ),
    "staff": (
        lambda: _created(
            email="a@example.com", password=accounts.PASSWORD, is_staff=True, totp_secret=SECRET
        ),
        lambda: _made(email="a@example.com", is_staff=True, totp_secret=SECRET),
        4,
    ),
    "staff with rights": (_allowed_by_hand, _allowed, 6),
}


def test_the_people_that_tests_begin_with_are_what_the_services_leave():
    before = all_rows()
    with time_machine.travel(datetime(2026, 11, 26, 4, tzinfo=UTC), tick=False):
        walked = {name: left(walk, before) for name, (walk, _make, _rows) in PAIRS.items()}
        made = {name: left(make, before) for name, (_walk, make, _rows) in PAIRS.items()}

    for name, (_walk, _make, rows) in PAIRS.items():
        added, gone, _told = walked[name]
        assert made[name] == walked[name], name
        assert (len(added), gone) == (rows, {}), name
