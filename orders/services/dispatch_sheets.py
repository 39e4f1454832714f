"""A sheet of tracking numbers: checked at once, then done row by row by a worker. (B11.2)

Each row is a transaction of its own, which ships the order and notes the parcel in the row. So the work may
be cut off, repeated or done by two at once: a row with its parcel, or the reason why not, is done.
"""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.imports import files
from catalog.imports.cells import RawRow
from catalog.services.imports import clean_name
from mall import locks
from mall.errors import DomainError, TryAgain
from mall.idempotency import services as idempotency
from mall.rulebook.boundary import recorded
from mall.transitions import ForbiddenMove, move
from merchants.models import Shop
from orders import states
from orders.dispatch_files import COLUMNS, TRACKING
from orders.models import DispatchRow, DispatchSheet, SheetState

from . import dispatch_checks, fulfilment

log = logging.getLogger(__name__)

MOST_ROWS = 2_000
WORK = "orders.work_on_dispatch_sheet"
PATIENCE = timedelta(seconds=30)
KEPT = timedelta(days=30)


# --- What people do ---


def upload(*, actor, shop: Shop, file: UploadedFile, key: str) -> DispatchSheet:
    """Take in a sheet and check its rows; nothing is sent yet. The same ``key`` gives the same sheet.

    Raises DomainError, in a sentence, for a file that is no such sheet, or has no tracking number in it.
    """
    digest = files.digest_of(file.file)
    with contextlib.closing(files.read(file.file, most_rows=MOST_ROWS, columns=COLUMNS)) as raw:
        rows = list(raw)
    return _take_in(
        actor=actor, shop=shop, name=clean_name(file.name or ""), rows=rows, key=key, digest=digest
    )


@locks.service
def _take_in(*, actor, shop: Shop, name: str, rows: list[RawRow], key: str, digest: str) -> DispatchSheet:
    purpose, key = f"dispatch:{shop.pk}", f"{key[:31]}:{digest[:32]}"
    earlier = idempotency.claim(person=actor, purpose=purpose, key=key, digest=digest)
    if earlier is not None:
        return earlier
    filled = [row for row in rows if row.cells[TRACKING]]
    if not filled:
        raise DomainError(_("表格里一个运单号也没有填，请填好“运单号”一列再上传。"), field="file")
    sheet = DispatchSheet.objects.create(
        shop=shop, file_name=name, uploaded_by=actor, blank=len(rows) - len(filled)
    )
    DispatchRow.objects.bulk_create(dispatch_checks.check(shop, filled, sheet=sheet), batch_size=500)
    idempotency.finish(person=actor, purpose=purpose, key=key, result=sheet)
    return sheet


def figures(sheet: DispatchSheet) -> dict[str, int]:
    """How many rows there are, by what became of them. One query."""
    return sheet.rows.aggregate(
        rows=Count("pk"),
        good=Count("pk", filter=Q(problem="")),
        bad=Count("pk", filter=~Q(problem="") | ~Q(failure="")),
        warned=Count("pk", filter=Q(problem="") & ~Q(warning="")),
        sent=Count("pk", filter=Q(shipment__isnull=False)),
        done=Count("pk", filter=Q(shipment__isnull=False) | ~Q(failure="")),
    )


def bad_rows(sheet: DispatchSheet) -> QuerySet[DispatchRow]:
    """Those that can't be sent, or couldn't."""
    return sheet.rows.filter(~Q(problem="") | ~Q(failure=""))


def noted_rows(sheet: DispatchSheet) -> QuerySet[DispatchRow]:
    """Those with anything to say of them."""
    return sheet.rows.filter(~Q(problem="") | ~Q(failure="") | ~Q(warning=""))


@locks.service
def start(*, actor, sheet: DispatchSheet, now: datetime | None = None) -> DispatchSheet:
    """Have the good rows of a checked sheet sent; once, however often it is asked for.

    Who asked is on record as who sent them, whoever uploaded the sheet. Raises DomainError where no row is
    good.
    """
    row = locks.lock_one(sheet)
    if row.state != SheetState.CHECKED:
        return row
    if not row.rows.to_do().exists():
        raise DomainError(_("表格里没有可以发货的行，请改好后重新上传。"))
    move(
        states.DISPATCH_SHEET,
        row,
        "start",
        actor=actor,
        started_by=actor,
        started_at=now or timezone.now(),
    )
    transaction.on_commit(partial(wake, row.pk))
    return row


def wake(pk: int) -> None:
    """Ask a worker to begin now; where the broker is down, ``waiting`` tells of the sheet a little later."""
    try:
        current_app.send_task(WORK, args=[pk], retry=False, expires=60)
    except Exception as error:
        log.warning("dispatch sheet %s waits to be looked for: %s", pk, type(error).__name__)


# --- What workers do ---


def work(pk: int) -> int:
    """Send what is to be sent of a sheet; how many orders went. Rows are checked again as they are sent."""
    sheet = (
        DispatchSheet.objects.select_related("started_by").filter(pk=pk, state=SheetState.SHIPPING).first()
    )
    if sheet is None:
        return 0
    assert sheet.started_by  # by constraint
    with override(sheet.started_by.locale or None):
        rows = sheet.rows.to_do().select_related("order")
        sent = sum(_done(sheet.started_by, row) for row in rows)
    if not sheet.rows.to_do().exists():
        with contextlib.suppress(ForbiddenMove):  # another worker was as fast
            move(states.DISPATCH_SHEET, sheet, "finish", actor=None, finished_at=timezone.now())
    return sent


def _done(actor, row: DispatchRow) -> bool:
    try:
        with recorded(where=WORK, actor=actor, is_told=True) as outcome:
            _ship(actor=actor, row=row)
    except Exception:  # one row's surprise must not keep the others waiting
        log.exception("row %s of a dispatch sheet failed", row.pk)
        _note_failure(row, _("处理时出了意外，没有登记。请到订单页发货。"))
        return False
    if outcome.error and not isinstance(outcome.error, TryAgain):
        _note_failure(row, outcome.error)
    return outcome.ok


def _note_failure(row: DispatchRow, words) -> None:
    """Unless another worker has sent it meanwhile."""
    DispatchRow.objects.to_do().filter(pk=row.pk).update(failure=str(words)[:300])


@locks.service
def _ship(*, actor, row: DispatchRow) -> None:
    assert row.order
    shipment = fulfilment.ship(
        actor=actor, order=row.order, carrier=row.carrier, tracking_number=row.tracking_number
    )
    if DispatchRow.objects.to_do().filter(pk=row.pk).update(shipment=shipment) != 1:
        raise TryAgain  # another worker was faster


# --- By the clock ---


def waiting(*, now: datetime | None = None) -> list[int]:
    """Sheets whose worker never came or was cut off; working on one that is in hand does no harm."""
    before = (now or timezone.now()) - PATIENCE
    left = DispatchSheet.objects.filter(state=SheetState.SHIPPING, started_at__lt=before)
    return list(left.order_by("pk").values_list("pk", flat=True))


def purge(*, now: datetime | None = None) -> int:
    """Let go of sheets that nobody needs any more; how many. What they sent stays with the orders."""
    before = (now or timezone.now()) - KEPT
    old = DispatchSheet.objects.filter(at__lt=before).exclude(state=SheetState.SHIPPING)
    _all, by_model = old.delete()
    return by_model.get(DispatchSheet._meta.label, 0)
