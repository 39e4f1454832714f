"""One effect per key, however often and from however many tabs it is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks, rows
from mall.errors import DomainError
from mall.subjects import kind_of, model_of

from .models import Key

KEEP = timedelta(days=30)
_MAX_KEY = 64


@locks.service
def claim(*, person, purpose: str, key: str, digest: str) -> Any | None:
    """Claim ``key`` for the service that calls this: None says "go on", anything else is the earlier result.

    Call it first thing, before any row lock: the second of two callers waits here until the first has
    committed (and then gets its result) or rolled back (and then goes on itself). ``digest`` is that of what
    was asked, see ``digests.digest_of``. End with ``finish`` in the same transaction.

    Raises DomainError where the key is malformed, was used for something else, or left nothing that is
    still there; LockOrderError where a row is locked already.
    """
    locks.require_none_held("an idempotency key")
    if not 0 < len(key) <= _MAX_KEY or not key.isprintable():
        raise DomainError(_("提交的凭据无效，请刷新页面后重新提交。"))
    if _insert(person, purpose, key, digest):
        return None
    used = Key.objects.get(person=person, purpose=purpose, key=key)
    if used.request_digest != digest:
        raise DomainError(_("同一次提交的内容前后不一致。请刷新页面，核对后重新提交。"))
    result = _result(used)
    if result is None:
        raise DomainError(_("这次提交已处理过，但结果已不存在。请刷新页面后重新提交。"))
    return result


def _insert(person, purpose: str, key: str, digest: str) -> bool:
    """True for the first. A plain create would raise, and abort the caller's transaction, for the second."""
    return rows.insert_unless_there(Key(person=person, purpose=purpose, key=key, request_digest=digest))


def _result(used: Key) -> models.Model | None:
    if not used.result_kind:
        return None
    return model_of(used.result_kind)._default_manager.filter(pk=used.result_id).first()


@locks.service
def finish(*, person, purpose: str, key: str, result: models.Model) -> None:
    """Write down what came of a claimed key, so that a repeat gets it.

    Raises LookupError where this key wasn't claimed, or was finished before: a programming error.
    """
    done = rows.change(
        Key,
        {"result_kind": kind_of(result), "result_id": result.pk},
        person=person,
        purpose=purpose,
        key=key,
        result_kind="",
    )
    if done != 1:
        raise LookupError(f"{purpose} key was not claimed in this transaction")


@locks.service
def purge(*, now: datetime | None = None) -> int:
    """Forget keys older than 30 days; how many. A page that old is reloaded before it is sent again."""
    deleted, _by_model = Key.objects.filter(at__lt=(now or timezone.now()) - KEEP).delete()
    return deleted
