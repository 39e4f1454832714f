"""Every life cycle of every app, every state and action of it: the lawful moves move, the others refuse."""

from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.db import models, transaction

from mall.audit.models import Act
from mall.transitions import ForbiddenMove, Lifecycle, Move, move, move_many
from merchants.models import Shop
from merchants.states import SHOP
from tests.ground.factories import at_once, in_turn, make_person, make_row

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)


def lifecycles() -> list[Lifecycle]:
    """All Lifecycle objects in the apps' states.py."""
    found = []
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.states"):
            module = import_module(f"{config.name}.states")
            found += [value for value in vars(module).values() if isinstance(value, Lifecycle)]
    return sorted({cycle.name: cycle for cycle in found}.values(), key=lambda cycle: cycle.name)


# What the database wants of a row in one of its later states.
WANTED = {
    "appraisal": lambda: {"attitude": 3, "ability": 3, "teamwork": 3},
    "application": lambda: {"shop": make_row(Shop)},
    "dispatch_sheet": lambda: {"started_by": make_person(), "started_at": NOON},
    "leave": lambda: {"decided_at": NOON},
    "visit": lambda: {"entered_at": NOON},
}


def in_state(cycle: Lifecycle, state: str) -> models.Model:
    return make_row(model_of(cycle), **{cycle.field: state}, **WANTED.get(cycle.name, dict)())


def every_state(*, lawful: bool) -> list:
    """Each state of each life cycle, with the actions that are lawful in it, or with all others."""
    actions: dict[tuple[str, str], list[str]] = {}
    cycles = {cycle.name: cycle for cycle in lifecycles()}
    for cycle in cycles.values():
        for state, action, allowed in cycle.pairs():
            if allowed is lawful:
                actions.setdefault((cycle.name, state), []).append(action)
    return [
        pytest.param(cycles[name], state, here, id=f"{name}-{state}")
        for (name, state), here in actions.items()
    ]


def model_of(cycle: Lifecycle) -> type[models.Model]:
    (model,) = {
        model
        for model in apps.get_models()
        if hasattr(model, "lock_rank") and _field(model, cycle.field) == cycle.states.choices
    }
    return model


def _field(model: type[models.Model], name: str):
    names = {field.name: field for field in model._meta.local_fields}
    return getattr(names.get(name), "choices", None)


def test_every_app_with_a_life_cycle_is_found():
    assert {cycle.name for cycle in lifecycles()} >= {
        "employee",
        "order",
        "payment",
        "product",
        "refund",
        "shop",
        "trade",
        "violation",
    }


@pytest.mark.parametrize("cycle", lifecycles(), ids=lambda cycle: cycle.name)
def test_no_state_of_a_life_cycle_is_out_of_reach(cycle):
    model = model_of(cycle)
    start = model._meta.get_field(cycle.field).default
    reached, before = {start}, set()
    while reached != before:
        before = set(reached)
        reached |= {step.target for step in cycle.moves.values() if before & set(step.sources)}

    assert reached == set(cycle.states.values)


@pytest.mark.django_db
@pytest.mark.parametrize(("cycle", "state", "actions"), every_state(lawful=True))
def test_a_lawful_move_is_made_and_recorded_with_who_and_why(cycle, state, actions):
    document = in_state(cycle, state)
    person = make_person()

    for action in actions:
        with transaction.atomic():
            fresh = move(cycle, document, action, actor=person, reason="因为", rule="E14")

            target = cycle.moves[action].target
            document.refresh_from_db()
            assert getattr(document, cycle.field) == getattr(fresh, cycle.field) == target
            act = Act.objects.about(document).get()
            said = act.actor, act.verb, act.reason, act.rule, act.data
            assert said == (person, f"{cycle.name}.{action}", "因为", "E14", {"from": state, "to": target})
            transaction.set_rollback(True)
        document.refresh_from_db()


@pytest.mark.django_db
@pytest.mark.parametrize(("cycle", "state", "actions"), every_state(lawful=False))
def test_a_forbidden_move_is_refused_in_words_and_changes_nothing(cycle, state, actions):
    document = in_state(cycle, state)
    person = make_person()
    columns = type(document).objects.filter(pk=document.pk).values()
    before = columns.get()

    for action in actions:
        with pytest.raises(ForbiddenMove) as refusal:
            move(cycle, document, action, actor=person)

        assert str(cycle.label(state)) in str(refusal.value)
        assert str(cycle.action_label(action)) in str(refusal.value)
        assert getattr(document, cycle.field) == state
        assert columns.get() == before
    assert Act.objects.count() == 0


@pytest.mark.django_db
def test_a_stale_object_moves_from_the_state_that_the_row_is_in():
    shop = Shop.objects.create(slug="a", name="甲")
    stale = Shop.objects.get(pk=shop.pk)
    move(SHOP, shop, "open", actor=None)

    move(SHOP, stale, "suspend", actor=None, intro="停业整顿")

    assert (stale.state, stale.intro) == ("suspended", "停业整顿")
    assert Shop.objects.values_list("state", "intro").get() == ("suspended", "停业整顿")


@pytest.mark.django_db(transaction=True)
def test_when_two_move_the_same_row_at_once_one_wins_and_the_other_is_told():
    shop = Shop.objects.create(slug="a", name="甲")

    def open_it() -> str:
        return move(SHOP, Shop.objects.get(pk=shop.pk), "open", actor=None).state

    outcomes = at_once(open_it, open_it)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ForbiddenMove", "str"]
    assert Act.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_move_that_has_waited_finds_what_the_other_has_left():
    shop = Shop.objects.create(slug="a", name="甲")

    _renamed, fresh = in_turn(
        lambda: Shop.objects.filter(pk=shop.pk).update(name="乙"),
        lambda: move(SHOP, Shop(pk=shop.pk), "open", actor=None, intro="开张"),
    )

    assert (fresh.name, fresh.state, fresh.intro) == ("乙", "open", "开张")
    assert Shop.objects.values_list("name", "state", "intro").get() == ("乙", "open", "开张")


@pytest.mark.django_db
def test_many_rows_move_at_once_each_on_record_and_those_that_may_not_stay(django_assert_num_queries):
    shops = [Shop.objects.create(slug=f"s{n}", name=f"店{n}") for n in range(4)]
    for shop in shops[2:]:
        move(SHOP, shop, "open", actor=None)
    person = make_person()

    with django_assert_num_queries(5):  # the transaction's two around the lock, the update and the acts
        moved = move_many(SHOP, Shop, [shop.pk for shop in shops], "suspend", actor=person, reason="整顿")

    assert [(shop.pk, shop.state) for shop in moved] == [(shop.pk, "suspended") for shop in shops[2:]]
    assert list(Shop.objects.order_by("pk").values_list("state", flat=True)) == [
        "preparing",
        "preparing",
        "suspended",
        "suspended",
    ]
    acts = Act.objects.filter(verb="shop.suspend").order_by("subject_id")
    assert [(act.actor, act.subject_id, act.reason, act.data) for act in acts] == [
        (person, shop.pk, "整顿", {"from": "open", "to": "suspended"}) for shop in shops[2:]
    ]


class Light(models.TextChoices):
    RED = "red", "红"
    GREEN = "green", "绿"


@pytest.mark.parametrize("step", [Move("走", ("amber",), "green"), Move("走", ("red",), "amber")])
def test_a_table_that_names_an_unknown_state_is_refused_when_it_is_written(step):
    with pytest.raises(ValueError, match="amber"):
        Lifecycle("light", Light, {"go": step})
