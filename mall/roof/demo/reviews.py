"""What buyers of the two months said of what they received, and what the shops answered. (B10)"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from random import Random

from orders.models import OrderLine, Reply, Review

from .catalogue import DATA
from .goods import Market
from .history import Written
from .merchants import FOOD

BATCH = 500
SHARE = 0.62  # of the received lines
STARS, WEIGHTS = (5, 4, 3, 2, 1), (60, 24, 9, 4, 3)
# By stars: from which sentences a review is made, and how often its shop answers.
TONES = {5: "good", 4: "fine", 3: "fine", 2: "poor", 1: "poor"}
ANSWERED = {5: 0.12, 4: 0.2, 3: 0.5, 2: 0.85, 1: 0.9}


def write(rows: list[Written], market: Market, now: datetime) -> None:
    """Reviews and replies as the services would have left them, in bulk and with their times."""
    chance = Random("demo reviews")
    words = tomllib.loads((DATA / "reviews.toml").read_text(encoding="utf-8"))
    said: set[tuple[int, str]] = set()
    found = []
    for row in rows:
        received_at = row.parcel.received_at
        for line, (sku, _quantity) in zip(row.lines, row.parcel.items, strict=True):
            if received_at is None or chance.random() > SHARE:
                continue
            written_at = received_at + timedelta(hours=chance.lognormvariate(3, 1))
            stars = chance.choices(STARS, WEIGHTS)[0]
            category = sku.product.category
            assert category is not None
            assert category.parent is not None
            goods = [words[category.parent.slug], words.get(category.slug, {})]
            after = [words["any"], words["food"]] if category.parent.slug in FOOD else [words["any"]]
            text = _text(goods, after, stars, chance)
            if written_at < now and (sku.product_id, text) not in said:
                said.add((sku.product_id, text))
                found.append(_review(line, sku.product_id, row, stars, text, written_at))
    Review.objects.bulk_create(sorted(found, key=lambda review: review.written_at), batch_size=BATCH)
    found.sort(key=lambda review: review.pk)
    Reply.objects.bulk_create(_replies(found, words["replies"], market, now, chance), batch_size=BATCH)


def _text(goods: list[dict], after: list[dict], stars: int, chance: Random) -> str:
    if chance.random() < 0.06:
        return ""
    tone = TONES[stars]
    first, second = (
        chance.choice([sentence for kind in kinds for sentence in kind.get(tone, [])])
        for kinds in (goods, after)
    )
    return first + second if chance.random() < 0.6 else first


def _review(
    line: OrderLine, product_id: int, row: Written, stars: int, text: str, written_at: datetime
) -> Review:
    return Review(
        line=line,
        product_id=product_id,
        shop_id=row.parcel.shop_id,
        buyer=row.sale.buyer.user,
        rating=stars,
        text=text,
        written_at=written_at,
    )


def _replies(found: list[Review], words: dict, market: Market, now: datetime, chance: Random) -> list[Reply]:
    replies = []
    for review in found:
        written_at = review.written_at + timedelta(hours=chance.uniform(1, 40))
        if chance.random() < ANSWERED[review.rating] and written_at < now:
            text = chance.choice(words["good" if review.rating > 3 else "poor"])
            owner = market.owners[review.shop_id]
            replies.append(Reply(review=review, text=text, written_by=owner, written_at=written_at))
    return replies
