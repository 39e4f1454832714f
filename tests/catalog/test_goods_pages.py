import pytest
from django.urls import reverse

from merchants.models import MemberRole
from tests.merchants.factories import make_member, make_shop, make_user, owner_of

from .factories import make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private", "base_url": None},
        },
    }


@pytest.fixture
def shop():
    return make_shop()


@pytest.fixture
def seller(client, shop):
    """The browser of somebody who keeps the shop's goods."""
    client.force_login(make_member(shop, MemberRole.GOODS).user)
    return client


def at(name: str, shop, *args) -> str:
    return reverse(f"catalog:{name}", args=[shop.slug, *args])


def reading(shop, product) -> list[str]:
    return [
        at("goods", shop),
        at("goods_new", shop),
        at("goods_stock", shop),
        at("goods_import", shop),
        at("goods_edit", shop, product.pk),
        at("goods_preview", shop, product.pk),
        at("goods_prices", shop, product.pk),
    ]


def writing(shop, product) -> list[str]:
    return [
        at("goods_bulk", shop),
        at("goods_skus", shop, product.pk),
        at("goods_autosave", shop, product.pk),
        at("goods_fields", shop, product.pk),
        at("goods_copy", shop, product.pk),
        at("goods_picture_add", shop, product.pk),
        at("goods_picture_order", shop, product.pk),
        at("goods_step", shop, product.pk, "submit"),
    ]


def test_every_page_opens_for_who_keeps_the_goods(seller, shop):
    product = make_draft(shop=shop)
    assert [seller.get(path).status_code for path in reading(shop, product)] == [200] * 7


def test_pages_that_act_do_not_answer_to_reading(seller, shop):
    product = make_draft(shop=shop)
    assert [seller.get(path).status_code for path in writing(shop, product)] == [405] * 8


def test_anonymous_visitors_are_sent_to_sign_in(client, shop):
    product = make_draft(shop=shop)
    for path in reading(shop, product) + writing(shop, product):
        response = client.get(path) if path in reading(shop, product) else client.post(path)
        assert (response.status_code, response.url.startswith("/accounts/login/")) == (302, True)


def test_another_shops_people_find_nothing(client, shop):
    product = make_draft(shop=shop)
    client.force_login(owner_of(make_shop()))

    for path in reading(shop, product):
        assert client.get(path).status_code == 404
    for path in writing(shop, product):
        assert client.post(path).status_code == 404


def test_another_shops_product_is_not_found_under_ones_own_address(seller, shop):
    foreign = make_draft()

    assert seller.get(at("goods_edit", shop, foreign.pk)).status_code == 404
    assert seller.get(at("goods_preview", shop, foreign.pk)).status_code == 404
    assert seller.get(at("goods_prices", shop, foreign.pk)).status_code == 404
    assert seller.get(at("goods_stock", shop), {"product": foreign.pk}).status_code == 404
    for path in writing(shop, foreign)[1:]:
        assert seller.post(path).status_code == 404


def test_members_of_another_role_are_turned_away(client, shop):
    product = make_draft(shop=shop)
    client.force_login(make_member(shop, MemberRole.ORDERS).user)

    for path in reading(shop, product):
        assert client.get(path).status_code == 403
    for path in writing(shop, product):
        assert client.post(path).status_code == 403


def test_a_stranger_without_a_shop_finds_no_portal(client, shop):
    client.force_login(make_user())
    assert client.get(at("goods", shop)).status_code == 404
