"""Personal data stay out of addresses: people are found by POST, and search boxes refuse to look for them."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils import timezone

from mall.adminsearch import PublicSearch
from mall.audit.models import Act
from mall.crypto import EncryptedTextField
from mall.personal import is_personal
from orders.services import numbers

from .factories import make_user
from .test_admin import enter

FIND = "admin:accounts_user_find"
IDENTITY = "11010519491231002X"
SEARCHABLE = [model for model, its_admin in admin.site._registry.items() if its_admin.search_fields]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["13812345678", " +86 138-1234-5678 ", "Someone@Example.com"])
def test_a_whole_phone_or_email_opens_its_account_and_who_found_it_is_recorded(client, typed):
    staff = enter(client, "view_user")
    person = make_user(phone="13812345678", email="someone@example.com")

    response = client.post(reverse(FIND), {"contact": typed})

    assert response.headers["Location"] == reverse("admin:accounts_user_change", args=[person.pk])
    act = Act.objects.get(verb="user.find")
    assert (act.actor, act.subject_id, act.data) == (staff, person.pk, {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("13800000000", 409, "没有账户使用这个手机号或邮箱"),
        ("nobody@example.com", 409, "没有账户使用这个手机号或邮箱"),
        ("1381234567", 400, "11 位"),
        ("１３８１２３４５６７８", 400, "全角数字"),
        ("王小明", 400, "11 位手机号，或带 @ 的邮箱地址"),
        ("", 400, "必填"),
        ("a" * 300, 400, "254"),
    ],
)
def test_what_finds_nobody_is_told_at_the_field_and_only_the_miss_is_on_record(client, typed, status, words):
    staff = enter(client, "view_user")
    make_user(phone="13812345678")

    response = client.post(reverse(FIND), {"contact": typed})

    errors = " ".join(response.context["form"].errors["contact"])
    assert (response.status_code, words in errors) == (status, True)
    acts = Act.objects.filter(verb__startswith="user.find").values_list("actor", "verb", "subject_id", "data")
    assert list(acts) == ([(staff.pk, "user.find_nobody", None, {})] if status == 409 else [])


@pytest.mark.django_db
def test_finding_needs_the_permission_to_see_accounts(client):
    enter(client, "view_order")

    assert client.post(reverse(FIND), {"contact": "13812345678"}).status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "008613812345678",
        "１３８１２３４５６７８",
        "王小明 13812345678",
        "someone@example.com",
        IDENTITY,
        IDENTITY.lower(),
        f"身份证 {IDENTITY}",
        "12 13812345678",
        "张三 3 13812345678",
        "12 138 1234 5678",
        "138.1234.5678",
        "138\u200b1234（5678）",
        "tel13812345678",
        "13812345678是我",
        f"12 {IDENTITY[:6]} {IDENTITY[6:]}",
        "茶" * 3_000 + "13812345678",
    ],
)
def test_personal_data_are_known_by_their_look(text):
    assert is_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "王小明",
        "1381234",
        "2611251381234567",
        "261125138123456789",
        "P26112513812345678",
        "SF1381234567890",
        "6901234567892",
        "110105194912310021",  # the check digit is another
        "11010519491331002X",  # there is no such day
        "@",
        "高山绿茶 250g",
        "1" * 4_000,
        "1 " * 4_000,
        "13" + " " * 8_000,
    ],
)
def test_names_and_numbers_of_documents_are_not(text):
    assert not is_personal(text)


def test_no_order_number_is_taken_for_an_identity_number():
    assert [
        number for number in (numbers.new(timezone.now()) for _ in range(2_000)) if is_personal(number)
    ] == []


@pytest.mark.parametrize("model", SEARCHABLE, ids=lambda model: model._meta.label)
def test_no_search_box_looks_into_personal_columns(model):
    its_admin = admin.site.get_model_admin(model)

    columns = [column_of(model, name.lstrip("=^@")) for name in its_admin.search_fields]

    assert isinstance(its_admin, PublicSearch)
    assert [c.name for c in columns if isinstance(c, EncryptedTextField | models.EmailField)] == []
    assert [
        c.name for c in columns if c.name in {"phone_hash", "address", "recipient", "street", "phone"}
    ] == []


def column_of(model, path: str) -> models.Field:
    for part in path.split("__"):
        try:
            column = model._meta.get_field(part)
        except FieldDoesNotExist:
            return column  # a lookup, such as startswith
        model = column.related_model or model
    return column


@pytest.mark.django_db
def test_a_list_refuses_to_look_for_a_phone_and_leads_to_the_form(client):
    enter(client, "view_user", "view_order")
    make_user(phone="13812345678")
    for name in ("admin:accounts_user_changelist", "admin:orders_order_changelist"):
        url = reverse(name)

        response = client.get(url, {"q": "138 1234 5678", "p": "1"})

        assert (response.status_code, response.headers["Location"]) == (302, f"{url}?p=1")
        *_signed_in, message = get_messages(response.wsgi_request)
        assert "不能填手机号、邮箱或证件号" in str(message)
        assert reverse(FIND) in client.get(url).content.decode()


@pytest.mark.django_db
def test_who_may_see_no_accounts_is_refused_without_the_way_there(client):
    enter(client, "view_order")

    response = client.get(reverse("admin:orders_order_changelist"), {"q": "someone@example.com"})

    *_signed_in, message = get_messages(response.wsgi_request)
    assert reverse(FIND) not in str(message)


@pytest.mark.django_db
def test_names_and_account_numbers_still_find(client):
    enter(client, "view_user")
    person = make_user(display_name="茶客")
    url = reverse("admin:accounts_user_changelist")

    for typed in ("茶客", str(person.pk)):
        assert person in client.get(url, {"q": typed}).context["cl"].result_list
