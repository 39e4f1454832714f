"""Parcels that their buyer has reported, missing or broken, and what the shop does about them. (E15)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.services import stock
from mall import locks
from mall.errors import DomainError
from mall.subjects import kind_of
from mall.uploads import services as uploads
from mall.uploads.models import PrivateFile
from mall.uploads.pictures import CleanPicture, clean_picture
from orders import rules
from orders.models import Cause, ParcelReport, Shipment, ShipmentLine, ShipmentState

from . import deliveries, fulfilment, receipts, tracking_numbers
from .parcel_steps import (
    locked,
    require_movable,
    shared_words,
    step,
    tell_buyer,
    tell_shop,
)

REPORTS = (Cause.MISSING, Cause.DAMAGED)
PURPOSE = "parcel_report"
MOST_PHOTOS = 3
MOST_WORDS = 300


@dataclass(frozen=True)
class Told:
    """A buyer's report with its photos."""

    report: ParcelReport
    photos: list[PrivateFile]


def report(
    *,
    actor,
    shipment: Shipment,
    cause: str,
    words: str = "",
    photos: Sequence[UploadedFile] = (),
    now: datetime | None = None,
) -> Shipment:
    """The buyer hasn't got it, or got it broken: the shop answers in time, or its silence pays the buyer.

    What they say and show of it is for the shop and for who decides. What is broken has arrived, and isn't
    called missing any more. Call it outside a service: bytes of photos are written before their rows.
    Raises RuleError E15 for anybody else, for another cause, and for a parcel that isn't overdue yet;
    ForbiddenMove once receipt is confirmed: then it is a matter of after-sales. DomainError at its field for
    words that tell personal data, and for photos that are too many or none.
    """
    words = shared_words(words, most=MOST_WORDS)
    kept: list[tuple[str, CleanPicture]] = []
    try:
        for picture in _clean(photos):
            place = uploads.save_bytes(purpose=PURPOSE, upload=ContentFile(picture.content), ext=picture.ext)
            kept.append((place, picture))
        return _report(actor=actor, shipment=shipment, cause=cause, words=words, photos=kept, now=now)
    except BaseException:
        for place, _picture in kept:
            uploads.drop_bytes(place)
        raise


def _clean(photos: Sequence[UploadedFile]) -> list[CleanPicture]:
    if len(photos) > MOST_PHOTOS:
        words = _("最多传 %(most)d 张照片，请重新选择。") % {"most": MOST_PHOTOS}
        raise DomainError(words, field="photos")
    cleaned = []
    for n, photo in enumerate(photos, start=1):
        try:
            cleaned.append(clean_picture(photo))
        except DomainError as error:
            words = _("第 %(n)d 张：%(why)s") % {"n": n, "why": error}
            raise DomainError(words, field="photos") from error
    return cleaned


@locks.service
def _report(
    *,
    actor,
    shipment: Shipment,
    cause: str,
    words: str,
    photos: Sequence[tuple[str, CleanPicture]],
    now: datetime | None,
) -> Shipment:
    now, order, shipment = locked(shipment, now)
    rules.DELIVERY.require(order.buyer_id == actor.pk, _("只有买家本人可以报告包裹的问题。"))
    rules.DELIVERY.require(cause in REPORTS, _("请选择遇到的问题。"), field="cause")
    require_movable(shipment, "report")
    if cause == Cause.MISSING:
        _require_missing(shipment, now)
    elif shipment.state != ShipmentState.DELIVERED:
        deliveries.hand_over(actor, order, shipment, now)
    changes = {
        "cause": cause,
        "answer_due_at": now + rules.DELIVERY.figure(at=now),
        "handed_over_at": None if cause == Cause.MISSING else shipment.handed_over_at or now,
    }
    step(order, shipment, "report", actor, rules.DELIVERY, now, progress=f"report_{cause}", **changes)
    told = ParcelReport.objects.create(shipment=shipment, cause=cause, words=words, reported_at=now)
    for n, (place, picture) in enumerate(photos, start=1):
        uploads.register_bytes(
            actor=actor,
            subject=told,
            purpose=PURPOSE,
            path=place,
            name=f"{shipment.tracking_number}-{n}.{picture.ext}",
            media_type="image/webp",
            digest=picture.digest,
        )
    tell_shop(order, shipment, "reported", now, _("订单 {number} 的买家没有收好包裹，请尽快答复"), body=words)
    return shipment


def told_of(*shipments: Shipment) -> list[Told]:
    """What their buyer has said of parcels so far, the latest first. Two queries; one where it is nothing."""
    by_pk = {shipment.pk: shipment for shipment in shipments}
    reports = list(ParcelReport.objects.filter(shipment__in=by_pk).order_by("-id")) if by_pk else []
    for report in reports:
        report.shipment = by_pk[report.shipment_id]
    photos: dict[int, list[PrivateFile]] = {}
    files = PrivateFile.objects.filter(
        subject_kind=kind_of(ParcelReport), subject_id__in=[report.pk for report in reports]
    )
    for private in files.order_by("id"):
        photos.setdefault(private.subject_id, []).append(private)
    return [Told(report, photos.get(report.pk, [])) for report in reports]


def _require_missing(shipment: Shipment, now: datetime) -> None:
    rules.DELIVERY.require(
        shipment.handed_over_at is None, _("包裹已经确认送到您手里，不能再报告没收到；有破损请选择破损。")
    )
    missing_from = missing_at(shipment)
    rules.DELIVERY.require(
        now >= missing_from,
        _("包裹还在正常运输时间内，%(at)s 起仍未收到可以报告。")
        % {"at": timezone.localtime(missing_from).strftime("%m-%d %H:%M")},
    )


def missing_at(shipment: Shipment) -> datetime:
    """From when a parcel that hasn't come may be called missing: after its time on the way, which begins anew
    where the shop has traced it; at once where the carrier says that it has been delivered."""
    span = rules.DELIVERY.figure("missing_after", at=shipment.shipped_at)
    if shipment.found_at:
        return shipment.found_at + span
    return shipment.shipped_at if shipment.state == ShipmentState.DELIVERED else shipment.shipped_at + span


@locks.service
def find(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The shop has traced it and it is still coming; once a parcel, and the term of receipt begins anew.

    Raises RuleError E15 the second time, and for one that came broken: then the buyer is owed goods or money.
    """
    now, order, shipment = locked(shipment, now)
    require_movable(shipment, "find")
    rules.DELIVERY.require(
        shipment.cause == Cause.MISSING and shipment.found_at is None,
        _("这个包裹只能补发或退款：破损的和再次报告没收到的，不能再让买家等。"),
    )
    step(order, shipment, "find", actor, rules.DELIVERY, now, found_at=now, answer_due_at=None)
    receipts.restart_receipt(order, now)
    tell_buyer(order, shipment, "find", now, _("订单 {number} 的包裹商家已查到，正在继续派送"))
    return shipment


@locks.service
def resend(
    *, actor, shipment: Shipment, carrier: str, tracking_number: str, now: datetime | None = None
) -> Shipment:
    """The same goods go out again in a new parcel, which is returned; the reported one is written off.

    Raises RuleError E15 for a parcel that nobody has reported, B11.2 for carrier and number, DomainError for
    a number that is another buyer's, OutOfStock.
    """
    carrier, tracking_number = fulfilment.held(carrier, tracking_number)
    now, order, shipment = locked(shipment, now)
    rules.DELIVERY.require(shipment.state == ShipmentState.REPORTED, _("买家没有报告这个包裹有问题。"))
    tracking_numbers.require_free(order, carrier, tracking_number)
    step(order, shipment, "lose", actor, rules.DELIVERY, now, progress="resent", answer_due_at=None)
    sent = Shipment.objects.create(
        order=order,
        carrier=carrier,
        tracking_number=tracking_number,
        shipped_by=actor,
        shipped_at=now,
        replaces=shipment,
    )
    parts = [
        ShipmentLine.objects.create(shipment=sent, line=part.line, quantity=part.quantity)
        for part in shipment.lines.select_related("line").order_by("line__sku_id")
    ]
    receipts.restart_receipt(order, now)
    tell_buyer(order, shipment, "resent", now, _("订单 {number} 的商家已为您补发包裹"))
    stock.reserve(holders=[(part, part.line.sku_id, part.quantity) for part in parts])
    for part in parts:
        stock.ship(holder=part, quantity=part.quantity, actor=actor)
    return sent
