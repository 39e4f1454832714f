"""Campaigns: who makes them, where they may lead, and when the front page shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from catalog.models import Campaign
from catalog.services import campaigns, figures, listings
from mall.audit.models import Act
from mall.errors import DomainError
from merchants.services import shops
from staff.services import roles
from tests.merchants.factories import make_user
from tests.permissions.world import Visitor, client_of

from .factories import make_leaf, make_product_on_sale

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


@pytest.fixture
def marketing_client():
    marketer = make_user(is_staff=True)
    marketer.groups.set([roles.sync()["marketing_head"]])
    return client_of(Visitor("marketing", "staff", "marketing_head", marketer))


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def campaign(**over) -> Campaign:
    fields = {
        "title": "秋茶上新",
        "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=1),
        **({} if {"category", "product", "shop", "query"} & over.keys() else {"query": "乌龙"}),
        **over,
    }
    return Campaign(**fields)


def save(**over) -> Campaign:
    return campaigns.save(actor=None, campaign=campaign(**over))


def picture(wide: int = 1200, high: int = 800) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (wide, high), "#a63d2f").save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue())


@pytest.mark.parametrize(
    ("hours", "is_shown"), [(-25, False), (-24, True), (0, True), (23.9, True), (24, False), (48, False)]
)
def test_a_campaign_is_shown_between_its_times_only(hours, is_shown):
    found = save()
    assert (found in Campaign.objects.shown(NOW + timedelta(hours=hours))) is is_shown


def test_campaigns_stand_in_their_order():
    last, first, second = save(position=2), save(position=1), save(position=1)
    assert list(Campaign.objects.shown(NOW)) == [first, second, last]


def test_a_campaign_leads_to_a_category_a_product_a_shop_or_a_search():
    product = make_product_on_sale(category=make_leaf("饮食", "茶"))

    assert [
        save(category=product.category).address,
        save(product=product).address,
        save(shop=product.shop).address,
        save(query="明前 龙井").address,
    ] == [
        reverse("catalog:category", args=[product.category.slug]),
        reverse("catalog:product", args=[product.pk]),
        reverse("catalog:shop", args=[product.shop.slug]),
        "/search/?q=%E6%98%8E%E5%89%8D+%E9%BE%99%E4%BA%95",
    ]


def test_a_campaign_leads_to_one_thing_and_to_nowhere_outside():
    leaf = make_leaf()
    for target in ({"query": ""}, {"query": "茶", "category": leaf}):
        with pytest.raises(DomainError, match="只填一个"):
            save(**target)
        with transaction.atomic(), pytest.raises(IntegrityError, match="campaign_leads_somewhere"):
            campaign(**target).save()
    assert save(query="https://elsewhere.example/").address.startswith("/search/?q=https%3A")


@pytest.mark.parametrize(
    ("over", "words", "field"),
    [
        ({"ends_at": NOW - timedelta(days=1)}, "结束时间要晚于开始时间。", None),
        ({"title": "茶" * 25}, "标题最多 24 个字，现在是 25 个。", "title"),
        ({"title": ""}, "此字段不能为空。", "title"),
        ({"words": "<b>便宜</b>"}, "说明里不能有 HTML 标签。", "words"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(over, words, field):
    with pytest.raises(DomainError) as refused:
        save(**over)
    assert (str(refused.value), refused.value.field) == (words, field)


def test_invisible_characters_are_not_kept():
    assert save(title="秋\u200b茶\u0000 上新 ").title == "秋茶 上新"


def test_a_campaign_whose_goods_or_shop_closed_is_not_shown():
    gone, closed = make_product_on_sale(), make_product_on_sale()
    save(product=gone)
    save(product=closed)
    save(shop=closed.shop)

    listings.withdraw(actor=None, product=gone)
    shops.suspend(actor=None, shop=closed.shop, reason="发货太慢")

    assert list(Campaign.objects.shown(NOW)) == []


def test_its_picture_is_written_anew_and_too_narrow_a_one_is_refused(media):
    found = campaigns.save(actor=None, campaign=campaign(), upload=picture())
    assert (found.width, found.height, found.picture.name.endswith(".webp")) == (1200, 800, True)

    with pytest.raises(DomainError, match="至少 600 像素宽，这张是 500") as refused:
        campaigns.save(actor=None, campaign=campaign(), upload=picture(500, 400))
    assert refused.value.field == "picture"


def test_making_changing_and_ending_are_on_record():
    marketer = make_user(is_staff=True)
    found = campaigns.save(actor=marketer, campaign=campaign())
    found.title = "冬茶"
    campaigns.save(actor=marketer, campaign=found)
    campaigns.end(actor=marketer, campaign=found, now=NOW)

    acts = Act.objects.filter(actor=marketer).order_by("pk").values_list("verb", flat=True)
    assert list(acts) == ["campaign.create", "campaign.edit", "campaign.end"]
    assert found.created_by == marketer
    assert list(Campaign.objects.shown(NOW)) == []


def test_what_is_over_cannot_be_ended_again():
    found = save()
    with pytest.raises(DomainError, match="已经结束"):
        campaigns.end(actor=None, campaign=found, now=found.ends_at)


def test_the_front_page_speaks_of_it_in_the_readers_language(client):
    now = timezone.now()
    save(title_en="Autumn tea", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))

    assert "秋茶上新" in client.get("/").content.decode()
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        assert "Autumn tea" in client.get("/").content.decode()


def test_the_front_page_shows_what_sells_most_and_what_a_shop_is_known_for(client):
    best, never = make_product_on_sale(name="武夷水仙"), make_product_on_sale(name="正山小种")
    figures.set_sales(counts={best.pk: 7})

    front = client.get("/").context["front"]

    assert [card.pk for card in front.popular] == [best.pk]
    known = [(known.slug, [card.pk for card in known.best]) for known in front.shops]
    assert known == [(never.shop.slug, [never.pk]), (best.shop.slug, [best.pk])]
    assert {department.cover.pk for department in front.departments} == {best.pk, never.pk}


def test_marketing_makes_a_campaign_in_the_admin(marketing_client, media):
    leaf = make_leaf()
    fields = {
        "title": "秋茶上新",
        "position": "0",
        "starts_at_0": "2026-11-20",
        "starts_at_1": "08:00",
        "ends_at_0": "2026-11-30",
        "ends_at_1": "08:00",
        "picture": picture(),
    }
    add = reverse("admin:catalog_campaign_add")
    refused = marketing_client.post(add, fields)
    assert "只填一个" in refused.content.decode()

    assert (
        marketing_client.post(add, {**fields, "picture": picture(), "category": leaf.pk}).status_code == 302
    )
    found = Campaign.objects.get()
    assert (found.category, found.width) == (leaf, 1200)

    with time_machine.travel(found.starts_at + timedelta(days=1), tick=False):
        end = reverse("admin:catalog_campaign_end", args=[found.pk])
        assert marketing_client.post(end).status_code == 302
    found.refresh_from_db()
    assert found.ends_at == found.starts_at + timedelta(days=1)
