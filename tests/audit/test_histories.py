from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalog.models import Product
from mall import locks
from mall.audit.histories import acts_behind, histories
from mall.audit.models import Act
from mall.transitions import move
from merchants.models import Shop
from merchants.states import SHOP
from staff.models import Employee
from tests.ground.factories import make_person, make_row


def make_shop(**over) -> Shop:
    return Shop.objects.create(**{"slug": "a", "name": "甲"} | over)


def test_these_models_keep_a_history_of_these_fields():
    kept = {
        model.pgh_tracked_model._meta.label: sorted(
            field.name
            for field in model._meta.local_fields
            if not field.name.startswith("pgh_") and field.name != "transaction"
        )
        for model in histories()
    }

    assert kept == {
        "merchants.Shop": ["intro", "kind", "name", "name_en", "slug", "state"],
        "catalog.Product": [
            "attributes",
            "brand",
            "category",
            "code",
            "description",
            "keywords",
            "name",
            "name_en",
            "origin",
            "state",
            "subtitle",
            "unit",
        ],
        "staff.Employee": ["joined_on", "left_on", "number", "position", "state", "superior"],
    }


@pytest.mark.django_db
def test_a_change_leaves_the_row_as_it_was():
    shop = make_shop(intro="旧")
    shop.intro = "新"
    shop.save()

    (before,) = shop.history.all()
    assert (before.pgh_label, before.intro, before.name) == ("changed", "旧", "甲")


@pytest.mark.django_db
def test_an_update_of_many_rows_and_raw_sql_are_seen_too():
    shop = make_shop()
    Shop.objects.update(intro="一")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE merchants_shop SET intro = '二'")

    assert [row.intro for row in shop.history.all()] == ["一", ""]


@pytest.mark.django_db
def test_a_change_of_a_field_that_is_not_named_leaves_nothing():
    shop = make_shop()
    Shop.objects.update(version=7)

    assert shop.history.count() == 0


@pytest.mark.django_db
def test_a_deleted_row_leaves_its_last_look():
    shop = make_shop()
    pk = shop.pk
    shop.delete()

    (last,) = [row for model in histories() for row in model.objects.filter(pgh_obj_id=pk)]
    assert (last.pgh_label, last.name) == ("deleted", "甲")


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), [(Product, "name"), (Employee, "number")])
def test_every_model_that_keeps_a_history_does(model, field):
    row = make_row(model)
    before = getattr(row, field)
    setattr(row, field, "新")
    row.save()

    assert getattr(row.history.get(), field) == before


@pytest.mark.django_db(transaction=True)
def test_a_change_leads_to_the_act_behind_it():
    shop, person = make_shop(), make_person()
    move(SHOP, shop, "open", actor=person)
    move(SHOP, shop, "suspend", actor=person, reason="整顿")

    latest = shop.history.first()

    assert latest.state == "open"
    assert acts_behind(latest).get().reason == "整顿"


@pytest.mark.django_db(transaction=True)
def test_a_change_past_the_services_has_no_act_behind_it():
    shop = make_shop()
    move(SHOP, shop, "open", actor=None)
    Shop.objects.update(state="banned")

    assert acts_behind(shop.history.first()).count() == 0


@pytest.mark.django_db
def test_an_act_of_another_age_with_the_same_transaction_number_is_not_meant():
    shop = make_shop()
    Shop.objects.update(intro="新")
    row = shop.history.get()
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        Act.objects.create(verb="v", subject_kind="k", transaction=row.transaction)

    assert acts_behind(row).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_history():
    shop = make_shop()

    @locks.service
    def fails():
        move(SHOP, shop, "open", actor=None)
        raise ValueError

    with pytest.raises(ValueError):
        fails()

    assert shop.history.count() == Act.objects.count() == 0


@pytest.mark.django_db
def test_a_history_cannot_be_rewritten():
    shop = make_shop()
    Shop.objects.update(intro="新")

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        shop.history.update(intro="别的")
