"""An import's way through the portal: uploaded, checked by a worker, confirmed, imported by a worker, undone.

A worker that takes a run in hand numbers its attempt and gives signs of life; only the latest attempt may end
what it began. So a worker that was killed leaves nothing half done: what it wrote was never committed, its
run is found by its silence and marked, and the sheet can be run again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog import rules
from catalog.imports import files, findings
from catalog.models import AT_WORK, ImportChange, ImportRun, ImportState
from catalog.states import IMPORT
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.idempotency import services as idempotency
from mall.sheets import XLSX
from mall.transitions import move
from mall.uploads import services as uploads
from merchants.models import Shop

from . import imports

log = logging.getLogger(__name__)

PURPOSE = "import"
WORK = "catalog.work_on_import"
SILENCE = timedelta(seconds=30)
PATIENCE = timedelta(seconds=10)
MEDIA_TYPES = {"csv": "text/csv", "xlsx": XLSX}
DIED = _("处理这个文件的程序中途停了，店里的商品没有任何改动。文件还在，可以重新检查。")
UNDO_DIED = _("撤销的程序中途停了，什么也没有撤销。可以再撤销一次。")
FAILS = {
    ImportState.CHECKING: ("fail", DIED),
    ImportState.IMPORTING: ("fail", DIED),
    ImportState.UNDOING: ("fail_undo", UNDO_DIED),
}


class AlreadyAtWork(DomainError):  # noqa: N818 - a refusal is named by what happened
    """Another sheet of the shop is in hand."""

    def __init__(self):
        super().__init__(_("店里有另一张表格正在处理，请等它完成，或先取消它。"), field="file")


# --- What people do ---


def upload(*, actor, shop: Shop, file: UploadedFile, key: str) -> ImportRun:
    """Take in a sheet and have it checked. The same ``key``, or the sheet in hand, gives the same run.

    A sheet that waits for its confirmation makes way. Raises DomainError for a file that is empty or too
    large, AlreadyAtWork while another sheet of the shop is in hand.
    """
    digest = files.digest_of(file.file)
    key = f"{key[:31]}:{digest[:32]}"  # with another sheet chosen on the same page, it is another submission
    ext = "xlsx" if file.file.read(2) == b"PK" else "csv"
    path = uploads.save_bytes(purpose=PURPOSE, upload=file, ext=ext)
    run = None
    try:
        run = _open(actor=actor, shop=shop, key=key, path=path, digest=digest, name=file.name or "", ext=ext)
    finally:
        if run is None or run.file is None or run.file.file.name != path:
            uploads.drop_bytes(path)
    return run


@locks.service
def _open(*, actor, shop: Shop, key: str, path: str, digest: str, name: str, ext: str) -> ImportRun:
    earlier = idempotency.claim(person=actor, purpose=f"import:{shop.pk}", key=key, digest=digest)
    if earlier is not None:
        return earlier
    run = _in_hand(shop, digest)
    if run is None:
        _let_waiting_go(actor, shop)
        run = _create(actor=actor, shop=shop, digest=digest, name=name)
        run.file = uploads.register_bytes(
            actor=actor,
            subject=run,
            purpose=PURPOSE,
            path=path,
            name=f"{run.file_name.rpartition('.')[0] or run.file_name}.{ext}",
            media_type=MEDIA_TYPES[ext],
            digest=digest,
        )
        run.save(update_fields=["file"])
        record(actor=actor, verb="import.upload", subject=run, rule=rules.BULK_LISTINGS.id)
        _wake(run)
    idempotency.finish(person=actor, purpose=f"import:{shop.pk}", key=key, result=run)
    return run


def _in_hand(shop: Shop, digest: str) -> ImportRun | None:
    """The run of this very sheet, where it is in hand. Raises AlreadyAtWork where another one is."""
    run = ImportRun.objects.for_shop(shop).at_work().first()
    if run is not None and run.digest != digest:
        raise AlreadyAtWork
    return run


def _create(*, actor, shop: Shop, digest: str, name: str) -> ImportRun:
    try:
        return ImportRun.objects.create(
            shop=shop,
            file_name=imports.clean_name(name),
            digest=digest,
            imported_by=actor,
            asked_by=actor,
        )
    except IntegrityError as error:  # somebody was faster
        raise AlreadyAtWork from error


def _let_waiting_go(actor, shop: Shop) -> None:
    for run in ImportRun.objects.for_shop(shop).filter(state=ImportState.CHECKED).order_by("pk"):
        move(IMPORT, run, "cancel", actor=actor)


@locks.service
def confirm(*, actor, run: ImportRun) -> ImportRun:
    """Have a checked sheet imported; once, however often it is confirmed.

    Raises ForbiddenMove where it isn't checked, AlreadyAtWork while another sheet is in hand, DomainError
    where it would change nothing.
    """
    row = locks.lock_one(run)
    if row.state in (ImportState.IMPORTING, ImportState.DONE):
        return row
    if row.state == ImportState.CHECKED and row.changes_nothing:
        raise DomainError(_("表格和店里的商品完全一致，不用导入。"))
    return _put_in_hand(actor, row, "confirm", imported_by=actor)


@locks.service
def cancel(*, actor, run: ImportRun) -> ImportRun:
    """Give up a sheet that isn't imported yet; its worker notices. Raises ForbiddenMove."""
    return move(IMPORT, run, "cancel", actor=actor)


@locks.service
def retry(*, actor, run: ImportRun) -> ImportRun:
    """Check a sheet again whose worker died, or that was cancelled. Raises as ``confirm`` does."""
    waiting = ImportRun.objects.for_shop(run.shop).filter(state=ImportState.CHECKED)
    rows = locks.lock(ImportRun, [run.pk, *waiting.values_list("pk", flat=True)])
    row = rows.pop(run.pk)
    if row.file_id is None:
        raise DomainError(_("这个文件已过保存期限，请重新上传。"))
    asked = _put_in_hand(actor, row, "retry")
    for other in rows.values():
        move(IMPORT, other, "cancel", actor=actor)
    return asked


@locks.service
def ask_undo(*, actor, run: ImportRun) -> ImportRun:
    """Have the shop's last import undone; once, however often it is asked for.

    Raises RuleError F6.1 where it isn't the last one or its days are over, ForbiddenMove where it isn't done,
    AlreadyAtWork while a sheet is in hand.
    """
    row = locks.lock_one(run)
    if row.state in (ImportState.UNDOING, ImportState.UNDONE):
        return row
    require_undoable(row)
    return _put_in_hand(actor, row, "undo")


def require_undoable(run: ImportRun, *, now: datetime | None = None) -> None:
    """Raise RuleError F6.1, in words, for an import that can't be undone any more."""
    last = ImportRun.objects.for_shop(run.shop).exclude(imported_at=None).order_by("-imported_at", "-pk")
    rules.BULK_LISTINGS.require(
        last.values_list("pk", flat=True).first() == run.pk, _("只能撤销最近一次导入，后来又导入过别的表格。")
    )
    days = rules.BULK_LISTINGS.figure("undo", at=run.imported_at)
    rules.BULK_LISTINGS.require(
        run.imported_at is not None and (now or timezone.now()) <= run.imported_at + days,
        _("导入超过 %(n)d 天，不能撤销了；要改请再导入一次，或到商品页修改。") % {"n": days.days},
    )


def _put_in_hand(actor, row: ImportRun, action: str, **changes) -> ImportRun:
    """Move a run to where a worker takes it up."""
    fresh = {"heartbeat_at": None, "stage": "", "progress": 0, "total": 0, "failure": "", "asked_by": actor}
    try:
        with transaction.atomic():
            row = move(IMPORT, row, action, actor=actor, queued_at=timezone.now(), **fresh, **changes)
    except IntegrityError as error:
        raise AlreadyAtWork from error
    _wake(row)
    return row


# --- What workers do ---


def _wake(run: ImportRun) -> None:
    transaction.on_commit(partial(wake, run.pk))


def wake(pk: int) -> None:
    """Ask a worker to take a run in hand now. A broker that is down costs seconds, not the import."""
    try:
        current_app.send_task(WORK, args=[pk], retry=False, expires=60)
    except Exception as error:
        log.warning("import %s waits to be looked for: %s", pk, type(error).__name__)


@locks.service
def claim(pk: int, *, now: datetime | None = None) -> ImportRun | None:
    """Take a run in hand: None where there is nothing to do, or another worker was faster."""
    waiting = ImportRun.objects.at_work().filter(pk=pk, heartbeat_at=None)
    if waiting.update(heartbeat_at=now or timezone.now(), attempt=F("attempt") + 1) != 1:
        return None
    return ImportRun.objects.select_related("shop", "file", "imported_by").get(pk=pk)


def beat(run: ImportRun, stage: str, progress: int, total: int) -> bool:
    """Say that this attempt is alive and how far it is; False where it is no longer wanted."""
    mine = ImportRun.objects.filter(pk=run.pk, attempt=run.attempt, state=run.state)
    return mine.update(heartbeat_at=timezone.now(), stage=stage, progress=progress, total=total) == 1


def fail(run: ImportRun, words) -> None:
    """Mark an attempt that could not do its work, in words for the shop."""
    action, _died = FAILS[ImportState(run.state)]
    imports.end(run=run, action=action, actor=None, failure=_told(run, words))


def _told(run: ImportRun, words) -> str:
    """``words`` in the language of whoever asked: workers have none of their own."""
    with override(run.asked_by.locale if run.asked_by else None):
        return str(words)[:500]


# --- By the clock ---


def tend(*, now: datetime | None = None) -> int:
    """Mark the runs whose worker has died, and call for workers where none has come; how many died."""
    now = now or timezone.now()
    silent = ImportRun.objects.at_work().filter(heartbeat_at__lt=now - SILENCE).order_by("pk")
    dead = sum(_bury(run, now) for run in silent)
    waiting = ImportRun.objects.at_work().filter(heartbeat_at=None, queued_at__lt=now - PATIENCE)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        wake(pk)
    return dead


@locks.service
def _bury(run: ImportRun, now: datetime) -> bool:
    row = locks.lock_one(run)
    if row.state not in FAILS or row.heartbeat_at is None or row.heartbeat_at >= now - SILENCE:
        return False
    action, words = FAILS[ImportState(row.state)]
    move(IMPORT, row, action, actor=None, failure=_told(row, words))
    return True


def purge(*, now: datetime | None = None) -> int:
    """Let go of sheets, findings and what can no longer be undone, once their term has ended; of how many."""
    before = (now or timezone.now()) - rules.BULK_LISTINGS.figure("kept")
    changes = ImportChange.objects.filter(run=OuterRef("pk"))
    old = ImportRun.objects.filter(at__lt=before).exclude(state__in=AT_WORK)
    gone = 0
    for run in old.filter(Q(file__isnull=False) | Exists(changes)).select_related("file").order_by("pk"):
        _let_go(run)
        for what in (findings.CHECK, findings.UNDO):
            findings.forget(run.pk, what)
        gone += 1
    return gone


@locks.service
def _let_go(run: ImportRun) -> None:
    row = locks.lock_one(run)
    if row.state == ImportState.CHECKED:
        move(IMPORT, row, "cancel", actor=None)
    ImportChange.objects.filter(run=row).delete()
    if run.file is not None:
        uploads.discard(private=run.file)
