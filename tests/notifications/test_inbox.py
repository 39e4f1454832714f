"""The inbox page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mall.notifications.services import notify
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
INBOX = "/me/inbox/"


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


def test_ones_own_notices_are_listed_newest_first(client, user):
    for key in "ab":
        notify(person=user, key=key, title=f"通知 {key}", body="<b>正文</b>", link="/orders/1/")
    notify(person=make_user(), key="c", title="别人的")
    page = client.get(INBOX)
    assert [notice.title for notice in page.context["page_obj"]] == ["通知 b", "通知 a"]
    assert "2 条未读" in page.content.decode()
    assert "&lt;b&gt;正文" in page.content.decode()


def test_a_notice_calls_its_clause_what_readers_call_it(client, user):
    notify(person=user, key="a", title="通知", rule="K4-tail")
    assert "依据规则 K4 末段" in client.get(INBOX).content.decode()


def test_one_notice_is_marked_read_and_then_all(client, user):
    notices = [notify(person=user, key=key, title=key) for key in "abc"]
    assert client.post(reverse("notifications:mark_read"), {"notice": notices[0].pk}).url == INBOX
    assert user.notices.filter(read_at=None).count() == 2
    client.post(reverse("notifications:mark_read"))
    assert user.notices.filter(read_at=None).count() == 0


def test_a_strangers_notice_stays_unread(client, user):
    foreign = notify(person=make_user(), key="a", title="a")
    client.post(reverse("notifications:mark_read"), {"notice": foreign.pk})
    foreign.refresh_from_db()
    assert foreign.read_at is None


@pytest.mark.parametrize("nonsense", ["x", "-1", "１", "9" * 4000, "1_0"])
def test_nonsense_is_refused(client, user, nonsense):
    assert client.post(reverse("notifications:mark_read"), {"notice": nonsense}).status_code == 400


@pytest.mark.parametrize("page", ["0", "x", "999", ""])
def test_a_page_that_is_not_there_shows_the_nearest(client, user, page):
    assert client.get(INBOX, {"page": page}).status_code == 200


def test_an_empty_inbox_says_so(client, user):
    assert "还没有消息。" in client.get(INBOX).content.decode()


def test_many_notices_cost_as_much_as_few(client, user, django_assert_max_num_queries):
    for n in range(40):
        notify(person=user, key=str(n), title="通知")
    with django_assert_max_num_queries(6):
        client.get(INBOX)
