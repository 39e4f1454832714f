"""Making the demo mall, step by step."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import OuterRef, Subquery

from catalog.models import Picture
from catalog.services import availability
from orders.models import OrderLine
from orders.services import tallies

from . import (
    books,
    campaigns,
    catalogue,
    freight,
    goods,
    history,
    hours,
    live,
    merchants,
    pay,
    payouts,
    people,
    pictures,
    reviews,
    safety,
    trading,
    workforce,
    workplace,
)
from .accounts import PASSWORD
from .studio import studio


@contextmanager
def _keeping_everything() -> Iterator[None]:
    """Nearly all that is made lives to the end: the collector would walk over it again for nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_keeping_everything()
@transaction.atomic
def demo_mall(*, now: datetime, say: Callable[[str], object]) -> None:
    """Fill the empty mall as of ``now``; ``say`` is told of each step. All or nothing, but for files."""
    plans = catalogue.shops()
    count = sum(len(plan.listings) for plan in plans)
    say(f"Demo: painting {count} goods of {len(plans)} shops …")
    # Hashing leaves the interpreter free for the rest meanwhile.
    with closing(studio()) as painter, ThreadPoolExecutor(1) as hasher:
        password = hasher.submit(make_password, PASSWORD)
        staff = workforce.make(now)
        workplace.make(staff, now=now)
        hours.make(staff, now=now)
        workplace.live(staff, now=now)
        safety.make(staff, now=now)
        pay.make(staff, now=now)
        buyers = people.make_shoppers(now)
        market = goods.make(plans, reviewer=staff["reviewer"].user, now=now)
        books.set_commission(market)
        freight.make(market)
        sales = trading.two_months(market, buyers, now)
        freight.charge(sales, market)
        chance = Random("demo numbers")
        rows = history.write(market, sales, now=now, chance=chance)
        paid_out = payouts.write(rows, market, now=now, chance=Random("demo payouts"))
        books.write(rows, market, chance, more=paid_out)
        reviews.write(rows, market, now)
        people.give_passwords(password.result())
        live.make(market, buyers, rows, now)
        payouts.go_on(market, [staff["finance"].user, staff["cashier"].user], now)
        merchants.applies(buyers[1].user, now)
        merchants.trouble(market.owners, staff, buyers[2].user, now)
        availability.sweep()
        tallies.push_sales()
        tallies.push_ratings()
        tallies.push_records(now=now)
        say(f"Demo: {len(rows)} orders of the last {trading.DAYS} days, {len(staff)} employees.")
        # Last, as painting may take longest.
        painted = painter.take()
        pictures.hang(market.products, painted.goods)
        campaigns.make(painted.banners, marketing=staff["marketing"].user, now=now)
    _show_what_was_bought()


def _show_what_was_bought() -> None:
    """Order lines keep the picture of their goods, which was still being painted when they were written."""
    of_goods = Picture.objects.filter(product__skus=OuterRef("sku")).values("file")[:1]
    OrderLine.objects.exclude(sku=None).update(picture=Subquery(of_goods))
