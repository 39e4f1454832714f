"""What machines ask, and what the status page tells."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from mall.roof import health, tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_redis(settings):
    """Redis as good as switched off: nobody listens there."""
    settings.REDIS_URL = "redis://127.0.0.1:1"


@pytest.fixture
def no_cache(settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"},
    }


def test_healthz_looks_at_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz/")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_readyz_is_ready_when_every_part_answers(client):
    response = client.get("/readyz/")

    assert (response.status_code, response.json()) == (
        200,
        {"database": "ok", "migrations": "ok", "cache": "ok"},
    )


def test_without_redis_the_mall_is_ready_and_says_what_is_missing(client, no_redis):
    response = client.get("/readyz/")

    assert (response.status_code, response.json()["cache"]) == (200, "unreachable")


@pytest.mark.parametrize(("part", "word"), [("database", "unreachable"), ("migrations", "2 not applied")])
def test_a_required_part_that_is_missing_is_a_503_that_names_it(client, monkeypatch, part, word):
    monkeypatch.setitem(health.REQUIRED, part, lambda: word)

    response = client.get("/readyz/")

    assert (response.status_code, response.json()[part]) == (503, word)


def test_a_migration_that_is_not_applied_is_counted(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    MigrationRecorder.Migration.objects.filter(app="staff").delete()

    assert health.migrations().endswith(" not applied")


@pytest.mark.parametrize("path", ["/healthz/", "/readyz/"])
def test_probes_are_only_read(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/rules/", "/"])
def test_pages_work_without_the_cache(client, no_cache, path):
    assert client.get(path).status_code == 200


def test_the_heartbeat_shows_on_the_status_page_and_goes_stale():
    cache.delete(health.HEARTBEAT)
    never = tone_of("后台任务心跳")
    tasks.heartbeat()
    now = timezone.now()

    assert [never, tone_of("后台任务心跳"), tone_of("后台任务心跳", now + timedelta(minutes=2))] == [
        "bad",
        "ok",
        "bad",
    ]


def test_the_status_page_tells_of_a_queue_that_cannot_be_read(no_redis):
    assert tone_of("排队的任务") == "bad"


def tone_of(label: str, now=None) -> str:
    return next(sign.tone for sign in health.signs(now=now) if str(sign.label) == label)
