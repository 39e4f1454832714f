"""Shops and their people."""

from __future__ import annotations

import itertools
from functools import cache

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from mall import rows
from mall.accounts.models import User
from mall.audit.models import Act
from merchants.models import (
    Application,
    FreightTemplate,
    Member,
    MemberRole,
    Shop,
    ShopKind,
    ShopState,
    Violation,
)
from merchants.services import freight, members, statements
from merchants.tariffs import Rate, Tariff
from tests.accounts.factories import make_staff
from tests.ground.people import make_account

_numbers = itertools.count(1)


def make_user(**over) -> User:
    number = next(_numbers)
    return make_account(**{"email": f"someone{number}@example.com", "password": None, **over})


def make_shop(*, is_open: bool = True, owner: User | None = None, **over) -> Shop:
    """A shop with an owner; open unless said otherwise. As the services would leave it; a test compares."""
    number = next(_numbers)
    values = {"slug": f"shop-{number}", "name": f"悦澜 {number} 号店", "kind": ShopKind.ENTERPRISE, **over}
    if is_open:
        values |= {"state": ShopState.OPEN, "opened_at": timezone.now(), "version": 2}
    shop = Shop.objects.create(**values)
    member = Member.objects.create(shop=shop, user=owner or make_user(), role=MemberRole.OWNER)
    if not is_open:
        make_past_application(shop)
    past = [("shop.create", {}), ("shop.add_member", {"role": "owner", "member": member.pk})]
    past += [("shop.open", {"from": "preparing", "to": "open"})] if is_open else []
    Act.objects.bulk_create(
        Act(verb=verb, subject_kind="merchants.shop", subject_id=shop.pk, data=data) for verb, data in past
    )
    return shop


def make_past_application(shop: Shop) -> Application:
    """The approved application without which a shop doesn't open."""
    names = {"kind": shop.kind, "slug": shop.slug, "name": shop.name}
    return Application.objects.create(applicant=owner_of(shop), state="approved", shop=shop, **names)


def make_member(shop: Shop, role: str = MemberRole.GOODS, user: User | None = None) -> Member:
    return members.add_member(actor=None, shop=shop, user=user or make_user(), role=role)


def owner_of(shop: Shop) -> User:
    return shop.members.get(role=MemberRole.OWNER).user


def heard(case: Violation) -> Violation:
    """A case whose shop has said that it has nothing to say, so that it can be decided."""
    return statements.waive(actor=owner_of(case.shop), case=case)


def make_staff_with(*codenames: str, **over) -> User:
    """Staff who may do exactly what ``codenames`` allow."""
    user = make_staff(**over)
    held = User.user_permissions.through
    rows.insert_many(held(user=user, permission_id=pk) for name in codenames for pk in _permissions(name))
    return user


@cache
def _permissions(codename: str) -> list[int]:
    """What is called so; they stay as long as the database does."""
    return list(Permission.objects.filter(codename=codename).values_list("pk", flat=True))


def enter_admin(client: Client, user: User) -> None:
    """Sign staff in as a password and a second factor would."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0.0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def fee(first_fee: int, *divisions: str, first: int = 1, next_units: int = 1, next_fee: int = 0) -> Rate:
    """What sending to ``divisions`` costs, or to everywhere else."""
    return Rate(divisions, first, first_fee, next_units, next_fee)


def make_tariff(*rates: Rate, **over) -> Tariff:
    values = {"name": f"运费{next(_numbers)}", "method": "pieces", "free_above": None, "not_served": ()}
    return Tariff(**values | over, rates=rates or (fee(800),))


def make_freight(shop: Shop, *rates: Rate, is_default: bool = True, **over) -> FreightTemplate:
    """The shop's freight template; by default what all its goods go by: 8 yuan everywhere."""
    return freight.create(actor=None, shop=shop, tariff=make_tariff(*rates, **over), is_default=is_default)
