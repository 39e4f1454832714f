"""Row locks in one order, shared or not, and what is done by one at a time."""

import threading
from contextlib import suppress

import pytest
from django.db import transaction
from django.utils.functional import SimpleLazyObject

from mall import locks
from mall.accounts.models import User
from mall.rulebook.models import Resolution
from merchants.models import Shop
from tests.ground.factories import at_once, make_person, make_shops


@pytest.mark.django_db
def test_a_lock_outside_a_service_is_a_programming_error():
    with pytest.raises(locks.LockOrderError, match=r"@locks\.service"):
        locks.lock(User, [1])


@pytest.mark.django_db
def test_a_wrong_order_is_refused_and_the_right_one_is_not():
    person, (shop,) = make_person(), make_shops(1)

    @locks.service
    def right():
        return locks.lock_one(person), locks.lock_one(shop), locks.lock_one(shop)

    @locks.service
    def wrong():
        locks.lock_one(shop)
        locks.lock_one(person)

    assert right() == (person, shop, shop)
    with pytest.raises(locks.LockOrderError, match="user must be locked before shop"):
        wrong()


@pytest.mark.django_db
def test_rows_of_one_kind_are_taken_upwards_but_one_that_is_held_may_be_taken_again():
    one, two = make_shops(2)

    @locks.service
    def upwards():
        return locks.lock_one(one), locks.lock_one(two), locks.lock_one(one)

    @locks.service
    def downwards():
        locks.lock_one(two)
        locks.lock_one(one)

    assert upwards() == (one, two, one)
    with pytest.raises(locks.LockOrderError, match=f"shop {one.pk} must be locked before {two.pk}"):
        downwards()


@pytest.mark.django_db
def test_a_nested_service_keeps_to_the_order_of_its_caller():
    person, (shop,) = make_person(), make_shops(1)

    @locks.service
    def inner():
        return locks.lock_one(person)

    @locks.service
    def outer():
        locks.lock_one(shop)
        inner()

    with pytest.raises(locks.LockOrderError):
        outer()
    assert inner() == person


@pytest.mark.django_db
def test_what_refuses_a_nested_service_closes_the_one_around_it():
    @locks.service
    def fail():
        make_shops(1)
        raise ValueError

    @locks.service
    def go_on():
        with suppress(ValueError):
            fail()
        return Shop.objects.count()

    with pytest.raises(transaction.TransactionManagementError):
        go_on()
    assert Shop.objects.count() == 0


@pytest.mark.django_db
def test_a_model_without_a_place_in_the_order_is_not_locked():
    @locks.service
    def wrong():
        locks.lock(Resolution, [1])

    with pytest.raises(locks.LockOrderError, match="no lock_rank"):
        wrong()


@pytest.mark.django_db
def test_rows_come_back_fresh_by_ascending_key_and_missing_ones_are_left_out():
    one, two = make_shops(2)
    Shop.objects.filter(pk=one.pk).update(intro="新")

    @locks.service
    def lock():
        return locks.lock(Shop, [two.pk, one.pk, two.pk, 0, 10**30])

    found = lock()

    assert list(found) == [one.pk, two.pk]
    assert found[one.pk].intro == "新"


@pytest.mark.django_db
def test_rows_that_a_query_finds_are_locked_with_it_and_keep_to_the_order(django_assert_num_queries):
    one, two = make_shops(2)
    person = make_person()
    Shop.objects.filter(pk=one.pk).update(intro="新")

    @locks.service
    def found(shops):
        return locks.lock_found(Shop, shops.order_by("-pk").values("pk"))

    @locks.service
    def downwards():
        locks.lock_one(two)
        locks.lock_found(Shop, Shop.objects.filter(pk=one.pk).values("pk"))

    @locks.service
    def below():
        locks.lock_one(one)
        locks.lock_found(User, User.objects.filter(pk=person.pk).values("pk"))

    with django_assert_num_queries(3):  # the transaction's two around it
        shops = found(Shop.objects.all())
    assert list(shops) == [one.pk, two.pk]
    assert shops[one.pk].intro == "新"
    assert (found(Shop.objects.none()), found(Shop.objects.filter(slug="?"))) == ({}, {})
    with pytest.raises(locks.LockOrderError, match=f"shop {one.pk} must be locked before {two.pk}"):
        downwards()
    with pytest.raises(locks.LockOrderError, match="user must be locked before shop"):
        below()


@pytest.mark.django_db
def test_locking_a_row_that_is_gone_says_so():
    (shop,) = make_shops(1)
    Shop.objects.filter(pk=shop.pk).delete()

    with pytest.raises(Shop.DoesNotExist):
        locks.service(lambda: locks.lock_one(shop))()


@pytest.mark.django_db
def test_a_lazy_request_user_is_locked_like_any_other():
    person = make_person()
    lazy = SimpleLazyObject(lambda: person)

    assert locks.service(lambda: locks.lock_one(lazy))() == person


@pytest.mark.django_db(transaction=True)
def test_one_threads_locks_are_no_concern_of_anothers():
    (shop,) = make_shops(1)
    person = make_person()
    inside, done = threading.Event(), threading.Event()

    @locks.service
    def holds():
        locks.lock_one(shop)
        inside.set()
        done.wait(10)

    @locks.service
    def meanwhile():
        inside.wait(10)
        try:
            return locks.lock_one(person)
        finally:
            done.set()

    assert at_once(holds, meanwhile) == [None, person]
    with pytest.raises(locks.LockOrderError):
        locks.lock(User, [person.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("keys", "together"), [((1, 1), False), ((1, 2), True)])
def test_one_at_a_time_does_what_is_done_alone_and_no_row_is_held(keys, together):
    inside = threading.Barrier(2)

    def doing(key: int):
        @locks.service
        def hold() -> bool:
            locks.alone("import", key)
            locks.alone("import", key)
            try:
                inside.wait(10 if together else 0.5)
            except threading.BrokenBarrierError:
                return False
            return True

        return hold

    assert at_once(*(doing(key) for key in keys)) == [together, together]


@pytest.mark.django_db
def test_what_is_done_alone_is_asked_for_before_any_row():
    (shop,) = make_shops(1)

    @locks.service
    def wrong():
        locks.lock_one(shop)
        locks.alone("import", shop.pk)

    with pytest.raises(locks.LockOrderError, match="import must be taken before shop"):
        wrong()
    with pytest.raises(locks.LockOrderError, match=r"@locks\.service"):
        locks.alone("import", shop.pk)
