"""Deliveries are sent once, tried again, and given up with the reason written down."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection

from mall.notifications import dispatch
from mall.notifications.channels import SendError
from mall.notifications.models import Channel, Delivery
from mall.notifications.services import deliver, notify
from mall.notifications.tasks import send_due, send_one
from tests.accounts.factories import make_user

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


class Down:
    def send(self, phone, text, key):
        raise SendError("gateway answered 503")


class Final:
    def send(self, phone, text, key):
        raise SendError("gateway answered 400", is_final=True)


class Leaky:
    def send(self, phone, text, key):
        raise ConnectionError(f"could not reach {phone}")


class Counting:
    sent: list[str] = []

    def send(self, phone, text, key):
        type(self).sent.append(key)
        threading.Event().wait(0.01)


@pytest.fixture
def gateway(settings):
    def use(kind: type) -> None:
        settings.SMS_GATEWAY = f"{__name__}.{kind.__name__}"

    return use


def make_delivery(**over) -> Delivery:
    details = {"channel": "sms", "address": "13812345678", "body": "验证码 123456", "key": "code:1"}
    delivery = deliver(**{**details, **over})
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=NOW)
    return delivery


@pytest.mark.django_db
def test_what_is_due_is_sent_and_its_body_blanked():
    delivery = make_delivery()
    assert dispatch.send_due(now=NOW) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.body, delivery.attempts) == ("sent", NOW, "", 1)
    assert dispatch.send_due(now=NOW + timedelta(hours=1)) == 0


@pytest.mark.django_db
def test_the_development_inbox_keeps_the_body(settings):
    settings.DEV_INBOX = True
    delivery = make_delivery()
    dispatch.send_due(now=NOW)
    delivery.refresh_from_db()
    assert delivery.body == "验证码 123456"


@pytest.mark.django_db
def test_an_email_goes_through_djangos_mail(settings):
    make_delivery(channel="email", address="a@example.com", subject="邮箱验证码")
    dispatch.send_due(now=NOW)
    (message,) = mail.outbox
    assert (message.to, message.subject, message.body) == (["a@example.com"], "邮箱验证码", "验证码 123456")


@pytest.mark.django_db
def test_a_failed_try_is_repeated_later_and_later_and_then_given_up(gateway):
    gateway(Down)
    delivery = make_delivery()
    waits, now = [], NOW
    for _ in dispatch.BACK_OFF:
        assert dispatch.send_due(now=now) == 0
        delivery.refresh_from_db()
        waits.append(delivery.next_try_at - now)
        assert dispatch.send_due(now=delivery.next_try_at - timedelta(seconds=1)) == 0
        now = delivery.next_try_at
    assert waits == dispatch.BACK_OFF
    dispatch.send_due(now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("failed", 6, "gateway answered 503")


@pytest.mark.django_db
def test_a_final_refusal_is_not_repeated(gateway):
    gateway(Final)
    delivery = make_delivery()
    dispatch.send_due(now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("failed", 1)


@pytest.mark.django_db
def test_an_error_that_quotes_the_address_is_kept_and_logged_without_it(gateway, caplog):
    gateway(Leaky)
    delivery = make_delivery()
    dispatch.send_due(now=NOW)
    delivery.refresh_from_db()
    assert delivery.last_error == "ConnectionError"
    assert "13812345678" not in caplog.text


@pytest.mark.django_db
def test_a_code_that_comes_too_late_is_not_sent(gateway):
    gateway(Counting)
    Counting.sent.clear()
    delivery = make_delivery(expires_at=NOW - timedelta(seconds=1))
    assert dispatch.send_due(now=NOW) == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.body) == ("expired", "")
    assert Counting.sent == []


@pytest.mark.django_db
def test_a_failing_message_does_not_stop_the_others(gateway):
    gateway(Down)
    make_delivery(key="sms")
    make_delivery(key="mail", channel="email", address="a@example.com")
    assert dispatch.send_due(now=NOW) == 1


@pytest.mark.django_db
def test_what_a_dead_worker_had_claimed_is_sent_by_the_next():
    delivery = make_delivery()
    assert dispatch._claim(delivery.pk, NOW)  # and here the worker dies
    assert dispatch.send_due(now=NOW + dispatch.LEASE - timedelta(seconds=1)) == 0
    assert dispatch.send_due(now=NOW + dispatch.LEASE) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [1, 6])
def test_workers_at_the_same_time_send_each_message_once(gateway, workers):
    gateway(Counting)
    Counting.sent.clear()
    made = [make_delivery(key=f"code:{n}") for n in range(30)]
    start = threading.Barrier(workers)

    def work() -> None:
        start.wait()
        try:
            for delivery in made:
                dispatch.send(delivery.pk, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(Counting.sent) == sorted(delivery.key for delivery in made)
    assert Delivery.objects.filter(state="sent", attempts=1).count() == 30


@pytest.mark.django_db
def test_a_delivery_that_no_key_opens_has_failed_and_the_next_one_goes_out():
    lost, good = make_delivery(key="lost"), make_delivery(key="good")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_delivery SET address = 'of another key' WHERE id = %s", [lost.pk]
        )

    assert dispatch.send_due(now=NOW) == 1

    good.refresh_from_db()
    state, words = Delivery.objects.filter(pk=lost.pk).values_list("state", "last_error").get()
    assert (state, good.state) == ("failed", "sent")
    assert words.startswith("notifications.Delivery.address was encrypted with a key")


@pytest.mark.django_db
@pytest.mark.parametrize(("expires_at", "kept"), [(NOW + timedelta(minutes=5), ""), (None, "验证码 123456")])
def test_a_code_that_failed_is_forgotten_and_a_notice_can_be_sent_again(gateway, expires_at, kept):
    gateway(Final)
    delivery = make_delivery(expires_at=expires_at)

    dispatch.send_due(now=NOW)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.body) == ("failed", kept)


class Hanging:
    entered, released = threading.Event(), threading.Event()

    def send(self, phone, text, key):
        type(self).entered.set()
        type(self).released.wait(20)


@pytest.mark.django_db(transaction=True)
def test_a_gateway_that_hangs_takes_up_one_worker_only(gateway):
    """Whatever else is asked to send meanwhile comes back at once, and so the clocks get their turn."""
    gateway(Hanging)
    Hanging.entered.clear()
    Hanging.released.clear()
    first, second = make_delivery(key="first"), make_delivery(key="second")

    def work() -> None:
        try:
            dispatch.send_due(now=NOW)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert Hanging.entered.wait(10)
        began = time.monotonic()
        answers = [dispatch.send_due(now=NOW), send_due("sms"), send_one(second.pk)]
        seconds = time.monotonic() - began
    finally:
        Hanging.released.set()
        thread.join()

    assert answers == [0, 0, False]
    assert seconds < 3
    assert set(Delivery.objects.values_list("pk", "state")) == {(first.pk, "sent"), (second.pk, "sent")}


class HangingOnNotices(Hanging):
    def send(self, phone, text, key):
        if key.startswith("notice"):
            super().send(phone, text, key)


@pytest.mark.django_db(transaction=True)
def test_a_code_is_sent_at_once_while_a_sweep_is_busy_with_notices(gateway):
    gateway(HangingOnNotices)
    Hanging.entered.clear()
    Hanging.released.clear()
    make_delivery(key="notice:1")
    code = make_delivery(expires_at=NOW + timedelta(days=9_999))

    def work() -> None:
        try:
            dispatch.send_due(now=NOW, budget_seconds=0)
        finally:
            connection.close()

    Delivery.objects.filter(pk=code.pk).update(next_try_at=NOW + timedelta(seconds=1))
    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert Hanging.entered.wait(10)
        sent_at_once = send_one(code.pk)
    finally:
        Hanging.released.set()
        thread.join()

    assert sent_at_once is True


class Busy:
    """Somebody asks for a code while the first notice goes out."""

    sent: list[str] = []

    def send(self, phone, text, key):
        if not self.sent:
            make_delivery(key="code:late", expires_at=NOW + timedelta(minutes=5))
        self.sent.append(key)


@pytest.mark.django_db
def test_codes_go_before_notices_also_one_that_comes_during_the_sweep(gateway):
    gateway(Busy)
    Busy.sent.clear()
    for key in ("notice:1", "notice:2"):
        make_delivery(key=key)

    assert dispatch.send_due(now=NOW) == 3
    assert Busy.sent == ["notice:1", "code:late", "notice:2"]

    for key, expires_at in (("notice:3", None), ("code:2", NOW + timedelta(minutes=5))):
        make_delivery(key=key, expires_at=expires_at)
    dispatch.send_due(now=NOW)
    assert Busy.sent[3:] == ["code:2", "notice:3"]


@pytest.mark.django_db(transaction=True)
def test_an_sms_gateway_that_hangs_delays_no_email_and_no_notice(provider, settings):
    """Ten SMS are due before five e-mails; the provider takes the first one in and falls silent."""
    settings.SMS_GATEWAY = "mall.notifications.sms.HttpGateway"
    provider.delay = 20
    for n in range(10):
        make_delivery(key=f"code:{n}")
    mails = [make_delivery(channel="email", address=f"{n}@example.com", key=f"mail:{n}") for n in range(5)]
    person = make_user()
    answers = []

    def send_the_sms() -> None:
        try:
            answers.append(dispatch.send_due("sms", now=NOW, budget_seconds=60))
        finally:
            connection.close()

    thread = threading.Thread(target=send_the_sms)
    thread.start()
    try:
        assert provider.entered.wait(10)
        began = time.monotonic()
        notify(person=person, key="a", title="通知")
        sent_at_once = send_one(mails[0].pk)
        sent_in_their_turn = send_due("email")
        seconds = time.monotonic() - began
        still_hanging = thread.is_alive()
    finally:
        provider.released.set()
        thread.join()

    assert (sent_at_once, sent_in_their_turn, still_hanging) == (True, 4, True)
    assert seconds < 3
    assert person.notices.count() == 1
    assert Delivery.objects.filter(channel="email", state="sent").count() == 5
    assert answers == [10]


def test_beat_gives_each_channel_a_turn_of_its_own(settings):
    turns = [
        entry["args"] for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == send_due.name
    ]

    assert sorted(turns) == sorted([channel] for channel in Channel.values)


@pytest.mark.django_db
def test_deliveries_go_after_ninety_days_and_notices_after_a_year():
    with time_machine.travel(NOW, tick=False):
        make_delivery(key="old")
        dispatch.send_due()
        make_delivery(key="waits")
        notify(person=make_user(), key="a", title="通知")

    with time_machine.travel(NOW + timedelta(days=90), tick=False):
        assert (dispatch.purge(), dispatch.purge_notices()) == (0, 0)
    with time_machine.travel(NOW + timedelta(days=90, seconds=1), tick=False):
        assert dispatch.purge() == 1
    with time_machine.travel(NOW + timedelta(days=365, seconds=1), tick=False):
        assert dispatch.purge_notices() == 1
    assert list(Delivery.objects.values_list("key", flat=True)) == ["waits"]
