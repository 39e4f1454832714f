"""The address book and its picker."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from mall.accounts.models import Address
from mall.accounts.services import addresses
from mall.errors import DomainError

from .factories import make_address, make_user

pytestmark = pytest.mark.django_db

FILLED = {"recipient": "李雷", "phone": "13912345678", "street": "文三路 90 号 2 幢 301"}
WEST_LAKE = {"province": "330000", "city": "330100", "district": "330106"}


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


def add(client, **over):
    return client.post(reverse("accounts:address_add"), {**FILLED, **WEST_LAKE, **over})


def test_an_address_is_added_and_the_first_is_the_default(client, user):
    assert add(client).url == reverse("accounts:addresses")
    address = Address.objects.get(user=user)
    assert (address.recipient, address.phone, address.street) == (
        "李雷",
        "13912345678",
        "文三路 90 号 2 幢 301",
    )
    assert (address.region, address.is_default) == ("浙江省杭州市西湖区", True)


def test_what_identifies_is_not_readable_in_the_database(client, user):
    add(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient || phone || street FROM accounts_address")
        (stored,) = cursor.fetchone()
    assert "李雷" not in stored
    assert "13912345678" not in stored


def test_the_picker_works_step_by_step_without_scripts(client, user):
    page = add(client, province="330000", city="", district="")
    assert page.context["form"].errors == {"city": ["请继续选择城市。"]}
    page = add(client, province="330000", city="330100", district="")
    assert page.context["form"].errors == {"district": ["请继续选择区县。"]}
    assert 'value="李雷"' in page.content.decode()  # what was typed stays
    assert Address.objects.count() == 0


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"province": "440000", "city": "441900"}, "441900"),
        ({"province": "110000", "city": "110100", "district": "110105"}, "110105"),
        ({"province": "420000", "city": "429004"}, "429004"),
    ],
)
def test_an_address_ends_where_the_divisions_end(client, user, chosen, code):
    client.post(reverse("accounts:address_add"), {**FILLED, **chosen})
    assert Address.objects.get().division == code


@pytest.mark.parametrize(
    ("over", "field", "words"),
    [
        ({"province": "999999"}, "province", "请选择省份。"),
        ({"province": "810000"}, "province", "请选择省份。"),
        ({"city": "440100"}, "city", "请继续选择城市。"),
        ({"district": "110105"}, "district", "请继续选择区县。"),
        (
            {"phone": "１３９１２３４５６７８"},
            "phone",
            "手机号里有全角数字，请切换到半角（英文）输入后重新填写。",
        ),
        ({"phone": "12345"}, "phone", "请填写 11 位的大陆手机号，例如 13800138000。"),
        ({"recipient": ""}, "recipient", "这个字段是必填项。"),
        ({"street": "a\x00b c d"}, "street", "不允许是用空字符串。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(client, user, over, field, words):
    page = add(client, **over)
    assert page.context["form"].errors[field][0] == words
    assert Address.objects.count() == 0


def test_htmx_fetches_the_next_select(client, user):
    page = client.get(reverse("accounts:division_picker"), {"province": "330000"}).content.decode()
    assert page.count("<select") == 2
    assert "杭州市" in page
    assert "field__error" not in page


def test_a_changed_province_forgets_the_city(client, user):
    page = client.get(
        reverse("accounts:division_picker"), {"province": "440000", "city": "330100"}
    ).content.decode()
    assert page.count("<select") == 2
    assert "广州市" in page
    assert "西湖区" not in page


@pytest.mark.parametrize("query", [{}, {"province": "x"}, {"province": "330000", "city": "\ufffd"}])
def test_the_picker_survives_nonsense(client, user, query):
    assert client.get(reverse("accounts:division_picker"), query).status_code == 200


def test_an_address_is_changed_with_its_place_already_chosen(client, user):
    address = make_address(user)
    page = client.get(reverse("accounts:address_change", args=[address.pk])).content.decode()
    assert '<option value="330106" selected>' in page

    client.post(reverse("accounts:address_change", args=[address.pk]), {**FILLED, **WEST_LAKE})

    address.refresh_from_db()
    assert (address.recipient, address.is_default) == ("李雷", True)


def test_another_address_becomes_the_default(client, user):
    first, second = make_address(user), make_address(user)
    client.post(reverse("accounts:address_default", args=[second.pk]))
    assert list(Address.objects.filter(is_default=True)) == [second]
    first.refresh_from_db()
    assert not first.is_default


def test_when_the_default_is_deleted_the_newest_other_takes_its_place(client, user):
    first, second, third = make_address(user), make_address(user), make_address(user)
    client.post(reverse("accounts:address_remove", args=[first.pk]))
    assert list(Address.objects.filter(is_default=True)) == [third]
    client.post(reverse("accounts:address_remove", args=[second.pk]))
    assert list(Address.objects.filter(is_default=True)) == [third]


def test_the_twenty_first_address_is_refused(client, user):
    for _ in range(addresses.LIMIT):
        make_address(user)
    page = add(client)
    assert page.context["form"].non_field_errors() == ["地址簿最多保存 20 个地址，请先删除不用的。"]
    assert Address.objects.count() == 20


def test_a_service_takes_no_place_where_no_address_may_end():
    with pytest.raises(DomainError):
        make_address(make_user(), division="330000")


@pytest.mark.parametrize("name", ["address_change", "address_default", "address_remove"])
def test_a_strangers_address_is_not_there(client, user, name):
    foreign = make_address(make_user())
    assert (
        client.post(reverse(f"accounts:{name}", args=[foreign.pk]), {**FILLED, **WEST_LAKE}).status_code
        == 404
    )
    foreign.refresh_from_db()
    assert foreign.recipient == "王小明"


def test_a_service_finds_no_strangers_address():
    foreign = make_address(make_user())
    with pytest.raises(Address.DoesNotExist):
        addresses.remove(actor=make_user(), address=foreign)


def test_the_book_costs_the_same_with_many_addresses(client, user, django_assert_max_num_queries):
    for _ in range(20):
        make_address(user)
    with django_assert_max_num_queries(5):
        client.get(reverse("accounts:addresses"))


@pytest.mark.parametrize(
    ("wanted", "way"),
    [("/checkout/", "/checkout/"), ("https://evil.example/", "/me/addresses/"), ("", "/me/addresses/")],
)
def test_a_saved_address_leads_back_to_where_it_was_wanted_on_this_site_only(client, wanted, way):
    client.force_login(make_user())
    details = {
        "recipient": "王小明",
        "phone": "13900000001",
        "province": "330000",
        "city": "330100",
        "district": "330106",
    }

    answer = client.post(
        f"{reverse('accounts:address_add')}?next={wanted}", details | {"street": "文三路 1 号"}
    )

    assert answer.url == way
