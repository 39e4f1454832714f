"""Shops and their people, made through the services."""

from __future__ import annotations

import itertools

from django.contrib.auth.models import Permission
from django.test import Client

from mall.accounts.models import User
from merchants.models import Member, MemberRole, Shop, ShopKind
from merchants.services import members, shops
from tests.accounts.factories import make_staff

_numbers = itertools.count(1)


def make_user(**over) -> User:
    number = next(_numbers)
    return User.objects.create_user(**{"email": f"someone{number}@example.com", "password": None, **over})


def make_shop(*, is_open: bool = True, owner: User | None = None, **over) -> Shop:
    """A shop with an owner; open unless said otherwise."""
    number = next(_numbers)
    shop = shops.create_shop(
        actor=None,
        owner=owner or make_user(),
        **{"slug": f"shop-{number}", "name": f"悦澜 {number} 号店", "kind": ShopKind.ENTERPRISE, **over},
    )
    if is_open:
        shops.open_shop(actor=None, shop=shop)
    return shop


def make_member(shop: Shop, role: str = MemberRole.GOODS, user: User | None = None) -> Member:
    return members.add_member(actor=None, shop=shop, user=user or make_user(), role=role)


def owner_of(shop: Shop) -> User:
    return shop.members.get(role=MemberRole.OWNER).user


def make_staff_with(*codenames: str) -> User:
    """Staff who may do exactly what ``codenames`` allow."""
    user = make_staff()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def enter_admin(client: Client, user: User) -> None:
    """Sign staff in as a password and a second factor would."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0.0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
