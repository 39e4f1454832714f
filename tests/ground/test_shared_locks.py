"""Rows that several may hold at once, and who waits for whom."""

import threading

import pytest

from mall import locks
from merchants.models import Shop, Violation
from tests.catalog.factories import make_draft
from tests.ground.factories import at_once, make_person, make_shops


@pytest.mark.django_db
def test_shared_locks_keep_to_the_order_too():
    person, (shop,) = make_person(), make_shops(1)

    @locks.service
    def wrong():
        locks.share(Shop, [shop.pk])
        locks.lock_one(person)

    with pytest.raises(locks.LockOrderError, match="user must be locked before shop"):
        wrong()
    with pytest.raises(locks.LockOrderError, match=r"@locks\.service"):
        locks.share(Shop, [shop.pk])


@pytest.mark.django_db
def test_who_shares_a_row_can_not_lock_it_any_more():
    (shop,) = make_shops(1)

    @locks.service
    def rise():
        locks.share(Shop, [shop.pk])
        locks.share(Shop, [shop.pk])
        locks.lock(Shop, [shop.pk])

    @locks.service
    def stay():
        locks.lock(Shop, [shop.pk])
        locks.share(Shop, [shop.pk])
        return sorted(locks.lock(Shop, [shop.pk]))

    with pytest.raises(locks.LockOrderError, match=f"shop {shop.pk} is shared"):
        rise()
    assert stay() == [shop.pk]


@pytest.mark.django_db
def test_rows_that_an_update_will_lock_keep_to_the_order():
    shops = make_shops(2)

    @locks.service
    def wrong():
        locks.reach(Shop, [shops[1].pk])
        locks.lock(Shop, [shops[0].pk])

    @locks.service
    def right():
        return locks.reach(Shop, [shop.pk for shop in reversed(shops)])

    with pytest.raises(locks.LockOrderError, match=f"shop {shops[0].pk} must be locked before {shops[1].pk}"):
        wrong()
    assert right() == [shops[0].pk, shops[1].pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("take", "patience", "together"), [(locks.share, 10, True), (locks.lock, 0.5, False)]
)
def test_several_may_share_a_row_at_once_where_only_one_may_lock_it(take, patience, together):
    (shop,) = make_shops(1)
    inside = threading.Barrier(2)

    @locks.service
    def hold() -> bool:
        take(Shop, [shop.pk])
        try:
            inside.wait(patience)
        except threading.BrokenBarrierError:
            return False
        return True

    assert at_once(hold, hold) == [together, together]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_at_a_locked_one_is_inserted_without_waiting():
    product = make_draft(shop=make_shops(1)[0])
    both = threading.Barrier(2)

    @locks.service
    def holds_the_shop_and_wants_the_product():
        locks.lock_one(product.shop)
        both.wait(10)
        locks.lock_one(product)
        return "done"

    @locks.service
    def holds_the_product_and_points_at_the_shop():
        locks.lock_one(product)
        both.wait(10)
        Violation.objects.create(shop=product.shop, clause="A7.1", facts="假货")
        return "done"

    # A deadlock would run one of them again, and it would find nobody at the barrier.
    outcomes = at_once(holds_the_shop_and_wants_the_product, holds_the_product_and_points_at_the_shop)

    assert outcomes == ["done", "done"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), [(locks.share, locks.lock), (locks.lock, locks.share)])
def test_who_changes_a_row_and_who_shares_it_wait_for_each_other(first, second):
    (shop,) = make_shops(1)
    inside, done = threading.Event(), threading.Event()

    @locks.service
    def holds():
        first(Shop, [shop.pk])
        inside.set()
        return done.wait(1)

    @locks.service
    def wants():
        inside.wait(10)
        second(Shop, [shop.pk])
        done.set()

    assert at_once(holds, wants) == [False, None]
