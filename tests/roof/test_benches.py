"""The benches measure what shoppers do: each of their steps is taken here once, on few goods."""

import pytest

from catalog.services import stock
from mall.roof.bench import checkout, goods
from orders.models import Trade
from orders.services.books import differences

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _few_goods(monkeypatch):
    monkeypatch.setattr(checkout, "PRODUCTS", 8)
    monkeypatch.setattr(checkout, "BUYERS", 1)
    monkeypatch.setattr(goods, "KINDS", 8)


@pytest.mark.usefixtures("_few_goods")
def test_what_the_bench_of_checkouts_shows_its_shoppers_is_what_they_agree_to():
    shelf = checkout._Shelf()

    for kind in (checkout.SPREAD, checkout.HOT):
        shelf.call(kind, 0)()

    assert Trade.objects.count() == 2
    assert stock.reconcile() + differences() == []
    shelf.call(checkout.LIMIT, 0)()
    assert Trade.objects.count() == 3
