"""Is the process up, can it serve, and are the parts that nobody sees at work? (A12.1, E5)"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall.deadlines.models import Clock, State
from mall.notifications.models import Delivery

log = logging.getLogger(__name__)

HEARTBEAT = "heartbeat"
HEARTBEAT_EVERY = timedelta(seconds=30)
_migrated = False


def database() -> str:
    """Empty where the database answers, else what is wrong."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.warning("database unreachable: %s", error)
        return "unreachable"
    return ""


def migrations() -> str:
    """Empty where every migration is applied. Asked until it once was so: that never goes back."""
    global _migrated
    if _migrated:
        return ""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown"
    _migrated = not waiting
    return f"{len(waiting)} not applied" if waiting else ""


def cache_server() -> str:
    """Empty where Redis answers. The mall works on without it, only slower, so that alone isn't unready."""
    try:
        _redis().ping()
    except redis.RedisError as error:
        log.warning("cache unreachable: %s", error)
        return "unreachable"
    return ""


REQUIRED: dict[str, Callable[[], str]] = {"database": database, "migrations": migrations}
HELPFUL: dict[str, Callable[[], str]] = {"cache": cache_server}


def readiness() -> tuple[bool, dict[str, str]]:
    """Whether the process can serve, and the word on each part."""
    required = {name: check() for name, check in REQUIRED.items()}
    helpful = {name: check() for name, check in HELPFUL.items()}
    words = {name: wrong or "ok" for name, wrong in {**required, **helpful}.items()}
    return not any(required.values()), words


def beat() -> None:
    """Called by the scheduler through a worker: leaves a trace that both are alive."""
    cache.set(HEARTBEAT, timezone.now(), timeout=None)


@dataclass(frozen=True)
class Sign:
    """One line of the status page: ``tone`` is ok, warn or bad; ``words`` say the same."""

    label: Any
    tone: str
    words: str


def signs(*, now: datetime | None = None) -> list[Sign]:
    """What the status page shows."""
    now = now or timezone.now()
    down = {name: check() for name, check in {**REQUIRED, **HELPFUL}.items()}
    return [
        _part(gettext_lazy("数据库"), down["database"]),
        _part(gettext_lazy("数据库结构"), down["migrations"]),
        _part(gettext_lazy("缓存与队列"), down["cache"]),
        _heartbeat(now),
        _queue(),
        _late_clocks(now),
        _dead_clocks(),
        _deliveries(now),
    ]


def _part(label, wrong: str) -> Sign:
    return (
        Sign(label, "bad", _("异常：%(wrong)s") % {"wrong": wrong}) if wrong else Sign(label, "ok", _("正常"))
    )


def _heartbeat(now: datetime) -> Sign:
    label, last = gettext_lazy("后台任务心跳"), cache.get(HEARTBEAT)
    if last is None:
        return Sign(label, "bad", _("没有心跳：定时器或工作进程没有运行"))
    age = now - last
    words = _("%(n)s 秒前") % {"n": int(age.total_seconds())}
    return Sign(label, "ok" if age < 3 * HEARTBEAT_EVERY else "bad", words)


def _queue() -> Sign:
    label = gettext_lazy("排队的任务")
    try:
        length = int(_redis().llen(settings.CELERY_TASK_DEFAULT_QUEUE))
    except redis.RedisError:
        return Sign(label, "bad", _("读不到队列"))
    return Sign(label, "ok" if length < 100 else "warn", str(length))


def _late_clocks(now: datetime) -> Sign:
    late = Clock.objects.due(now - timedelta(minutes=1)).count()
    return Sign(gettext_lazy("超过一分钟未处理的时限"), "ok" if not late else "bad", str(late))


def _dead_clocks() -> Sign:
    dead = Clock.objects.filter(state=State.DEAD).count()
    return Sign(gettext_lazy("处理失败的时限"), "ok" if not dead else "bad", str(dead))


def _deliveries(now: datetime) -> Sign:
    waiting = Delivery.objects.filter(
        state=Delivery.State.PENDING, next_try_at__lte=now - timedelta(minutes=5)
    ).count()
    return Sign(gettext_lazy("超过五分钟未发出的消息"), "ok" if not waiting else "warn", str(waiting))


def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2)
