"""Somebody who is signed in and goes through the mall over HTTP, without a browser."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from http import HTTPStatus
from importlib import import_module
from urllib.parse import urlencode, urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from .server import HOST

_TOKEN = "t" * 32  # any will do, if cookie and header agree
_FIELD = re.compile(rb'<input[^>]* name="(shown|address)"[^>]* value="([^"]*)"')
_TIMEOUT = 120


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: bytes


class UnexpectedError(RuntimeError):
    """A page that isn't the one that should have come."""

    def __init__(self, path: str, answer: Answer):
        self.answer = answer
        super().__init__(f"{path}: {answer.status} {answer.location}")


def session_of(person) -> str:
    """The key of a session in which ``person`` is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.set_expiry(timezone.now() + timedelta(days=1))
    session.create()
    UserSession.objects.create(user=person, session_key=session.session_key, ip=HOST)
    return session.session_key


class Visitor:
    """One connection to the server and one session. Not for several threads."""

    def __init__(self, port: int, session: str):
        self._line = http.client.HTTPConnection(HOST, port, timeout=_TIMEOUT)
        self.headers: Message = Message()  # of the last answer
        self._headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={_TOKEN}",
            "X-CSRFToken": _TOKEN,
        }

    def ask(self, path: str, data: dict | None = None) -> Answer:
        """The answer to a GET, with ``data`` to a POST. Raises OSError or HTTPException where none comes."""
        method, body, headers = "GET", None, self._headers
        if data is not None:
            method, body = "POST", urlencode(data)
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            self._line.request(method, path, body, headers)
            got = self._line.getresponse()
            self.headers = got.headers
            return Answer(got.status, got.headers.get("Location", ""), got.read())
        except (OSError, http.client.HTTPException):
            self._line.close()  # the next request opens another
            raise

    def see(self, path: str) -> Answer:
        """The page at ``path``. Raises UnexpectedError for anything but a page."""
        return self._require(path, self.ask(path), HTTPStatus.OK)

    def press(self, path: str, data: dict) -> str:
        """Post ``data``; the path it leads to. Raises UnexpectedError where it leads nowhere."""
        answer = self._require(path, self.ask(path, data), HTTPStatus.FOUND)
        parts = urlsplit(answer.location)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _require(self, path: str, answer: Answer, status: int) -> Answer:
        if answer.status != status:
            raise UnexpectedError(path, answer)
        return answer

    def confirmation(self, path: str) -> dict[str, str]:
        """What the confirmation at ``path`` would post to place the order."""
        fields = {name.decode(): value.decode() for name, value in _FIELD.findall(self.see(path).body)}
        return {**fields, "provider": "sandbox", "note": ""}

    def place(self, path: str) -> str:
        """Agree to what is shown at ``path``; the page of the provider, or UnexpectedError where refused."""
        return self.press(path, self.confirmation(path))

    def pay(self, page: str) -> str:
        """Pay on the sandbox's page; the page of the trade."""
        return self.press(page, {"choice": "pay"})

    def close(self) -> None:
        self._line.close()
