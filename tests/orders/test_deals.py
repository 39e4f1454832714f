"""What tests of orders begin with is what the services leave behind: every row of every table."""

import json
import secrets
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from catalog.models import Fulfilment, Product, Returns
from mall.crypto import EncryptedTextField
from mall.idempotency.models import Key
from orders.models import Account, AccountKind
from orders.services import payouts
from tests.merchants.factories import fee, make_freight

from . import deals, payout_rows
from .factories import (
    completed_order,
    make_address,
    make_person,
    make_rate,
    make_shop,
    make_sku,
    paid,
    paid_order,
    pay,
    place,
    placed,
    really_completed,
    really_paid,
    really_shipped,
    shipped_order,
)
from .payout_factories import clerk, make_account, release

pytestmark = pytest.mark.django_db

# --- What is left ---------------------------------------------------------------------------------------


def left(walk) -> list[str]:
    """All rows that there are after ``walk``, which then has never happened.

    What it returns is as its row is. Ids and numbers begin anew each time; keys are told by their row.
    """
    sequences, numbers = _sequences(), count(1)
    with transaction.atomic(), pytest.MonkeyPatch.context() as chance:
        chance.setattr(secrets, "randbelow", lambda _most: next(numbers))
        made = walk()
        assert _values(made) == _values(type(made).objects.get(pk=made.pk))
        found = _rows()
        transaction.set_rollback(True)
    _set(sequences)
    return [f"{table} {json.dumps(row, sort_keys=True, ensure_ascii=False)}" for table, row in found]


def _values(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _rows() -> list[tuple[str, dict]]:
    """The rows of all tables to which this test has written, deciphered."""
    ciphers = {
        (model._meta.db_table, field.column): field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        tables = sorted(table for (table,) in cursor.fetchall())
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', to_jsonb(t) FROM {name} t" for name in tables))
        found = [(table, json.loads(row)) for table, row in cursor.fetchall()]
    for table, row in found:
        for column, value in row.items():
            if cipher := ciphers.get((table, column)):
                row[column] = cipher.from_db_value(value, None, connection)
        if table == Key._meta.db_table:
            row["key"] = f"that of {row['id']}"
    return sorted(found, key=lambda one: (one[0], one[1].get("id", 0), str(one[1])))


def _sequences() -> list[tuple[str, int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename::text, coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences"
            " WHERE schemaname = 'public'"
        )
        return cursor.fetchall()


def _set(sequences: list[tuple[str, int, bool]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(name::regclass, value, used)"
            " FROM unnest(%s::text[], %s::bigint[], %s::bool[]) AS was(name, value, used)",
            [list(column) for column in zip(*sequences, strict=True)],
        )


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel("2026-11-12T04:00:00Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def _accounts():
    """The mall's own accounts, which whoever is first makes in any order."""
    for kind in AccountKind:
        if kind != AccountKind.MERCHANT_PAYABLE:
            Account.objects.create(kind=kind)


# --- Deals ----------------------------------------------------------------------------------------------

# By what is walked to, the rows and the services.
WALKS = {
    "placed": (placed, place),
    "paid": (paid, lambda *deal, **by: pay(place(*deal, **by)).trade),
    "a paid order": (paid_order, really_paid),
    "a shipped order": (shipped_order, really_shipped),
    "a completed order": (completed_order, really_completed),
}


def one_piece():
    return {make_sku(): 1}


def several_kinds_by_warehouse():
    """Of a shop that promises more than it must; not in the order of their ids, and one isn't returned."""
    shop = make_shop(return_days=15)
    skus = [make_sku(shop=shop, price=price, fulfilment=Fulfilment.WAREHOUSE) for price in (333, 1_990, 7)]
    Product.objects.filter(pk=skus[1].product_id).update(returns=Returns.PERISHABLE, name_en="Tea")
    return dict(zip(reversed(skus), (4, 2, 1), strict=True))


def with_freight_and_commission():
    sku = make_sku(price=999)
    make_rate(777, shop=sku.shop, category=sku.product.category)
    make_freight(sku.shop, fee(800, next_fee=150))
    return {sku: 3, make_sku(shop=sku.shop): 1}


def sent_free():
    shop = make_shop()
    make_freight(shop, fee(800), free_above=100)
    return {make_sku(shop=shop): 1}


def the_same_again():
    """Goods that were sold before, of a shop that has sold before."""
    sku = make_sku()
    really_completed({sku: 2})
    return {sku: 1}


def of_several_shops():
    shop = make_shop(name="另一家")
    make_freight(shop)
    make_rate(500)
    return {
        make_sku(): 1,
        make_sku(shop=shop): 2,
        make_sku(shop=shop, fulfilment=Fulfilment.WAREHOUSE): 1,
        make_sku(shop=shop): 3,
    }


@pytest.mark.parametrize(
    ("goods", "far", "buyer"),
    [
        *((one_piece, far, {}) for far in WALKS),
        (several_kinds_by_warehouse, "a completed order", {"locale": "en"}),
        (with_freight_and_commission, "a completed order", {}),
        (sent_free, "a shipped order", {}),
        (the_same_again, "a completed order", {}),
        (of_several_shops, "placed", {}),
        (of_several_shops, "paid", {"locale": "en"}),
    ],
)
def test_a_deal_in_rows_is_what_the_services_leave(goods, far, buyer):
    quantities, buyer = goods(), make_person(**buyer)
    by = {"buyer": buyer, "address": make_address(buyer)}
    in_rows, by_services = WALKS[far]

    made, walked = left(lambda: in_rows(quantities, **by)), left(lambda: by_services(quantities, **by))

    assert made == walked


# --- Payouts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_instructed", [False, True])
def test_a_payout_in_rows_is_what_the_services_leave(is_instructed):
    make_rate(333)
    sku, buyer, approver = make_sku(price=1_234), make_person(), clerk()
    address, account = make_address(buyer), make_account(sku.shop)

    def in_rows():
        just_now = timezone.now() - timedelta(seconds=1)
        agreed = deals.agreed({sku: 1}, buyer, address)
        deal = deals.write(agreed, buyer, deals.Step.COMPLETED, held_until=just_now)
        payout = payout_rows.drafted(account, deal.brought)
        return payout_rows.instructed(payout, approver) if is_instructed else payout

    def by_services():
        really_completed({sku: 1}, buyer=buyer, address=address)
        release(sku.shop)
        payout = payouts.draft(actor=None, shop=sku.shop)
        return payouts.approve(actor=approver, payout=payout) if is_instructed else payout

    assert left(in_rows) == left(by_services)
