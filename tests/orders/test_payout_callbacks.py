"""The way in for words on payouts: signed, bounded, never a 500; and the sandbox that says them. (B12.1)"""

import json
import time

import pytest
from django.core.cache import cache

from mall.rulebook.models import Refusal
from orders import tasks
from orders.models import PayoutEvent, PayoutState
from orders.payments import sandbox, sandbox_payouts
from orders.services.books import differences

from .payout_factories import instructed

pytestmark = pytest.mark.django_db

URL = "/payouts/sandbox/callback/"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def body_for(payout, /, **over) -> bytes:
    said = {"event_id": "e1", "payout": payout.number, "kind": "confirmed", "amount": payout.amount}
    return json.dumps(said | {"reference": "SBX1", "why": ""} | over).encode()


def send(client, body: bytes, *, signature: str | None = None):
    timestamp = str(int(time.time()))
    signature = sandbox.sign(timestamp, body) if signature is None else signature
    headers = {"X-Sandbox-Timestamp": timestamp, "X-Sandbox-Signature": signature}
    return client.post(URL, body, content_type="application/json", headers=headers).status_code


@pytest.mark.rule("B12.1")
def test_fifty_signed_replays_confirm_once(client):
    payout = instructed()

    assert {send(client, body_for(payout)) for _ in range(50)} == {200}

    payout.refresh_from_db()
    assert (payout.state, PayoutEvent.objects.count()) == (PayoutState.CONFIRMED, 1)
    assert differences() == []


@pytest.mark.rule("B12.1")
@pytest.mark.parametrize("signature", ["", "0" * 64, "é"])
def test_a_wrong_signature_is_refused_and_recorded(client, signature):
    payout = instructed()

    assert send(client, body_for(payout), signature=signature) == 400

    payout.refresh_from_db()
    assert (payout.state, Refusal.objects.get().clause) == (PayoutState.INSTRUCTED, "B12.1")


@pytest.mark.parametrize(
    ("over", "status"),
    [
        ({"payout": "W0"}, 200),
        ({"amount": -1}, 400),
        ({"amount": 1.5}, 400),
        ({"amount": 10**30}, 400),
        ({"kind": "missing"}, 400),
        ({"kind": ["confirmed"]}, 400),
        ({"event_id": "x" * 65}, 400),
        ({"payout": "\ud800"}, 400),
        ({"why": {"a": 1}}, 400),
    ],
)
def test_a_word_that_makes_no_sense_changes_nothing(client, over, status):
    payout = instructed()

    assert send(client, body_for(payout, **over)) == status

    payout.refresh_from_db()
    assert payout.state == PayoutState.INSTRUCTED


@pytest.mark.parametrize("body", [b"", b"[]", b"{" * 10_000, b"\xff", b"[" * 10_000, b"x" * 70_000, b"NaN"])
def test_a_body_that_is_no_word_is_refused(client, body):
    assert send(client, body) in {400, 413}


def test_an_unknown_provider_is_not_found_and_a_payments_word_says_nothing_of_payouts(client):
    assert client.post("/payouts/nobody/callback/", b"{}", content_type="application/json").status_code == 404
    body = sandbox.message(event_id="e", payment="P1", kind="captured", amount=1, reference="R")
    assert send(client, body) == 400


def test_the_sandboxs_page_tells_it_what_becomes_of_a_silent_payout(client):
    payout = instructed(number="6225880012349002")
    tasks.send_payouts()
    url = sandbox_payouts.page_of(payout.number)
    assert client.get(url).status_code == 200
    assert client.post(url, {"choice": "nonsense"}).status_code == 400

    client.post(url, {"choice": "twice"})
    payout.refresh_from_db()
    assert (payout.state, payout.events.count()) == (PayoutState.CONFIRMED, 1)

    client.post(url, {"choice": "return"})
    payout.refresh_from_db()
    assert payout.state == PayoutState.RETURNED
    assert differences() == []


def test_without_its_signature_or_for_an_unknown_payout_the_page_is_not_found(client):
    assert client.get("/sandbox-payouts/x/").status_code == 404
    assert client.get(sandbox_payouts.page_of("W0")).status_code == 404
