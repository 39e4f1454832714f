"""Rows written with texts that are composed once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, models

from mall import rows
from mall.audit.models import Act
from mall.notifications.models import Notice
from merchants.models import Shop
from tests.ground.factories import make_person

pytestmark = pytest.mark.django_db


def _kept(row: models.Model) -> dict:
    return type(row).objects.filter(pk=row.pk).values().get()


def test_an_inserted_row_is_what_the_orm_would_have_written(django_assert_num_queries):
    person = make_person()
    known = {"actor": person, "verb": "shop.open", "subject_kind": "merchants.shop", "subject_id": 7}
    composed = Act.objects.create(**known, reason="试“一”下", data={"从": ["甲", None]})

    with django_assert_num_queries(1):
        written = rows.insert(Act(**known, reason="试“一”下", data={"从": ["甲", None]}))

    own = {"id", "at"}
    assert {k: v for k, v in _kept(written).items() if k not in own} == {
        k: v for k, v in _kept(composed).items() if k not in own
    }
    assert (written.pk, written._state.adding) == (composed.pk + 1, False)


def test_what_is_unique_is_inserted_once_and_found_afterwards(django_assert_num_queries):
    person = make_person()

    def tell(title: str):
        entry = Notice(person=person, key="a", title=title)
        return rows.insert_once(entry, person=person, key="a")

    with django_assert_num_queries(1):
        first, is_new = tell("先")
    second, is_new_again = tell("后")

    assert (is_new, is_new_again, second, second.title) == (True, False, first, "先")


def test_only_what_is_named_may_be_there_already():
    shop = Shop.objects.create(slug="a", name="甲")

    with pytest.raises(IntegrityError):
        rows.insert_once(Shop(slug="another", name=shop.name), slug="another")


def test_what_may_be_there_already_is_left_out():
    Shop.objects.create(slug="a", name="甲")

    assert rows.insert_unless_there(Shop(slug="b", name="乙"))
    assert not rows.insert_unless_there(Shop(slug="b", name="丙"))
    assert [shop.name for shop in Shop.objects.order_by("slug")] == ["甲", "乙"]


def test_only_the_fields_that_are_named_are_updated(django_assert_num_queries):
    shop = Shop.objects.create(slug="a", name="甲", intro="旧")
    shop.name, shop.intro, shop.closed_categories = "乙", "新", ["茶", "果"]

    with django_assert_num_queries(1):
        assert rows.update(shop, "name", "closed_categories")

    kept = Shop.objects.get()
    assert (kept.name, kept.intro, kept.closed_categories) == ("乙", "旧", ["茶", "果"])
    Shop.objects.all().delete()
    assert not rows.update(shop, "name")


def test_rows_are_changed_where_each_field_is_the_value_or_one_of_the_list():
    for slug, state in (("a", "open"), ("b", "closed"), ("c", "open"), ("d", "preparing")):
        Shop.objects.create(slug=slug, name=slug, state=state, intro="旧")

    changed = rows.change(Shop, {"intro": "新"}, state=["open", "closed"], slug=["b", "c", "d"])

    assert changed == 2
    assert set(Shop.objects.filter(intro="新").values_list("slug", flat=True)) == {"b", "c"}
    assert rows.change(Shop, {"intro": "新"}, slug="nobody's") == 0
    with pytest.raises(ValueError, match="None"):
        rows.change(Shop, {"intro": "无"}, daily_orders=None)


def _open(shop: Shop, **changes) -> Shop | None:
    act = Act(verb="shop.open", subject_kind="merchants.shop", subject_id=shop.pk, reason="试“一”下")
    return rows.moved(
        Shop, shop.pk, {"state": "open", **changes}, field="state", among=["preparing"], act=act
    )


def test_a_change_and_its_record_are_one_statement_and_the_row_comes_back_fresh(django_assert_num_queries):
    shop = Shop.objects.create(slug="a", name="甲")
    Shop.objects.filter(pk=shop.pk).update(name_en="Changed since")

    with django_assert_num_queries(1):
        fresh = _open(shop, intro="新的简介")

    assert fresh is not None
    assert (fresh.state, fresh.intro, fresh.name_en) == ("open", "新的简介", "Changed since")
    assert _kept(fresh) == {field.attname: getattr(fresh, field.attname) for field in Shop._meta.fields}
    assert list(Act.objects.values_list("verb", "subject_id", "reason", "data")) == [
        ("shop.open", shop.pk, "试“一”下", {"from": "preparing", "to": "open"})
    ]


def test_a_row_in_another_state_or_gone_is_neither_changed_nor_recorded():
    shop = Shop.objects.create(slug="a", name="甲", state="open")

    assert (_open(shop, intro="新的简介"), _open(Shop(pk=0))) == (None, None)
    assert (Shop.objects.get().intro, Act.objects.count()) == ("", 0)
