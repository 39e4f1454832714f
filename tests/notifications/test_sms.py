"""The HTTP gateway against a real server on this machine."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from mall.notifications import sms
from mall.notifications.channels import SendError

from .conftest import OK


def send() -> None:
    sms.HttpGateway().send("13812345678", "验证码 123456", "code:1")


def test_a_message_arrives_signed_and_with_its_key(provider):
    send()
    ((headers, body),) = provider.asked
    assert json.loads(body) == {
        "phone": "13812345678",
        "text": "验证码 123456",
        "brand": "应同商城",
        "key": "code:1",
    }
    signed = headers["X-Timestamp"].encode() + b"\n" + body
    assert headers["X-Signature"] == hmac.new(b"secret", signed, hashlib.sha256).hexdigest()
    assert headers["Idempotency-Key"] == "code:1"
    assert headers["path"] == "/v1/sms?brand=1"


@pytest.mark.parametrize(
    ("status", "answer", "words", "is_final"),
    [
        (500, b"oops", "gateway answered 500", False),
        (429, OK, "gateway answered 429", False),
        (408, OK, "gateway answered 408", False),
        (400, b"{}", "gateway answered 400", True),
        (302, OK, "gateway answered 302", False),
        (200, b"<html>", "gateway's answer can't be read", False),
        (200, b"", "gateway's answer can't be read", False),
        (200, b"[1]", "gateway's answer can't be read", False),
        (200, b"\xff\xfe{", "gateway's answer can't be read", False),
        (200, b'{"ok": true}', "gateway's answer can't be read", False),
        (200, b'{"accepted": "yes"}', "gateway refused the message", True),
        (200, b'{"accepted": false}', "gateway refused the message", True),
    ],
)
def test_anything_but_an_acceptance_is_an_error_in_words(provider, status, answer, words, is_final):
    provider.answer = (status, answer)
    with pytest.raises(SendError) as error:
        send()
    assert (str(error.value), error.value.is_final) == (words, is_final)
    assert len(provider.asked) == 1


def test_a_provider_that_does_not_answer_in_time_is_an_error(provider, monkeypatch):
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 0.2)
    provider.delay = 5
    with pytest.raises(SendError, match="gateway unreachable: TimeoutError"):
        send()


def test_a_provider_that_answers_letter_by_letter_is_cut_off(provider, monkeypatch):
    """Each letter comes in time; were only they waited for, the answer would take eight seconds."""
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 0.4)
    provider.pause = 0.1
    provider.answer = (200, b" " * 80 + OK)
    began = time.monotonic()
    with pytest.raises(SendError):
        send()
    assert time.monotonic() - began < 4


def test_a_provider_that_is_not_there_is_an_error(provider, settings):
    settings.SMS_HTTP_URL = "http://127.0.0.1:1/"
    with pytest.raises(SendError, match="gateway unreachable: ConnectionRefusedError"):
        send()


@pytest.mark.parametrize("url", ["", "http://sms.example.com/", "ftp://sms.example.com/"])
def test_only_https_leaves_the_machine(settings, url):
    settings.SMS_HTTP_URL, settings.SMS_HTTP_KEY = url, "secret"
    with pytest.raises(ImproperlyConfigured):
        sms.HttpGateway()


def test_a_gateway_without_key_is_refused(settings):
    settings.SMS_HTTP_URL, settings.SMS_HTTP_KEY = "https://sms.example.com/", ""
    with pytest.raises(ImproperlyConfigured):
        sms.HttpGateway()
