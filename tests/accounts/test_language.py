from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mall.accounts.models import User
from mall.accounts.services import people
from mall.errors import DomainError
from mall.notifications.services import notify

from .factories import make_phone, make_user
from .steps import sign_in, sign_up

pytestmark = pytest.mark.django_db


def switch(client, language: str):
    return client.post(reverse("set_language"), {"language": language, "next": "/me/"})


def test_the_switch_is_kept_with_the_account_and_used_on_another_device(client):
    user = make_user()
    client.force_login(user)
    switch(client, "en")
    user.refresh_from_db()
    assert user.locale == "en"

    other = client.__class__()
    other.force_login(user)
    assert '<html lang="en">' in other.get(reverse("accounts:home")).content.decode()


def test_in_an_older_mall_who_read_english_had_chosen_it():
    reader, other = make_user(locale="en"), make_user(locale="zh-hans")
    User.objects.update(locale_is_chosen=False)
    [_field, mark] = import_module("mall.accounts.migrations.0003_chosen_language").Migration.operations

    with connection.cursor() as cursor:
        cursor.execute(mark.sql)

    chosen = User.objects.filter(pk__in=[reader.pk, other.pk], locale_is_chosen=True)
    assert list(chosen) == [reader]


def test_the_account_says_the_language_even_where_a_cookie_says_another(client):
    client.force_login(make_user(locale="zh-hans"))
    client.cookies["django_language"] = "en"
    assert '<html lang="zh-Hans">' in client.get(reverse("accounts:home")).content.decode()


def test_who_never_chose_reads_what_the_browser_reads_after_signing_in_as_before(client):
    user, chinese = make_user(), {"Accept-Language": "zh-CN"}
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-GB,en;q=0.9"
    sign_in(client, user.phone)

    home = client.get(reverse("accounts:home")).content.decode()

    user.refresh_from_db()
    assert ('<html lang="en">' in home, user.locale, user.locale_is_chosen) == (True, "en", False)
    other = client.get(reverse("accounts:home"), headers=chinese).content.decode()
    assert '<html lang="zh-Hans">' in other


def test_a_sign_in_leaves_a_chosen_language_alone(client):
    user = make_user(locale="zh-hans")

    people.note_locale(user=user, locale="en")

    user.refresh_from_db()
    assert user.locale == "zh-hans"


def test_an_anonymous_visitor_has_it_in_a_cookie(client):
    switch(client, "en")
    assert '<html lang="en">' in client.get(reverse("account_login")).content.decode()


def test_who_signs_up_in_english_keeps_english(client):
    switch(client, "en")
    phone = make_phone()
    sign_up(client, phone)
    from mall.accounts.models import User

    assert User.objects.by_phone(phone).locale == "en"


def test_an_unknown_language_changes_nothing(client):
    user = make_user()
    client.force_login(user)
    assert switch(client, "xx").status_code == 302
    user.refresh_from_db()
    assert user.locale == "zh-hans"
    with pytest.raises(DomainError):
        people.set_locale(actor=user, locale="xx")


def test_a_message_speaks_the_language_of_its_reader():
    notice = notify(person=make_user(locale="en"), key="k", title=_("Password"))
    assert notice.title == "Password"
    assert notify(person=make_user(), key="k", title=_("Password")).title == "密码"
