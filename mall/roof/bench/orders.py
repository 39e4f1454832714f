"""Lists of orders in a mall that has 1,000,000: the shopper's, the seller's and the admin's views.

One visitor, one page after the other, in this process: what is measured is the server's work from the request
to the finished page, in CPU time of this process and of the database's. The time by the clock stands beside
it; on a machine that is busy with something else it says more of that.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from statistics import median
from urllib.parse import quote

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from mall.accounts.models import User
from merchants.models import Member, MemberRole, Shop
from orders.models import Order, OrderState, Shipment
from orders.paging import LAST
from orders.shop_orders import STATES

from . import deals, goods
from .report import Report
from .server import nanoseconds_of

ROWS, SHORT_ROWS = 1_000_000, 50_000
ASKED = 5
AT_MOST, QUERIES = 150, 12  # ms


@override_settings(DEBUG=False)
def run(report: Report) -> None:
    shop, shopper = deals.fill(SHORT_ROWS if report.is_short else ROWS)
    report.note(
        f"{Order.objects.count():,} orders, {shop.orders.count():,} of one shop,"
        f" {shopper.orders.count():,} of one shopper"
    )
    shopping, seller, staff = (Client(HTTP_HOST=settings.ALLOWED_HOSTS[0]) for _face in range(3))
    shopping.force_login(shopper)
    owner = User.objects.create_user(email="owner@example.com", phone_verified_at=timezone.now())
    Member.objects.create(shop=shop, user=owner, role=MemberRole.OWNER)
    seller.force_login(owner)
    _sign_in_as_staff(staff)
    for face, client, addresses in (
        ("shopper", shopping, _of_shopper(shopper)),
        ("seller", seller, _of_shop(shop)),
        ("admin", staff, _of_all(shop, shopper)),
    ):
        for name, address in addresses:
            _measure(report, f"{face}: {name}", client, address)


def _sign_in_as_staff(client: Client) -> None:
    root = User.objects.create_superuser(email="root@example.com", phone_verified_at=timezone.now())
    client.force_login(root)
    Authenticator.objects.create(user=root, type=Authenticator.Type.TOTP, data={"secret": ""})
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}
    ]
    session["account_authentication_methods_user"] = str(root.pk)
    session.save()


def _words(number: str) -> Iterator[tuple[str, str]]:
    """What people search for: (name, words)."""
    yield "a number", number
    yield "the numbers of a day", number[:6]
    yield "goods that many have", goods.THINGS[0]
    yield "goods that some have", f"{goods.PLACES[0]}{goods.MAKES[0]}{goods.THINGS[0]}"
    yield "one product", "777"
    yield "what none has", f"{goods.THINGS[0]}{goods.MORE[0]}"
    yield "a number that none has", "999999999999999999"


def _of_shopper(shopper: User) -> Iterator[tuple[str, str]]:
    yield "all", "/orders/?"
    yield "last page", f"/orders/?page={shopper.orders.count() // 20}"
    yield "page 500", f"/orders/?page={LAST}"
    for state in OrderState.values:
        yield state, f"/orders/?state={state}"
    for name, words in _words(shopper.orders.order_by("id")[100].number):
        yield f"search, {name}", f"/orders/?q={quote(words)}"


def _of_shop(shop: Shop) -> Iterator[tuple[str, str]]:
    base = f"/seller/{shop.slug}/orders/"
    yield "waiting by time left", base
    yield "waiting, partly sent", f"{base}?partly=1"
    yield "all", f"{base}?state=all"
    yield "all, late", f"{base}?state=all&late=1"
    days = [(timezone.localdate() - timedelta(days=n)).isoformat() for n in (300, 298)]
    yield "all of three days long ago", f"{base}?state=all&first={days[0]}&last={days[1]}"
    yield "all until long ago, page 500", f"{base}?state=all&last={days[1]}&page={LAST}"
    yield "completed until long ago, page 500", f"{base}?state=completed&last={days[1]}&page={LAST}"
    yield "all, page 500", f"{base}?state=all&page={LAST}"
    for state in STATES:
        yield f"{state}, page 500", f"{base}?state={state}&page={LAST}"
    for name, words in _words(shop.orders.order_by("id")[100].number):
        yield f"search, {name}", f"{base}?q={quote(words)}"
    yield "search, goods that many have, page 500", f"{base}?q={quote(goods.THINGS[0])}&page={LAST}"


def _of_all(shop: Shop, shopper: User) -> Iterator[tuple[str, str]]:
    base = "/admin/orders/order/"
    yield "all", base
    yield "all, page 100", f"{base}?p=100"
    for state in OrderState.values:
        yield str(state), f"{base}?state__exact={state}"
    for fulfilment in ("merchant", "warehouse"):
        yield f"by {fulfilment}", f"{base}?fulfilment__exact={fulfilment}"
    yield "cancelled by warehouse", f"{base}?state__exact=cancelled&fulfilment__exact=warehouse"
    yield "by amount", f"{base}?o=4"
    for name, words in _words(shop.orders.order_by("id")[100].number):
        yield f"search, {name}", f"{base}?q={quote(words)}"
    yield "search, goods that many have, page 100", f"{base}?q={quote(goods.THINGS[0])}&p=100"
    yield "search, a shop", f"{base}?q={quote(shop.name)}"
    yield "search, a buyer", f"{base}?q={quote(shopper.display_name)}"
    yield "search, a tracking number", f"{base}?q={Shipment.objects.order_by('id')[500].tracking_number}"
    yield (
        "search, goods that many have, cancelled",
        f"{base}?q={quote(goods.THINGS[0])}&state__exact=cancelled",
    )
    yield "trades", "/admin/orders/trade/"


def _measure(report: Report, name: str, client: Client, address: str) -> None:
    _ask(client, address)  # from disk the first time
    asked = [_ask(client, address) for _ in range(ASKED)]
    work, clock = (median(figures) for figures in zip(*(one[:2] for one in asked), strict=True))
    report.add(f"{name} ({clock:.0f} ms by the clock)", round(work), "ms", at_most=AT_MOST)
    if asked[0][2] > QUERIES:
        report.add(f"{name}, queries", asked[0][2], "queries", at_most=QUERIES)


def _ask(client: Client, address: str) -> tuple[float, float, int]:
    """Milliseconds of work, milliseconds by the clock, and queries of one page."""
    asked = 0

    def count(execute, sql, params, many, context):
        nonlocal asked
        asked += 1
        return execute(sql, params, many, context)

    work, clock = _worked(), time.perf_counter()
    with connection.execute_wrapper(count):
        response = client.get(address)
    work, clock = _worked() - work, time.perf_counter() - clock
    if response.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{address}: {response.status_code}")
    return work * 1_000, clock * 1_000, asked


def _worked() -> float:
    """Seconds of CPU of this process and of the database's process for it."""
    backend = connection.connection.info.backend_pid
    return time.process_time() + nanoseconds_of(backend) / 1e9
