"""SMS gateways. A provider's protocol is one more class; ``SMS_GATEWAY`` names the one in use."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .channels import SendError

TIMEOUT_SECONDS = 8
MAX_ANSWER = 64 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@contextmanager
def _cut_off(sock: socket) -> Iterator[None]:
    """The socket's own time-out starts anew with each byte: one that drips would hold us for ever."""

    def end() -> None:
        with suppress(OSError):  # it has gone by itself
            sock.shutdown(SHUT_RDWR)

    cut = Timer(2 * TIMEOUT_SECONDS, end)
    cut.daemon = True
    cut.start()
    try:
        yield
    finally:
        cut.cancel()


class Gateway(Protocol):
    def send(self, phone: str, text: str, key: str) -> None:
        """Hand over one SMS. ``key`` is the same on every try. Raises SendError."""


class InboxGateway:
    """Sends nothing: the delivery's row, shown at /dev/inbox/, is the phone."""

    def send(self, phone: str, text: str, key: str) -> None:
        return None


class HttpGateway:
    """A signed JSON POST to ``SMS_HTTP_URL``.

    The body carries phone, text, brand and key; ``Idempotency-Key`` repeats the key. ``X-Signature`` is the
    hex HMAC-SHA256, under ``SMS_HTTP_KEY``, of ``X-Timestamp`` (Unix seconds), a line feed, and the body.
    The answer is JSON with ``{"accepted": true}``; ``false`` or a 4xx other than 408 and 429 is final.
    Redirects are not followed.
    """

    def __init__(self) -> None:
        self.url = urlsplit(settings.SMS_HTTP_URL)
        if self.url.scheme != "https" and self.url.hostname not in LOOPBACK:
            raise ImproperlyConfigured("SMS_HTTP_URL must be an https:// address. See docs/settings.md.")
        if not settings.SMS_HTTP_KEY:
            raise ImproperlyConfigured("SMS_HTTP_KEY must be set. See docs/settings.md.")

    def send(self, phone: str, text: str, key: str) -> None:
        """Hand over one SMS within three time-outs: one to connect, two for the rest. Raises SendError."""
        message = {"phone": phone, "text": text, "brand": settings.SMS_SIGNATURE, "key": key}
        body = json.dumps(message, ensure_ascii=False).encode()
        try:
            status, answer = self._post(body, self._headers(body, key))
        except (OSError, HTTPException) as error:
            raise SendError(f"gateway unreachable: {type(error).__name__}") from error
        self._read(status, answer)

    def _headers(self, body: bytes, key: str) -> dict[str, str]:
        timestamp = str(int(time.time()))
        signed = timestamp.encode() + b"\n" + body
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key,
            "X-Timestamp": timestamp,
            "X-Signature": hmac.new(settings.SMS_HTTP_KEY.encode(), signed, hashlib.sha256).hexdigest(),
        }

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        kind = HTTPSConnection if self.url.scheme == "https" else HTTPConnection
        connection = kind(self.url.hostname or "", self.url.port, timeout=TIMEOUT_SECONDS)
        path = (self.url.path or "/") + (f"?{self.url.query}" if self.url.query else "")
        try:
            connection.connect()
            with _cut_off(connection.sock):
                connection.request("POST", path, body=body, headers=headers)
                response = connection.getresponse()
                return response.status, response.read(MAX_ANSWER)
        finally:
            connection.close()

    def _read(self, status: int, answer: bytes) -> None:
        if not 200 <= status < 300:
            raise SendError(
                f"gateway answered {status}", is_final=400 <= status < 500 and status not in {408, 429}
            )
        try:
            accepted = json.loads(answer)["accepted"]
        except (ValueError, KeyError, TypeError) as error:
            raise SendError("gateway's answer can't be read") from error
        if accepted is not True:
            raise SendError("gateway refused the message", is_final=True)
