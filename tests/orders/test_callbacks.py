"""The way in for providers: signed, bounded, never a 500. (B12.1)"""

import json
import time
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from mall.rulebook.models import Refusal
from orders import tasks
from orders.models import PaymentEvent, PaymentState, RefundState, SandboxRefund, TradeState
from orders.payments import sandbox
from orders.payments.base import provider
from orders.services import refunds

from .factories import begin, make_sku, paid_order, placed

pytestmark = pytest.mark.django_db

URL = "/payments/sandbox/callback/"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def body_for(asked, **over) -> bytes:
    said = {"event_id": "e1", "payment": asked.number, "kind": "captured", "amount": asked.amount}
    return json.dumps(said | {"reference": "SBX1"} | over).encode()


def send(client, body: bytes, *, timestamp: str | None = None, signature: str | None = None):
    timestamp = timestamp or str(int(time.time()))
    signature = sandbox.sign(timestamp, body) if signature is None else signature
    headers = {"X-Sandbox-Timestamp": timestamp, "X-Sandbox-Signature": signature}
    return client.post(URL, body, content_type="application/json", headers=headers).status_code


@pytest.mark.rule("B12.1")
def test_a_signed_callback_pays(client):
    payment = begin(placed())

    assert send(client, body_for(payment)) == 200

    payment.refresh_from_db()
    assert payment.state == PaymentState.CAPTURED


@pytest.mark.rule("B12.1")
@pytest.mark.parametrize("signature", ["", "0" * 64, "é", "x" * 5_000])
def test_a_wrong_signature_is_refused_and_recorded(client, signature):
    payment = begin(placed())

    assert send(client, body_for(payment), signature=signature) == 400

    payment.refresh_from_db()
    assert payment.state == PaymentState.PENDING
    assert Refusal.objects.get().clause == "B12.1"


@pytest.mark.rule("B12.1")
def test_a_stale_or_senseless_timestamp_is_refused(client):
    body = body_for(begin(placed()))

    for timestamp in ("0", "nope", "１２３", "1700000000", "9" * 400):
        signature = sandbox.sign(timestamp, body)
        sent = timestamp if timestamp.isascii() else "nope"
        assert send(client, body, timestamp=sent, signature=signature) == 400, timestamp


def test_fifty_replays_over_http_pay_once(client):
    body = body_for(begin(placed()))

    assert {send(client, body) for _ in range(50)} == {200}
    assert PaymentEvent.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"[" * 10_000,
        b'{"a":' * 10_000,
        b"9" * 5_000,
        b"NaN",
        b'{"event_id": "\\ud800"}',
    ],
)
def test_what_is_no_event_gets_a_400(client, body):
    assert send(client, body) == 400


def test_an_event_with_a_value_that_cannot_be_gets_a_400(client):
    payment = begin(placed())

    for over in (
        {"event_id": "\ud800"},
        {"event_id": "x" * 65},
        {"event_id": ""},
        {"event_id": 5},
        {"event_id": "\x00"},
        {"payment": "P" * 33},
        {"payment": ["P1"]},
        {"kind": "stolen"},
        {"kind": ["captured"]},
        {"kind": {}},
        {"amount": "12"},
        {"amount": 12.0},
        {"amount": True},
        {"amount": -1},
        {"amount": 10**30},
        {"amount": None},
        {"reference": "<script>"},
    ):
        assert send(client, body_for(payment, **over)) == 400, over
    assert not PaymentEvent.objects.exists()


@pytest.mark.parametrize("size", [64 * 1024 + 1, 10 * 1024 * 1024])
def test_a_body_beyond_the_limit_gets_a_413(client, size):
    assert send(client, b"x" * size) == 413


def test_an_unknown_provider_is_not_found(client):
    assert (
        client.post("/payments/nobody/callback/", b"{}", content_type="application/json").status_code == 404
    )


def test_only_posts_are_taken(client):
    assert client.get(URL).status_code == 405


def test_whoever_is_wrong_too_often_is_not_listened_to(client):
    statuses = [send(client, b"[]", signature="0") for _ in range(61)]

    assert statuses == [400] * 60 + [429]


@pytest.mark.rule("B12.1")
def test_a_proper_callback_is_heard_from_where_wrong_ones_came(client):
    for _ in range(61):
        send(client, b"{}", signature="0")
    body = body_for(begin(placed()))

    assert send(client, body) == 200
    assert Refusal.objects.count() == 60


# --- The sandbox ----------------------------------------------------------------------------------------


def choose(client, trade, choice: str):
    payment = begin(trade)
    url = provider("sandbox").start(payment, reverse("orders:trade", args=[trade.number]))
    response = client.post(url, {"choice": choice})
    payment.refresh_from_db()
    trade.refresh_from_db()
    return response, payment.state, trade.state


@pytest.mark.parametrize(
    ("choice", "payment", "trade"),
    [
        ("pay", "captured", "paid"),
        ("twice", "captured", "paid"),
        ("out_of_order", "captured", "paid"),
        ("fail", "failed", "unpaid"),
        ("wrong_amount", "captured", "unpaid"),
        ("never", "pending", "unpaid"),
        ("late", "pending", "unpaid"),
    ],
)
def test_the_sandbox_does_what_it_is_told(client, choice, payment, trade):
    bought = placed()

    response, *states = choose(client, bought, choice)

    assert states == [payment, trade]
    assert (response.status_code, response.url) == (302, f"/trades/{bought.number}/")


def test_the_sandbox_shows_the_amount(client):
    payment = begin(placed({make_sku(price=12_850): 1}))
    url = provider("sandbox").start(payment, "/")

    response = client.get(url)

    assert response.status_code == 200
    assert "¥128.50" in response.content.decode()


@pytest.mark.parametrize("query", ["", "?request=", "?request=forged", "?request=a:b:c"])
def test_the_sandbox_opens_only_for_a_signed_request(client, query):
    assert client.get(f"/sandbox-pay/{query}").status_code == 404


def test_the_sandbox_asks_again_for_a_choice_it_does_not_know(client):
    response, payment, _trade = choose(client, placed(), "rob")

    assert (response.status_code, payment) == (400, "pending")


def test_a_payment_that_the_sandbox_admits_late_is_found_by_asking(client):
    sku = make_sku(on_hand=1)
    trade = placed({sku: 1})
    choose(client, trade, "late")

    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        assert tasks.query_silent_payments() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=40), tick=False):
        assert tasks.query_silent_payments() == 1

    trade.refresh_from_db()
    assert trade.state == TradeState.PAID


def test_a_callback_that_was_lost_is_made_up_for_by_asking(client):
    trade = placed()
    payment = begin(trade)
    provider("sandbox").start(payment, "/")
    sandbox.decide(number=payment.number, choice=sandbox.Choice.PAY)

    with time_machine.travel(timezone.now() + timedelta(seconds=25), tick=False):
        assert tasks.query_silent_payments() == 1

    trade.refresh_from_db()
    assert trade.state == TradeState.PAID


def test_who_pays_again_because_no_word_came_makes_the_sandbox_say_it_again(client):
    trade = placed()
    payment = begin(trade)
    provider("sandbox").start(payment, "/")
    [lost] = sandbox.decide(number=payment.number, choice=sandbox.Choice.PAY)

    choose(client, trade, "pay")

    trade.refresh_from_db()
    payment.refresh_from_db()
    assert (trade.state, payment.captured) == (TradeState.PAID, trade.total)
    assert PaymentEvent.objects.filter(event_id=json.loads(lost)["event_id"]).count() == 1


def test_a_run_whose_seconds_are_used_up_leaves_the_rest_to_the_next(client, monkeypatch):
    payment = begin(placed())
    provider("sandbox").start(payment, "/")
    sandbox.decide(number=payment.number, choice=sandbox.Choice.PAY)
    order = paid_in_sandbox(client)
    refund = refunds.ask(actor=None, order=order, amount=5, reason="退")
    monkeypatch.setattr(tasks, "BUDGET_SECONDS", 0)

    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        assert (tasks.query_silent_payments(), tasks.send_refunds()) == (0, 0)

    payment.refresh_from_db()
    refund.refresh_from_db()
    assert (payment.asked_at, refund.attempts) == (None, 0)


def paid_in_sandbox(client):
    trade = placed()
    choose(client, trade, "pay")
    return trade.orders.get()


def test_a_refund_is_sent_once_however_often_the_job_runs(client):
    order = paid_in_sandbox(client)
    refund = refunds.ask(actor=None, order=order, amount=order.total, reason="退")

    assert [tasks.send_refunds() for _ in range(3)] == [1, 0, 0]

    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert SandboxRefund.objects.get().amount == order.total


def test_a_refund_whose_answer_was_lost_is_asked_for_under_the_same_number(client):
    order = paid_in_sandbox(client)
    refund = refunds.ask(actor=None, order=order, amount=5, reason="退")
    provider("sandbox").refund(refund)

    tasks.send_refunds()

    refund.refresh_from_db()
    assert (refund.state, SandboxRefund.objects.count()) == (RefundState.DONE, 1)


def test_a_refund_that_the_provider_refuses_is_tried_again_later():
    order = paid_order()  # the sandbox's own books know nothing of this payment
    refund = refunds.ask(actor=None, order=order, amount=5, reason="退")

    assert tasks.send_refunds() == 0

    refund.refresh_from_db()
    assert (refund.state, refund.attempts) == (RefundState.ASKED, 1)
    assert refund.next_try_at > timezone.now()
    assert refund.last_error == "沙箱没有收到过这笔付款。"


def test_after_the_last_try_a_refund_waits_for_a_person(client):
    order = paid_order()
    refund = refunds.ask(actor=None, order=order, amount=5, reason="退")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(len(refunds.BACK_OFF) + 1):
            tasks.send_refunds()
            clock.shift(timedelta(days=1))
    refund.refresh_from_db()
    assert refund.state == RefundState.FAILED

    refunds.ask_again(actor=None, refund=refund)

    refund.refresh_from_db()
    assert (refund.state, refund.attempts) == (RefundState.ASKED, 0)
