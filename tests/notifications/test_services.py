"""What is told, to whom, and that nothing leaves before the commit."""

from __future__ import annotations

import time

import pytest
from django.db import connection, transaction

from mall.notifications import dispatch
from mall.notifications.models import Channel, Delivery, Notice
from mall.notifications.services import deliver, mark_read, notify, unread_count
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_notice_reaches_the_inbox_and_each_channel_that_reaches_the_person():
    user = make_user(phone="13812345678")
    notice = notify(
        person=user,
        key="paid:1",
        title="付款成功",
        body="已付 ¥12.00",
        link="/orders/1/",
        channels=Channel.values,
    )
    assert list(Notice.objects.all()) == [notice]
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.address, delivery.body) == ("sms", "13812345678", "已付 ¥12.00")
    assert (delivery.state, delivery.person) == ("pending", user)


def test_the_same_cause_tells_the_same_person_once():
    user, other = make_user(), make_user()
    first = notify(person=user, key="paid:1", title="付款成功", channels=[Channel.SMS])
    assert notify(person=user, key="paid:1", title="付款成功", channels=[Channel.SMS]) == first
    notify(person=other, key="paid:1", title="付款成功", channels=[Channel.SMS])
    assert Notice.objects.count() == Delivery.objects.count() == 2


def test_a_rolled_back_cause_tells_nobody():
    user = make_user()
    with transaction.atomic():
        notify(person=user, key="paid:1", title="付款成功", channels=[Channel.SMS])
        transaction.set_rollback(True)
    assert Notice.objects.count() == Delivery.objects.count() == 0


def test_a_worker_is_woken_after_the_commit_with_nothing_but_the_id(
    django_capture_on_commit_callbacks, worker_queue
):
    with django_capture_on_commit_callbacks() as callbacks:
        delivery = deliver(channel="sms", address="13812345678", body="验证码 123456", key="code:1")
        assert worker_queue() == []
    callbacks[0]()
    (message,) = worker_queue()
    assert f"[[{delivery.pk}]," in message["decoded"]
    assert "123456" not in message["decoded"]
    assert "138" not in message["decoded"]


def test_a_broker_that_is_down_neither_fails_the_request_nor_loses_the_message(
    django_capture_on_commit_callbacks, broken_broker
):
    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        deliver(channel="sms", address="13812345678", body="验证码 123456", key="code:1")
    assert time.monotonic() - began < 2.5
    assert dispatch.send_due() == 1
    assert Delivery.objects.get().state == "sent"


def test_address_and_body_are_not_readable_in_the_database():
    deliver(channel="sms", address="13812345678", body="验证码 123456", key="code:1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address || body FROM notifications_delivery")
        (stored,) = cursor.fetchone()
    assert "13812345678" not in stored
    assert "123456" not in stored


def test_only_ones_own_notices_are_marked_read():
    user, other = make_user(), make_user()
    mine, _also = (notify(person=user, key=key, title="x") for key in "ab")
    theirs = notify(person=other, key="c", title="x")
    assert mark_read(actor=user, notice_ids=[mine.pk, theirs.pk]) == 1
    assert (unread_count(user), unread_count(other)) == (1, 1)
    assert mark_read(actor=user) == 1
    assert (unread_count(user), unread_count(other)) == (0, 1)
