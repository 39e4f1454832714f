"""The shoppers of the demo mall, with addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress

from mall.accounts.models import User
from mall.accounts.services import addresses
from mall.accounts.services.people import create_account

from .accounts import SHOPPERS, email

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


def give_passwords(password: str) -> None:
    """One hash for all whom a newcomer may sign in as: hashing each would take longer than all the rest."""
    demo = User.objects.filter(email__endswith=email("")).exclude(email__startswith="buyer")
    demo.update(password=password)
