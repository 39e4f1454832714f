"""The cache beside the broker."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from .factories import make_staff, make_user, totp_code
from .steps import ask_code, is_signed_in, sign_in, sign_up


@pytest.fixture
def unreachable(settings, tmp_path: Path):
    """A cache at an address where nobody answers."""

    def cut():
        default = settings.CACHES["default"] | {"LOCATION": f"unix://{tmp_path}/nobody.sock"}
        settings.CACHES = {"default": default}

    return cut


def test_clearing_the_cache_leaves_what_else_lives_on_the_server():
    server = redis.Redis.from_url(settings.REDIS_URL)
    key = f"{settings.REDIS_PREFIX}queue"
    server.rpush(key, "job")
    cache.set("page", "kept for a moment")

    cache.clear()

    assert (cache.get("page"), server.lrange(key, 0, -1)) == (None, [b"job"])
    server.delete(key)


@pytest.mark.django_db
@pytest.mark.parametrize("step", [sign_in, ask_code, sign_up])
def test_without_the_cache_nobody_passes_uncounted(client, unreachable, step):
    user = make_user()
    unreachable()

    page = step(client, user.phone)

    assert (page.status_code, page["Retry-After"], is_signed_in(client)) == (503, "60", False)
    assert "请过几分钟再来" in page.content.decode()


@pytest.mark.django_db
def test_without_the_cache_no_one_time_code_is_taken(client, unreachable):
    staff = make_staff()
    sign_in(client, staff.email)
    unreachable()

    page = client.post(reverse("mfa_authenticate"), {"code": totp_code(staff)})

    assert (page.status_code, is_signed_in(client)) == (503, False)


@pytest.mark.django_db
def test_without_the_cache_pages_still_open(client, unreachable):
    unreachable()
    cache.set("page", "kept for a moment")

    assert cache.get("page") is None
    assert client.get(reverse("account_login")).status_code == 200
    assert client.get("/").status_code == 200
