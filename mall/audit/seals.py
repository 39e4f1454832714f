"""Tamper evidence: a job lays chained hashes over the acts and looks that are committed.

No write waits for it. A number from a sequence may become visible after a higher one, so "everything up to
the highest number" is not settled yet when it is read. It is as soon as those have ended who held a write
lock on the table at that moment: every writer takes that lock before it draws a number and keeps it to its
end. Gaps that rollbacks left are sealed as gaps, so a row put into one later is found as well.

The chain proves the order and content of what it covers. Somebody who may rewrite every table could lay it
anew, so each head is logged: kept outside the database it shows that too (`manage.py verify_audit --head`).
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from mall.digests import canonical

from .models import Act, Look, Seal

log = logging.getLogger(__name__)

# The columns are named: one that is added later must not break the seals of before.
SEALED: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "act": (Act, ("id", "actor_id", "verb", "subject_kind", "subject_id", "rule", "reason", "data", "at")),
    "look": (Look, ("id", "viewer_id", "subject_kind", "subject_id", "fields", "reason", "at")),
}
ROWS_A_SEAL = 10_000
_ONE_SEALER = 0x5EA1


@dataclass(frozen=True)
class Finding:
    """A seal that no longer fits what it was laid over."""

    table: str
    first_id: int
    last_id: int
    words: Any

    def __str__(self) -> str:
        return f"{self.table} {self.first_id}–{self.last_id}: {self.words}"


def seal(*, patience_seconds: float = 30) -> int:
    """Seal what was committed since the last seal; how many seals were laid.

    Waits up to ``patience_seconds`` for transactions that are still writing; what they hold up is left to the
    next run. Must run outside a transaction, or it would wait for itself. Two at once: one does nothing.
    """
    laid = 0
    for table, (model, _columns) in SEALED.items():
        upto = model._default_manager.aggregate(upto=Max("id"))["upto"]
        if upto is None:
            continue
        if not _writers_ended(model, patience_seconds):
            log.warning("sealing of %s is put off: a transaction has been writing for long", table)
            continue
        while _seal_next(table, upto):
            laid += 1
    return laid


def _writers(model: type[models.Model]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks"
            " WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND relation = %s::regclass AND pid IS DISTINCT FROM pg_backend_pid()",
            [f'"{model._meta.db_table}"'],
        )
        return {row[0] for row in cursor.fetchall()}


def _writers_ended(model: type[models.Model], patience_seconds: float) -> bool:
    """True as soon as everybody who is writing to the table now has ended; later writers don't matter."""
    waited_for, ends = _writers(model), time.monotonic() + patience_seconds
    while waited_for and time.monotonic() < ends:
        time.sleep(0.05)
        waited_for &= _writers(model)
    return not waited_for


def _seal_next(table: str, upto: int) -> bool:
    """Lay one seal over the next rows up to ``upto``. False: nothing is left, or another run is at it."""
    model, _columns = SEALED[table]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_SEALER])
        if not cursor.fetchone()[0]:
            return False
        last = Seal.objects.filter(table=table).order_by("-last_id").first()
        first_id, previous = (last.last_id + 1, last.digest) if last else (1, "")
        ids = (
            model._default_manager.filter(id__gte=first_id, id__lte=upto)
            .order_by("id")
            .values_list("id", flat=True)
        )
        batch = list(ids[:ROWS_A_SEAL])
        if not batch:
            return False
        # A short batch reaches up to the bound: what lies between its last row and there is empty for good.
        last_id = batch[-1] if len(batch) == ROWS_A_SEAL else upto
        count, digest = _digest(table, first_id, last_id, previous)
        Seal.objects.create(
            table=table, first_id=first_id, last_id=last_id, count=count, previous=previous, digest=digest
        )
    log.info("sealed %s %s-%s, head %s", table, first_id, last_id, digest)
    return True


def _rows(table: str, first_id: int, last_id: int) -> Iterator[tuple]:
    model, columns = SEALED[table]
    rows = model._default_manager.filter(id__gte=first_id, id__lte=last_id).order_by("id")
    return rows.values_list(*columns).iterator(chunk_size=2_000)


def _digest(table: str, first_id: int, last_id: int, previous: str) -> tuple[int, str]:
    running, count = hashlib.sha256(canonical([table, first_id, last_id, previous])), 0
    for row in _rows(table, first_id, last_id):
        running.update(canonical(row) + b"\n")
        count += 1
    return count, running.hexdigest()


def verify() -> list[Finding]:
    """Walk every chain from its first seal; what no longer fits. Empty: nothing sealed was changed."""
    return [finding for table in SEALED for finding in _verify_chain(table)]


def _verify_chain(table: str) -> Iterator[Finding]:
    next_id, previous = 1, ""
    for laid in Seal.objects.filter(table=table).order_by("first_id", "id").iterator():
        if (laid.first_id, laid.previous) != (next_id, previous):
            yield Finding(table, next_id, laid.last_id, _("封印链断开：前一封印缺失或被改动"))
        elif found := _fault(laid):
            yield Finding(table, laid.first_id, laid.last_id, found)
        next_id, previous = laid.last_id + 1, laid.digest


def _fault(laid: Seal) -> object | None:
    count, digest = _digest(laid.table, laid.first_id, laid.last_id, laid.previous)
    if count < laid.count:
        return _("有记录被删除：封印时 %(then)s 行，现在 %(now)s 行") % {"then": laid.count, "now": count}
    if count > laid.count:
        return _("有记录被插入：封印时 %(then)s 行，现在 %(now)s 行") % {"then": laid.count, "now": count}
    if digest != laid.digest:
        return _("有记录被改动")
    return None


def heads() -> dict[str, str]:
    """The latest digest of each chain, to be kept outside the database."""
    latest = Seal.objects.order_by("table", "-last_id").distinct("table")
    return dict(latest.values_list("table", "digest"))
