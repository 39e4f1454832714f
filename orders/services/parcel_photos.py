"""Photos of reported parcels are kept as long as the deal itself is on record, and no longer. (E15)"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from mall import locks
from mall.audit.services import record
from mall.subjects import kind_of
from mall.uploads import services as uploads
from mall.uploads.models import PrivateFile
from orders.models import OrderState, ParcelReport, Shipment

ENDED = (OrderState.COMPLETED, OrderState.CANCELLED)


def purge(*, now: datetime | None = None) -> int:
    """Delete photos in whose order nothing has happened for ``PARCEL_PHOTOS_DAYS`` after its end; how many.

    What was said stays with the parcel, and since when the photos are gone. May be cut off and repeated.
    """
    now = now or timezone.now()
    files = PrivateFile.objects.filter(subject_kind=kind_of(ParcelReport), subject_id=OuterRef("pk"))
    shown = ParcelReport.objects.filter(Exists(files), shipment__order__state__in=ENDED)
    ended = shown.annotate(last=Max("shipment__order__progress__at"))
    due = ended.filter(last__lt=now - timedelta(days=settings.PARCEL_PHOTOS_DAYS)).order_by("pk")
    return sum(_delete(report=report, now=now) for report in due.iterator())


@locks.service
def _delete(*, report: ParcelReport, now: datetime) -> int:
    locks.lock(Shipment, [report.shipment_id])  # who was slower finds nothing left
    files = list(PrivateFile.objects.about(report).order_by("pk"))
    for private in files:
        uploads.discard(private=private)
    if files:
        ParcelReport.objects.filter(pk=report.pk).update(photos_deleted_at=now)
        record(actor=None, verb="parcel_report.delete_photos", subject=report, data={"photos": len(files)})
    return len(files)
