"""Sellable stock: reserved for orders, shipped, taken back, counted; and the proof that it adds up. (A8.1)

A stock row is locked, or changed by one conditional UPDATE, in ascending order of SKU. Whoever holds it may
change the reservations on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import connection, models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import rules
from catalog.models import SKU, Fulfilment, Movement, Place, Product, Reservation, ReservationState, Stock
from catalog.models.stock import STOCKED
from mall import locks, rows
from mall.errors import DomainError
from mall.prepared import changed_by
from mall.subjects import kind_of

from . import availability

MOST_PIECES = 9_999_999
BATCH = 500

Claim = tuple[models.Model, int, int]


@dataclass(frozen=True)
class Short:
    """A SKU of which fewer pieces can be had than were asked for."""

    sku_id: int
    name: str
    wanted: int
    available: int


class OutOfStock(DomainError):  # noqa: N818 - a refusal is named by what happened
    """Some of the SKUs can't be reserved; ``skus`` lists every one of them."""

    def __init__(self, skus: Sequence[Short]):
        self.skus = list(skus)
        words = "；".join(
            str(_("“%(name)s”只剩 %(available)d 件") % {"name": short.name, "available": short.available})
            for short in self.skus
        )
        super().__init__(_("库存不足：%(list)s。请改数量或先移除。") % {"list": words})


class CountMoved(DomainError):  # noqa: N818 - a refusal is named by what happened
    """Pieces came or went since the merchant looked; ``now`` holds the present counts by SKU id."""

    def __init__(self, now: Mapping[int, int]):
        self.now = dict(now)
        found = SKU.objects.select_related("product").filter(pk__in=self.now).order_by("pk")
        words = "；".join(
            str(_("“%(name)s”现在是 %(n)d 件") % {"name": sku.spec_text, "n": self.now[sku.pk]})
            for sku in found
        )
        super().__init__(
            _("您填写期间库存有变动：%(list)s。请按现在的件数重新填写，再保存。") % {"list": words}
        )


@locks.service
def reserve(*, holders: Sequence[Claim]) -> None:
    """Promise pieces to holders: ``(holder, sku id, quantity)`` each, all of them or none.

    One conditional UPDATE per SKU, ascending, so that two buyers can neither oversell nor deadlock.
    Raises OutOfStock naming every SKU that is short, with nothing written.
    """
    wanted: Counter[int] = Counter()
    for _holder, sku_id, quantity in holders:
        if quantity <= 0:
            raise ValueError("a reservation holds at least one piece")
        wanted[sku_id] += quantity
    short = [sku_id for sku_id in locks.reach(Stock, wanted) if not _claim(sku_id, wanted[sku_id])]
    if short:
        raise OutOfStock(_shortage(short, wanted))
    rows.insert_many(
        Reservation(sku_id=sku_id, holder_kind=kind_of(holder), holder_id=holder.pk, quantity=quantity)
        for holder, sku_id, quantity in holders
    )


def _claim(sku_id: int, quantity: int) -> bool:
    return changed_by(_claiming(), [quantity, sku_id, quantity]) == 1


@cache
def _claiming() -> str:
    table = connection.ops.quote_name(Stock._meta.db_table)
    return (
        f"UPDATE {table} SET reserved = reserved + %s"  # noqa: S608 - own names
        " WHERE sku_id = %s AND on_hand >= reserved + %s"
    )


def _shortage(sku_ids: Iterable[int], wanted: Mapping[int, int]) -> list[Short]:
    found = SKU.objects.select_related("product", "stock").filter(pk__in=sku_ids).order_by("pk")
    return [
        Short(sku.pk, f"{sku.product.name} {sku.spec_text}".strip(), wanted[sku.pk], sku.stock.available)
        for sku in found
    ]


def _held_by(holders: Iterable[models.Model]) -> models.QuerySet[Reservation]:
    by_kind: dict[str, list[int]] = {}
    for holder in holders:
        by_kind.setdefault(kind_of(holder), []).append(holder.pk)
    whose = Q(pk__in=[])
    for kind, ids in by_kind.items():
        whose |= Q(holder_kind=kind, holder_id__in=ids)
    return Reservation.objects.filter(whose, state=ReservationState.HELD)


@locks.service
def release(*, holders: Sequence[models.Model]) -> int:
    """Give back whatever the holders still have reserved; how many reservations ended. Safe to repeat."""
    held = _held_by(holders)
    locks.lock_found(Stock, held.values("sku_id"))
    # Read again: under the stock rows' locks nobody else can end them any more.
    ended = list(held)
    back: Counter[int] = Counter()
    for reservation in ended:
        back[reservation.sku_id] += reservation.quantity - reservation.shipped
    for sku_id in sorted(back):
        Stock.objects.filter(sku=sku_id).update(reserved=F("reserved") - back[sku_id])
    return Reservation.objects.filter(pk__in=[r.pk for r in ended], state=ReservationState.HELD).update(
        state=ReservationState.RELEASED, ended_at=timezone.now()
    )


@locks.service
def ship(*, holder: models.Model, quantity: int, actor, sku: SKU | None = None) -> Movement:
    """Hand ``quantity`` of a holder's reserved pieces to the carrier: on_hand and reserved both fall.

    Part of a reservation may go; the rest stays held. ``sku`` is needed only where the holder has several.
    Raises RuleError A8.1 for more than is still reserved.
    """
    held = _held_by([holder]).filter(**({"sku": sku} if sku else {}))
    locks.lock_found(Stock, held.values("sku_id"))
    reservation = held.select_related("sku").first()
    left = reservation.quantity - reservation.shipped if reservation else 0
    rules.STOCK_LEDGER.require(
        0 < quantity <= left,
        _("预留的还有 %(left)d 件，不能发出 %(quantity)d 件。") % {"left": left, "quantity": quantity},
    )
    if reservation is None:
        raise DomainError(_("这一行没有预留的库存可发，请刷新订单。"))
    reservation.shipped += quantity
    if reservation.shipped >= reservation.quantity:
        reservation.state, reservation.ended_at = ReservationState.SHIPPED, timezone.now()
    reservation.save(update_fields=["shipped", "state", "ended_at"])
    Stock.objects.filter(sku=reservation.sku_id).update(
        on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity
    )
    return Movement.objects.create(
        sku=reservation.sku,
        source=_keeper(reservation.sku),
        target=Place.CUSTOMER,
        quantity=quantity,
        reason=str(_("发货")),
        subject_kind=kind_of(holder),
        subject_id=holder.pk,
        actor=actor,
    )


@locks.service
def take_back(*, sku: SKU, quantity: int, reason: str, subject: models.Model, actor) -> Movement:
    """Put ``quantity`` pieces that came back from a customer on sale again."""
    if quantity <= 0:
        raise DomainError(_("退回的件数须大于 0。"), field="quantity")
    locks.lock(Stock, [sku.pk])
    Stock.objects.filter(sku=sku).update(on_hand=F("on_hand") + quantity)
    return Movement.objects.create(
        sku=sku,
        source=Place.CUSTOMER,
        target=_keeper(sku),
        quantity=quantity,
        reason=reason,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        actor=actor,
    )


def _keeper(sku: SKU) -> Place:
    return Place.WAREHOUSE if sku.fulfilment == Fulfilment.WAREHOUSE else Place.SHOP


@locks.service
def count(
    *,
    actor,
    skus: Sequence[SKU],
    counts: Mapping[int, int],
    reason: str,
    shown: Mapping[int, int] | None = None,
) -> list[Movement]:
    """Book a merchant's counts of ``skus``, by SKU id, all or none; the movements of those that differed.

    Raises RuleError A8.1 without a reason and for a SKU that the mall's warehouse keeps, DomainError for a
    count that can't be, CountMoved where one isn't what was ``shown`` any more.
    """
    rules.STOCK_LEDGER.require(
        reason.strip(), _("请写明库存变动的原因，例如到货、盘点、破损。"), field="reason"
    )
    rules.STOCK_LEDGER.require(
        all(sku.fulfilment == Fulfilment.MERCHANT for sku in skus),
        _("这个 SKU 由商城仓库保管，库存以仓库流水为准；要补货请预约入库。"),
        field="on_hand",
    )
    product_ids = {sku.product_id for sku in skus}
    locks.lock(Product, product_ids)  # before the stock of its SKUs
    moved = set_on_hand_many(actor=actor, counts=counts, reason=reason, shown=shown)
    availability.note(product_ids)
    return moved


@locks.service
def set_on_hand_many(
    *,
    actor,
    counts: Mapping[int, int],
    reason: str,
    subject: models.Model | None = None,
    shown: Mapping[int, int] | None = None,
) -> list[Movement]:
    """Book counts by SKU id for SKUs that merchants keep; returns the movements of those that differed.

    A SKU without a stock row gets one. Raises DomainError for a count below 0 or beyond ``MOST_PIECES``,
    CountMoved where pieces came or went since the counts in ``shown`` were read.
    """
    if any(not 0 <= count <= MOST_PIECES for count in counts.values()):
        raise DomainError(_("库存应在 0 到 %(most)d 之间。") % {"most": MOST_PIECES}, field="on_hand")
    Stock.objects.bulk_create(
        (Stock(sku_id=pk) for pk in sorted(counts)), ignore_conflicts=True, batch_size=BATCH
    )
    rows = locks.lock(Stock, counts)
    stale = {pk: rows[pk].on_hand for pk, seen in (shown or {}).items() if rows[pk].on_hand != seen}
    if stale:
        raise CountMoved(stale)
    changed = [row for row in rows.values() if row.on_hand != counts[row.pk]]
    moved = []
    for row in changed:
        difference = counts[row.pk] - row.on_hand
        row.on_hand = counts[row.pk]
        moved.append(_difference(row.pk, difference, actor=actor, reason=reason, subject=subject))
    _write_counts(changed)
    return Movement.objects.bulk_create(moved, batch_size=BATCH)


def _write_counts(rows: list[Stock]) -> None:
    """Write the counts of locked rows. ``bulk_update`` would make a long CASE of them."""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            cursor.execute(
                f"UPDATE {Stock._meta.db_table} AS s SET on_hand = fresh.on_hand"  # noqa: S608 - own names
                " FROM unnest(%s::bigint[], %s::bigint[]) AS fresh(sku, on_hand) WHERE s.sku_id = fresh.sku",
                [[row.pk for row in part], [row.on_hand for row in part]],
            )


def _difference(sku_id: int, pieces: int, *, actor, reason: str, subject: models.Model | None) -> Movement:
    source, target = (Place.DIFFERENCE, Place.SHOP) if pieces > 0 else (Place.SHOP, Place.DIFFERENCE)
    return Movement(
        sku_id=sku_id,
        source=source,
        target=target,
        quantity=abs(pieces),
        reason=reason.strip()[:200],
        subject_kind=kind_of(subject) if subject else "",
        subject_id=subject.pk if subject else None,
        actor=actor,
    )


def shortfalls() -> models.QuerySet[Stock]:
    """Stock of which more is promised than there is; somebody has to act on each."""
    return Stock.objects.filter(reserved__gt=F("on_hand")).select_related("sku__product").order_by("sku")


@dataclass(frozen=True)
class Difference:
    """A cached figure of a SKU beside what the rows behind it add up to."""

    sku_id: int
    what: str
    cached: int
    recomputed: int


def reconcile() -> list[Difference]:
    """Every SKU whose on_hand differs from its ledger, or reserved from its reservations. (A8.1)"""
    signed = Case(
        When(target__in=STOCKED, source__in=STOCKED, then=Value(0)),
        When(target__in=STOCKED, then=F("quantity")),
        When(source__in=STOCKED, then=-F("quantity")),
        default=Value(0),
        output_field=models.IntegerField(),
    )
    ledger = Movement.objects.filter(sku=OuterRef("sku")).order_by().values("sku").annotate(sum=Sum(signed))
    held = (
        Reservation.objects.filter(sku=OuterRef("sku"), state=ReservationState.HELD).order_by().values("sku")
    )
    promised = held.annotate(sum=Sum(F("quantity") - F("shipped")))
    rows = (
        Stock.objects.annotate(
            by_ledger=Coalesce(Subquery(ledger.values("sum")), 0),
            by_reservations=Coalesce(Subquery(promised.values("sum")), 0),
        )
        .exclude(on_hand=F("by_ledger"), reserved=F("by_reservations"))
        .order_by("sku")
    )
    found = []
    for row in rows.iterator():
        if row.on_hand != row.by_ledger:
            found.append(Difference(row.pk, "on_hand", row.on_hand, row.by_ledger))
        if row.reserved != row.by_reservations:
            found.append(Difference(row.pk, "reserved", row.reserved, row.by_reservations))
    return found
