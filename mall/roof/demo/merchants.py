"""How the demo's shops came to be: their applications, their papers, and what goods of a category need."""

from __future__ import annotations

import io
import itertools
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from stdnum.cn import ric, uscc

from mall.accounts.models import User
from mall.crypto import lookup_hash
from merchants import requirements
from merchants.models import Application, ApplicationState, Document, DocumentState, RequiredPermit, Shop
from merchants.services import (
    applications,
    demands,
    documents,
    invitations,
    public_reports,
    sanctions,
    vetting,
)
from staff.models import Employee

from .catalogue import ShopPlan

FOOD = ("tea", "dried", "cured", "grain", "seasoning", "sweets", "nourishing")
# One shop shows what discipline looks like: a measure in public, something to put right, a permit that ends.
IN_TROUBLE = "jinbei"
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
    ends_on = (now + timedelta(days=20)).date() if shop.slug == IN_TROUBLE else _years(now, 2)
    papers = [Document(type="food_permit", number=f"JY1{number:013}", valid_to_on=ends_on, **kept)]
    if shop.kind != "person":
        papers.append(Document(type="business_licence", number=code, valid_to_on=_years(now, 9), **kept))
    for paper in Document.objects.bulk_create(papers):
        documents.follow(paper, now=now)


def applies(applicant: User, now: datetime) -> None:
    """Somebody who would like to sell porcelain: handed in this morning, every paper with a picture."""
    application = applications.start(actor=applicant, kind="individual")
    act: dict[str, Any] = {"actor": applicant, "application": application}
    applications.save_shop(
        **act,
        kind="individual",
        slug="qingbai",
        name="青白瓷坊",
        intro="自烧自卖的日用青白瓷。",
        categories=[["ceramics", "陶瓷"]],
    )
    person, code = _person(99), _uscc(99)
    applications.save_subject(
        **act,
        legal_name="景德镇市珠山区青白瓷坊",
        uscc=code,
        person_name=applicant.display_name,
        person_id=person,
    )
    applications.save_account(
        **act, bank="招商银行景德镇支行", holder=applicant.display_name, account="6225880000000099"
    )
    numbers = {"business_licence": code, "identity_back": "2019-2039"}
    for type_ in requirements.for_application("individual", ["ceramics"]):
        documents.hand_in(
            **act,
            type=type_,
            number=numbers.get(type_, ""),
            valid_to_on=_years(now, 8) if type_ in numbers else None,
            upload=_sheet(str(type_.label)),
        )
    applications.submit(**act)


def trouble(owners: dict[int, User], staff: dict[str, Employee], reporter: User, now: datetime) -> None:
    """The shop in trouble; somebody who is invited to help there; and a report on it."""
    shop = Shop.objects.get(slug=IN_TROUBLE)
    sanctions.impose(
        actor=staff["approver"].user,
        shop=shop,
        kind="volume",
        daily_orders=60,
        reason="近两周有三成订单临近时限才发出，先把每天接的单降下来。",
        term=timedelta(days=14),
        now=now,
    )
    demands.ask(
        actor=staff["merchants"].user,
        shop=shop,
        kind="rectification",
        text="两款商品页写的净含量和包装上的不一致，请核对后改正，并附上改好的包装照片。",
        checklist=[["价格与标示一致", True], ["净含量与标示一致", False], ["许可证在有效期内", True]],
        now=now,
    )
    invitations.invite(actor=owners[shop.pk], shop=shop, contact="13800000088", role="orders", now=now)
    public_reports.make(
        actor=reporter,
        shop=shop,
        type="unfair_competition",
        facts="这家店的客服在别家商品的评价里留言，说别家是假货，截图里有三条。",
    )


def _sheet(label: str) -> SimpleUploadedFile:
    """A made-up paper: a frame and lines, nothing of anybody."""
    image = Image.new("RGB", (640, 420), "#f6f1e6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((16, 16, 624, 404), outline="#a8412c", width=4)
    draw.rectangle((40, 40, 180, 220), fill="#d9d2c3")
    for i in range(7):
        draw.line((210, 70 + i * 44, 590 - (i % 3) * 60, 70 + i * 44), fill="#7b7263", width=8)
    content = io.BytesIO()
    image.save(content, "PNG")
    return SimpleUploadedFile(f"{label}.png", content.getvalue(), "image/png")


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
