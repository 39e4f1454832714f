"""A cache that may be down: a page without it is slower, never broken. (A12.1)"""

from __future__ import annotations

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = logging.getLogger(__name__)
DOWN = (RedisConnectionError, RedisTimeoutError)
# What guards the entrance: the rate limits, and the one-time codes that have been used.
GUARDS = "allauth"


class GuardUnreachableError(Exception):
    """A limit can't be counted. Nobody passes uncounted: the answer asks to come back (503)."""


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache that answers as if empty while Redis can't be reached.

    Keys that begin with GUARDS are not forgiven: an empty answer would mean that no limit holds.
    """

    def _try(self, call, fallback, key: str = ""):
        try:
            return call()
        except DOWN as error:
            log.warning("cache unreachable: %s", error)
            if key.startswith(GUARDS):
                raise GuardUnreachableError from error
            return fallback

    def add(self, key, *args, **kwargs):
        return self._try(lambda: super(ForgivingRedisCache, self).add(key, *args, **kwargs), True, key)

    def get(self, key, default=None, version=None):
        return self._try(lambda: super(ForgivingRedisCache, self).get(key, default, version), default, key)

    def set(self, key, *args, **kwargs):
        return self._try(lambda: super(ForgivingRedisCache, self).set(key, *args, **kwargs), None, key)

    def touch(self, *args, **kwargs):
        return self._try(lambda: super(ForgivingRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, key, *args, **kwargs):
        return self._try(lambda: super(ForgivingRedisCache, self).delete(key, *args, **kwargs), False, key)

    def get_many(self, *args, **kwargs):
        return self._try(lambda: super(ForgivingRedisCache, self).get_many(*args, **kwargs), {})

    def has_key(self, *args, **kwargs):
        return self._try(lambda: super(ForgivingRedisCache, self).has_key(*args, **kwargs), False)

    def incr(self, key, delta=1, version=None):
        return self._try(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta)

    def set_many(self, data, *args, **kwargs):
        return self._try(lambda: super(ForgivingRedisCache, self).set_many(data, *args, **kwargs), list(data))

    def delete_many(self, *args, **kwargs):
        return self._try(lambda: super(ForgivingRedisCache, self).delete_many(*args, **kwargs), None)

    def clear(self):
        """Forget what this cache holds. Django's own empties the server, and with it the broker's queue."""
        return self._try(self._forget, False)

    def _forget(self) -> bool:
        client = self._cache.get_client(None, write=True)
        for key in client.scan_iter(match=f"{self.key_prefix}:*", count=500):
            client.delete(key)
        return True
