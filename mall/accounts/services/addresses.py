"""The address book of a shopper: at most twenty, and one of them the default as long as there is any."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.accounts import divisions
from mall.accounts.models import Address, User
from mall.errors import DomainError
from mall.prepared import Found

LIMIT = 20


def of(person: User) -> list[Address]:
    """The person's addresses, the default one first."""
    return _of.all(person.pk)


_of = Found(lambda person: Address.objects.filter(user=person))


@locks.service
def add(
    *, actor: User, recipient: str, phone: str, division: str, street: str, is_default: bool = False
) -> Address:
    """Add an address to the actor's book; the first one is the default.

    ``division`` is the code of a place where an address may end. Raises DomainError for another code or
    beyond twenty addresses.
    """
    locks.lock_one(actor)
    book = Address.objects.of(actor)
    count = book.count()
    if count >= LIMIT:
        raise DomainError(_("地址簿最多保存 20 个地址，请先删除不用的。"))
    _check(division)
    address = Address(user=actor, recipient=recipient, phone=phone, division=division, street=street)
    _save(address, is_default=is_default or count == 0)
    return address


@locks.service
def change(
    *,
    actor: User,
    address: Address,
    recipient: str,
    phone: str,
    division: str,
    street: str,
    is_default: bool = False,
) -> Address:
    """Replace what an address of the actor says. The default stays the default until another is chosen.

    Orders keep the address they were placed with. Raises Address.DoesNotExist where it is not the actor's.
    """
    locks.lock_one(actor)
    row = Address.objects.of(actor).get(pk=address.pk)
    _check(division)
    row.recipient, row.phone, row.division, row.street = recipient, phone, division, street
    _save(row, is_default=is_default or row.is_default)
    return row


@locks.service
def make_default(*, actor: User, address: Address) -> Address:
    """Make an address of the actor the one that checkout offers first."""
    locks.lock_one(actor)
    row = Address.objects.of(actor).get(pk=address.pk)
    _save(row, is_default=True)
    return row


@locks.service
def remove(*, actor: User, address: Address) -> None:
    """Delete an address of the actor; where it was the default, the newest other one becomes it."""
    locks.lock_one(actor)
    row = Address.objects.of(actor).get(pk=address.pk)
    row.delete()
    heir = Address.objects.of(actor).order_by("-id").first() if row.is_default else None
    if heir:
        _save(heir, is_default=True)


def _check(division: str) -> None:
    if not divisions.is_leaf(division):
        raise DomainError(_("请把省、市、区县选完整。"), field="division")


def _save(address: Address, *, is_default: bool) -> None:
    if is_default:
        Address.objects.of(address.user_id).filter(is_default=True).exclude(pk=address.pk).update(
            is_default=False
        )
    address.is_default = is_default
    address.save()
