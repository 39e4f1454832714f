from __future__ import annotations

import base64
import json

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
