"""Telling the people of a shop, and the staff who look after shops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.text import format_lazy

from mall.accounts.models import User
from mall.accounts.services import rights
from mall.notifications.services import notify
from merchants.models import MemberRole, Shop, Violation


def staff_with(codename: str) -> QuerySet[User]:
    """The staff who hold a permission of this app, by a role or by themselves."""
    return rights.staff_with(f"merchants.{codename}")


def tell_owners(
    shop: Shop,
    *,
    key: str,
    title,
    values: Mapping[str, object] | None = None,
    body="",
    link: str = "",
    rule: str = "",
    channels: Iterable[str] = (),
) -> None:
    """One inbox entry for each owner of ``shop``; ``title`` is lazy, ``values`` fill its {names}."""
    owners = User.objects.filter(memberships__shop=shop, memberships__role=MemberRole.OWNER)
    for owner in owners.order_by("pk"):
        notify(
            person=owner,
            key=key,
            title=format_lazy(title, **values) if values else title,
            body=body,
            link=link or f"/seller/{shop.slug}/",
            rule=rule,
            channels=channels,
        )


def tell_of_case(case: Violation, what: str, title, body) -> None:
    """The owners of the shop read what has become of a case, once for each ``what``."""
    tell_owners(
        case.shop,
        key=f"violation:{case.pk}:{what}",
        title=title,
        body=body,
        link=f"/seller/{case.shop.slug}/conduct/?case={case.pk}#case-{case.pk}",
        rule=case.clause,
    )
