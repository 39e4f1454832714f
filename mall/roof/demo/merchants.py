"""How the demo's shops came to be: their applications, their papers, and what goods of a category need."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from stdnum.cn import ric, uscc

from mall.accounts.models import User
from mall.crypto import lookup_hash
from merchants.models import Application, ApplicationState, Document, DocumentState, RequiredPermit, Shop
from merchants.services import documents, vetting

from .catalogue import ShopPlan

FOOD = ("tea", "dried", "cured", "grain", "seasoning", "sweets", "nourishing")
_numbers = itertools.count(101)


def need_permits() -> None:
    """Food is sold with a permit."""
    RequiredPermit.objects.bulk_create(RequiredPermit(category=slug, type="food_permit") for slug in FOOD)


def came(plan: ShopPlan, shop: Shop, owner: User, now: datetime) -> None:
    """Write the approved application behind a shop, with its papers; those run for years yet."""
    number = next(_numbers)
    code, person = _uscc(number), _person(number)
    application = Application.objects.create(
        applicant=owner,
        kind=shop.kind,
        slug=shop.slug,
        name=shop.name,
        legal_name="" if shop.kind == "person" else f"{plan.region}{shop.name}商贸行",
        uscc="" if shop.kind == "person" else code,
        person_name=owner.display_name,
        person_id=person,
        person_hash=lookup_hash(person),
        state=ApplicationState.APPROVED,
        deposit=100_000,
        deposit_reference=f"BZJ{number}",
        shop=shop,
        submitted_at=now - timedelta(days=156),
        decided_at=now - timedelta(days=152),
    )
    kept = {"application": application, "shop": shop, "state": DocumentState.ACCEPTED}
    kept |= {"issuer": "市场监督管理局", "valid_from_on": _years(now, -2)}
    papers = [Document(type="food_permit", number=f"JY1{number:013}", valid_to_on=_years(now, 2), **kept)]
    if shop.kind != "person":
        papers.append(Document(type="business_licence", number=code, valid_to_on=_years(now, 9), **kept))
    for paper in Document.objects.bulk_create(papers):
        documents.follow(paper, now=now)


def watch(shop: Shop, now: datetime) -> None:
    """Its papers were verified when it opened, five months ago."""
    Shop.objects.filter(pk=shop.pk).update(verified_at=now - timedelta(days=150))
    vetting.watch(shop, now=now - timedelta(days=150))


def _years(now: datetime, years: int):
    return (now + timedelta(days=365 * years)).date()


def _uscc(number: int) -> str:
    body = f"92350100MA{number:07}"
    return body + uscc.calc_check_digit(body)


def _person(number: int) -> str:
    body = f"35010219880520{number:03}"
    return body + ric.calc_check_digit(body + "0")
