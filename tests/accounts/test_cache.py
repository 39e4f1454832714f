"""The cache beside the broker."""

from __future__ import annotations

import redis
from django.conf import settings
from django.core.cache import cache


def test_clearing_the_cache_leaves_what_else_lives_on_the_server():
    server = redis.Redis.from_url(settings.REDIS_URL)
    key = f"{settings.REDIS_PREFIX}queue"
    server.rpush(key, "job")
    cache.set("page", "kept for a moment")

    cache.clear()

    assert (cache.get("page"), server.lrange(key, 0, -1)) == (None, [b"job"])
    server.delete(key)
