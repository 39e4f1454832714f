"""Reviews: by who received the goods, once, in time, for good; and the shop's one answer. (B10)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.models import Product
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.personal import tells_personal
from mall.rulebook.rule import RuleError
from orders import rules
from orders.models import LineKind, Order, OrderLine, OrderState, Reply, Review, ShipmentLine
from orders.models.reviews import STARS

LONGEST = 500


@locks.service
def write(*, actor, line: OrderLine, rating: int, text: str = "", now: datetime | None = None) -> Review:
    """The buyer's word on a line: 1 to 5 stars and, if they like, up to 500 characters. It stays as it is.

    Raises RuleError B10 for anybody but the buyer, before receipt, after the window, a second time, and for
    a number of stars that there isn't; DomainError for words that can't be kept, or shown to everybody.
    Locks the order.
    """
    now = now or timezone.now()
    order = locks.lock_one(line.order)
    require_open(actor=actor, order=order, line=line, now=now)
    rules.REVIEWS.require(rating in STARS, _("请选 1 到 5 颗星。"), field="rating")
    text = _public(text, name=_("评价"))
    sku = line.sku
    assert sku is not None  # a goods line has one, by constraint
    again = _("这件商品您已经评价过了，评价不能修改或重写。")
    try:
        with transaction.atomic():
            review = Review.objects.create(
                line=line,
                product_id=sku.product_id,
                shop_id=order.shop_id,
                buyer_id=order.buyer_id,
                rating=rating,
                text=text,
                written_at=now,
            )
    except IntegrityError as error:
        raise RuleError(rules.REVIEWS, again) from error
    record(actor=actor, verb="review.write", subject=review, rule=rules.REVIEWS.id)
    return review


def _public(text: str, *, name) -> str:
    """``text`` as everybody will read it. Raises DomainError for too much, and for personal data. (D7.3)"""
    text = wording.within(wording.paragraphs(text), most=LONGEST, name=name, field="text")
    if tells_personal(text):
        words = _("%(name)s里像是有手机号、邮箱或证件号。发表后所有人都能看到，请删去后再发表。")
        raise DomainError(words % {"name": name}, field="text")
    return text


def require_open(*, actor, order: Order, line: OrderLine, now: datetime) -> None:
    """Raise RuleError B10 unless ``actor`` may review ``line`` of ``order``, once, at ``now``."""
    rules.REVIEWS.require(
        order.buyer_id == actor.pk and line.order_id == order.pk, _("只有买家本人可以评价。")
    )
    rules.REVIEWS.require(
        order.state == OrderState.COMPLETED
        and order.received_at
        and line.kind != LineKind.FREIGHT
        and _kept(OrderLine.objects.filter(pk=line.pk)).exists(),
        _("收到货并确认收货后才能评价；退回或丢失的不能评价。"),
    )
    received_at = order.received_at or now
    window = rules.REVIEWS.figure("window", at=received_at)
    rules.REVIEWS.require(
        now <= received_at + window,
        _("确认收货已超过 %(days)d 天，不能再评价了。") % {"days": window.days},
    )


def to_review(*, actor, order: Order, now: datetime | None = None) -> set[int]:
    """Ids of the lines of ``order`` that ``actor`` may review now. One query, none before receipt."""
    now = now or timezone.now()
    if order.state != OrderState.COMPLETED or order.received_at is None or order.buyer_id != actor.pk:
        return set()
    if now > order.received_at + rules.REVIEWS.figure("window", at=order.received_at):
        return set()
    open_lines = _kept(OrderLine.objects.filter(order=order, review=None)).exclude(kind=LineKind.FREIGHT)
    return set(open_lines.order_by().values_list("pk", flat=True))


def _kept(lines: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
    """Those of which the buyer has a piece: sent, not back with the shop and not lost."""
    gone = ShipmentLine.objects.not_kept().filter(line=OuterRef("pk")).order_by().values("line")
    gone = Subquery(gone.annotate(n=Sum("quantity")).values("n"))
    return lines.filter(quantity__gt=F("cancelled") + Coalesce(gone, 0))


@locks.service
def reply(*, actor, review: Review, text: str, now: datetime | None = None) -> Reply:
    """The shop answers a review, once and for good; the buyer is told.

    The caller has made sure that ``actor`` serves the shop. Raises DomainError without words, for too many,
    for those that can't be shown to everybody, and for a second answer.
    """
    text = _public(text, name=_("回复"))
    if not text:
        raise DomainError(_("请写回复的内容。"), field="text")
    try:
        with transaction.atomic():
            answer = Reply.objects.create(
                review=review, text=text, written_by=actor, written_at=now or timezone.now()
            )
    except IntegrityError as error:
        raise DomainError(_("这条评价已经回复过了，回复只能有一次。"), field="text") from error
    record(actor=actor, verb="review.reply", subject=review, rule=rules.REVIEWS.id)
    notify(
        person=review.buyer,
        key=f"review:{review.pk}:reply",
        title=format_lazy(_("商家回复了您对“{name}”的评价"), name=lazy(lambda: review.line.title, str)()),
        link=reverse("orders:order", args=[review.line.order.number]),
    )
    return answer


@dataclass(frozen=True)
class Bar:
    """How many gave so many stars, and what percentage of all that is."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True)
class Summary:
    """A product's reviews in figures, counted now."""

    bars: list[Bar]

    @property
    def count(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def average(self) -> float | None:
        total = sum(bar.stars * bar.count for bar in self.bars)
        return round(total / self.count, 1) if self.count else None


def summary(product: Product) -> Summary:
    """One query over the product's reviews."""
    counted = Review.objects.filter(product=product).order_by().values_list("rating").annotate(n=Count("pk"))
    counts = dict(counted)
    total = sum(counts.values()) or 1
    return Summary(
        [Bar(stars, counts.get(stars, 0), counts.get(stars, 0) * 100 // total) for stars in reversed(STARS)]
    )
