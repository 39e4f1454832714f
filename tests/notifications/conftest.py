from __future__ import annotations

import base64
import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import redis
from celery import Celery
from django.conf import settings

from mall.notifications import dispatch


@pytest.fixture
def worker_queue():
    """A look at what lies in the worker's queue; empty at the start."""
    broker = redis.from_url(settings.REDIS_URL)
    broker.delete(settings.CELERY_TASK_DEFAULT_QUEUE)

    def look() -> list[dict]:
        found = [json.loads(raw) for raw in broker.lrange(settings.CELERY_TASK_DEFAULT_QUEUE, 0, -1)]
        return [{**message, "decoded": base64.b64decode(message["body"]).decode()} for message in found]

    yield look
    broker.delete(settings.CELERY_TASK_DEFAULT_QUEUE)
    broker.close()


@pytest.fixture
def broken_broker(monkeypatch):
    """A real Celery that talks to a port where nobody listens."""
    app = Celery("broken", broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(dispatch, "current_app", app)


OK = b'{"accepted": true}'


class Provider(HTTPServer):
    """An SMS provider on this machine: answers with ``answer`` and remembers what it was asked."""

    answer: tuple[int, bytes] = (200, OK)
    delay = 0.0
    pause = 0.0  # between the letters of the answer

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[dict, bytes]] = []
        self.entered, self.released = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/sms?brand=1"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(({**self.headers, "path": self.path}, body))
        self.server.entered.set()
        self.server.released.wait(self.server.delay)
        status, answer = self.server.answer
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.url)
        self.end_headers()
        if not self.server.pause:
            self.wfile.write(answer)
            return
        with suppress(OSError):
            for letter in answer:
                self.wfile.write(bytes([letter]))
                self.server.released.wait(self.server.pause)

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings):
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.SMS_HTTP_URL, settings.SMS_HTTP_KEY, settings.SMS_SIGNATURE = server.url, "secret", "应同商城"
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()
