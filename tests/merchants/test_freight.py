"""Freight templates: their arithmetic, and what they may say."""

import dataclasses

import pytest
from django.db import IntegrityError, transaction

from mall.audit.models import Act
from mall.errors import DomainError
from merchants import tariffs
from merchants.models import FreightRate, FreightTemplate
from merchants.services import freight
from merchants.tariffs import Tariffs

from .factories import fee, make_freight, make_shop, make_tariff

pytestmark = pytest.mark.django_db

CHENGDU, XIHU, URUMQI, XIANTAO, LHASA = "510104", "330106", "650102", "429004", "540102"
BY_WEIGHT = make_tariff(
    fee(1_800, "650000", "540000", first=1_000, next_units=500, next_fee=900),
    fee(600, "330100", first=1_000, next_units=1_000, next_fee=100),
    fee(0, "330000", first=1_000),
    fee(900, first=1_000, next_units=1_000, next_fee=250),
    method="weight",
    free_above=9_900,
    not_served=("540100",),
)


@pytest.mark.parametrize(
    ("division", "grams", "cost"),
    [
        (CHENGDU, 0, 900),
        (CHENGDU, 1_000, 900),
        (CHENGDU, 1_001, 1_150),
        (CHENGDU, 2_000, 1_150),
        (CHENGDU, 2_001, 1_400),
        (URUMQI, 1_499, 2_700),
        (URUMQI, 1_501, 3_600),
        (XIHU, 2_500, 800),
        ("330203", 99_000, 0),
        (XIANTAO, 1_000, 900),
        ("540202", 1, 1_800),
        (LHASA, 1, None),
    ],
)
def test_the_first_units_cost_one_fee_and_every_begun_next_ones_another(division, grams, cost):
    assert BY_WEIGHT.fee(units=grams, goods_total=9_899, division=division) == cost


def test_from_its_amount_on_it_is_free_wherever_it_is_sent():
    free = {d: BY_WEIGHT.fee(units=9_000, goods_total=9_900, division=d) for d in (CHENGDU, URUMQI, LHASA)}

    assert free == {CHENGDU: 0, URUMQI: 0, LHASA: None}


@pytest.mark.parametrize(("method", "units"), [("flat", 1), ("pieces", 5), ("weight", 1_150)])
def test_flat_counts_nothing_the_others_pieces_or_grams(method, units):
    assert make_tariff(method=method).units([(500, 2), (50, 3)]) == units


def test_without_a_rate_for_elsewhere_only_what_is_named_is_served():
    tariff = make_tariff(fee(500, "310000"))

    assert [tariff.fee(units=1, goods_total=1, division=d) for d in ("310101", CHENGDU)] == [500, None]


def test_a_template_is_read_as_it_was_written():
    shop = make_shop()
    own = make_freight(shop, *BY_WEIGHT.rates, **_but_rates(BY_WEIGHT), is_default=False)
    default = make_freight(shop)

    found = Tariffs([shop.pk])

    assert found.of(shop=shop.pk, template=own.pk) == BY_WEIGHT
    assert found.of(shop=shop.pk, template=None) == tariffs.of_template(default)
    assert found.of(shop=make_shop().pk, template=None) is None


def _but_rates(tariff):
    return {k: v for k, v in dataclasses.asdict(tariff).items() if k != "rates"}


def test_a_new_default_takes_the_place_of_the_one_before():
    shop = make_shop()
    first = make_freight(shop)

    second = make_freight(shop)

    assert list(shop.freight_templates.filter(is_default=True)) == [second]
    first.refresh_from_db()
    assert not first.is_default


@pytest.mark.parametrize(
    ("rates", "over", "field", "words"),
    [
        ([], {"name": " \u200b "}, "name", "请写 1 到 40 个字"),
        ([], {"name": "长" * 41}, "name", "请写 1 到 40 个字"),
        ([], {"name": "常用"}, "name", "已经有叫“常用”的模板"),
        ([], {"method": "magic"}, "method", "请选择计费方式"),
        ([], {"free_above": 0}, "free_above", "要大于 0"),
        ([], {"free_above": 10**13 + 1}, "free_above", "要大于 0"),
        ([fee(1)] * 41, {}, "rates", "最多 40 行"),
        ([fee(-1)], {}, "rates", "0 到 10000 元"),
        ([fee(1_000_001)], {}, "rates", "0 到 10000 元"),
        ([fee(1, next_fee=1_000_001)], {}, "rates", "0 到 10000 元"),
        ([fee(1, first=0)], {}, "rates", "1 到 1000000"),
        ([fee(1, next_units=0)], {}, "rates", "1 到 1000000"),
        ([fee(1), fee(2)], {}, "rates", "只能有一行"),
        ([fee(1, "310000"), fee(2, "310000")], {}, "rates", "“上海市”出现了两次"),
        ([fee(1, "310000")], {"not_served": ("310000",)}, "rates", "“上海市”出现了两次"),
        ([fee(1, "999999")], {}, "rates", "没有编号为“999999”"),
        ([fee(1, "710000")], {}, "rates", "没有编号为“710000”"),
        ([fee(1, XIHU)], {}, "rates", "没有编号为“330106”"),
    ],
)
def test_what_a_template_cannot_say_is_refused_by_field(rates, over, field, words):
    shop = make_shop()
    make_freight(shop, name="常用")

    with pytest.raises(DomainError, match=words) as refused:
        make_freight(shop, *rates, **over)

    assert refused.value.field == field
    assert list(shop.freight_templates.values_list("name", flat=True)) == ["常用"]


def test_a_template_without_any_rate_is_refused():
    shop = make_shop()

    with pytest.raises(DomainError, match="至少填一行"):
        freight.create(actor=None, shop=shop, tariff=dataclasses.replace(BY_WEIGHT, rates=()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"divisions": [], "first_fee": 1},
        {"divisions": ["310000"], "first_fee": -1},
        {"divisions": ["310000"], "first_fee": 1, "next_units": 0},
        {"divisions": ["310000"], "first_fee": 1, "first_units": 0},
    ],
)
def test_the_database_refuses_such_rates_too(wrong):
    template = make_freight(make_shop())

    with pytest.raises(IntegrityError), transaction.atomic():
        FreightRate.objects.create(template=template, **wrong)


def test_the_database_refuses_a_second_default():
    template = make_freight(make_shop())

    with pytest.raises(IntegrityError), transaction.atomic():
        FreightTemplate.objects.create(shop=template.shop, name="另一个", method="flat", is_default=True)


def test_a_change_is_told_to_whatever_shows_the_shop_and_kept_on_record():
    template = make_freight(make_shop(), fee(800), name="常用")
    template.shop.refresh_from_db()
    version = template.shop.version

    freight.change(actor=None, template=template, tariff=make_tariff(fee(900), name="常用"), is_default=True)

    template.shop.refresh_from_db()
    assert template.shop.version == version + 1
    data = Act.objects.about(template).get(verb="freight.edit").data
    assert [data[when]["rates"][0]["first_fee"] for when in ("before", "after")] == [800, 900]


def test_who_saves_over_somebody_elses_change_is_told():
    template = make_freight(make_shop())
    seen = template.updated_at.isoformat()
    freight.change(actor=None, template=template, tariff=make_tariff(), seen_at=seen)

    with pytest.raises(DomainError, match="别的窗口"):
        freight.change(actor=None, template=template, tariff=make_tariff(), seen_at=seen)


def test_copies_have_names_of_their_own_and_are_never_the_default():
    template = make_freight(make_shop(), name="常用")

    copies = [freight.copy(actor=None, template=template) for _ in range(2)]

    assert [(copy.name, copy.is_default) for copy in copies] == [
        ("常用（副本）", False),
        ("常用（副本）2", False),
    ]
    assert tariffs.of_template(copies[0]).rates == tariffs.of_template(template).rates
