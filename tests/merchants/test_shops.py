import threading
import time

import pytest

from mall import locks
from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from merchants.models import Shop, ShopState
from merchants.services import shops
from merchants.states import SHOP, VIOLATION
from tests.ground.factories import at_once

from .factories import make_shop, make_user

pytestmark = pytest.mark.django_db

ACTS = {
    "open": shops.open_shop,
    "suspend": shops.suspend,
    "resume": shops.resume,
    "close": shops.close,
    "ban": shops.ban,
}


def test_a_shop_is_created_in_preparation_with_its_owner():
    owner = make_user()

    shop = shops.create_shop(actor=None, slug="yuelan", name=" 悦澜家居 ", kind="enterprise", owner=owner)

    assert (shop.state, shop.name) == (ShopState.PREPARING, "悦澜家居")
    assert list(shop.members.values_list("user", "role")) == [(owner.pk, "owner")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("over", [{"name": "另一家"}, {"slug": "other"}])
def test_of_two_who_open_the_same_shop_at_once_one_is_told_that_it_is_taken(over):
    first = {"slug": "yuelan", "name": "悦澜家居", "kind": "enterprise"}
    written = threading.Event()

    @locks.service
    def quick():
        shops.create_shop(actor=None, **first)
        written.set()
        time.sleep(0.5)  # the other one has looked by now, and found nothing

    def slow():
        written.wait(10)
        shops.create_shop(actor=None, **first | over)

    outcomes = at_once(quick, slow)

    assert (outcomes[0], type(outcomes[1])) == (None, DomainError)
    assert Shop.objects.count() == 1


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"slug": "taken"}, "slug"),
        ({"name": "老店"}, "name"),
        ({"slug": "not a slug"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"name": " "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"kind": "pirate"}, "kind"),
    ],
)
def test_a_shop_that_cannot_be_is_refused_at_its_field(over, field):
    make_shop(slug="taken", name="老店")

    with pytest.raises(DomainError) as refused:
        shops.create_shop(actor=None, **{"slug": "new", "name": "新店", "kind": "person", **over})

    assert refused.value.field == field
    assert Shop.objects.count() == 1


@pytest.mark.parametrize(("state", "action", "lawful"), list(SHOP.pairs()))
def test_a_shop_moves_only_as_its_table_says(state, action, lawful):
    shop = make_shop(is_open=False)
    Shop.objects.filter(pk=shop.pk).update(state=state)
    shop.refresh_from_db()

    if lawful:
        ACTS[action](actor=None, shop=shop, reason="例行")
        assert Shop.objects.get(pk=shop.pk).state == SHOP.moves[action].target
    else:
        with pytest.raises(ForbiddenMove):
            ACTS[action](actor=None, shop=shop, reason="例行")
        assert Shop.objects.get(pk=shop.pk).state == state


@pytest.mark.parametrize("action", ["suspend", "close", "ban"])
def test_a_shop_is_not_shut_without_a_reason(action):
    shop = make_shop()

    with pytest.raises(DomainError) as refused:
        ACTS[action](actor=None, shop=shop, reason="  ")

    assert refused.value.field == "reason"
    assert Shop.objects.get(pk=shop.pk).state == ShopState.OPEN


def test_a_shop_without_an_owner_does_not_open():
    shop = shops.create_shop(actor=None, slug="nobody", name="无人店", kind="person")

    with pytest.raises(DomainError):
        shops.open_shop(actor=None, shop=shop)


def test_every_move_of_a_shop_raises_its_version_and_is_recorded():
    shop, boss = make_shop(), make_user()

    shops.suspend(actor=boss, shop=shop, reason="发货太慢")

    assert Shop.objects.get(pk=shop.pk).version == 3
    act = Act.objects.about(shop).first()
    assert (act.actor, act.verb, act.rule, act.reason) == (boss, "shop.suspend", "D8.1", "发货太慢")


@pytest.mark.rule("D8.1")
def test_a_suspended_shop_takes_no_new_orders():
    shop = make_shop()
    shops.suspend(actor=None, shop=shop, reason="发货太慢")

    with pytest.raises(RuleError) as refused:
        shops.require_open(shop)

    assert refused.value.clause == "D8.1"


@pytest.mark.rule("D8.1")
def test_an_open_shop_and_one_that_resumed_take_orders():
    shop = make_shop()
    shops.require_open(shop)
    shops.suspend(actor=None, shop=shop, reason="发货太慢")

    shops.resume(actor=None, shop=shop)

    shops.require_open(Shop.objects.get(pk=shop.pk))


def test_the_table_of_a_case_knows_two_decisions():
    lawful = [(state, action) for state, action, allowed in VIOLATION.pairs() if allowed]
    assert lawful == [("reported", "confirm"), ("reported", "dismiss")]
