"""Figures are said as people say them, and stored without loss."""

from datetime import time, timedelta
from importlib import import_module

import pytest
from django.utils import translation

from mall.errors import DomainError
from mall.rulebook.figures import decode, encode
from mall.rulebook.rule import Rule
from mall.rulebook.words import in_words, name_in_words, parse


@pytest.mark.parametrize(
    ("value", "zh"),
    [
        (timedelta(hours=24), "24 小时"),
        (timedelta(hours=48), "48 小时"),
        (timedelta(hours=72), "72 小时"),
        (timedelta(days=7), "7 天"),
        (timedelta(hours=100), "100 小时"),
        (timedelta(hours=1), "1 小时"),
        (timedelta(minutes=30), "30 分钟"),
        (timedelta(minutes=1), "1 分钟"),
        (timedelta(seconds=90), "90 秒"),
        (timedelta(0), "即时"),
        (time(9, 30), "09:30"),
        (2, "2"),
        (50_000, "50,000"),
    ],
)
def test_a_figure_in_words(value, zh):
    with translation.override("zh-hans"):
        assert in_words(value) == zh


@pytest.mark.parametrize("value", [timedelta(hours=24), timedelta(0), time(18, 0), 2])
def test_a_stored_figure_comes_back_as_it_was(value):
    assert decode(encode(value)) == value


@pytest.mark.parametrize("value", ["24", 1.5, True, None])
def test_what_is_no_figure_is_not_stored(value):
    with pytest.raises(TypeError):
        encode(value)


@pytest.mark.parametrize(
    ("text", "like", "value"),
    [
        ("20 小时", timedelta(1), timedelta(hours=20)),
        (" 30分钟 ", timedelta(1), timedelta(minutes=30)),
        ("7 天", timedelta(1), timedelta(days=7)),
        ("1 hour", timedelta(1), timedelta(hours=1)),
        ("20 hours", timedelta(1), timedelta(hours=20)),
        ("90 秒", timedelta(1), timedelta(seconds=90)),
        ("18:30", time(9, 0), time(18, 30)),
        ("3", 2, 3),
    ],
)
def test_a_figure_is_read_as_people_write_it(text, like, value):
    assert parse(text, like=like) == value


@pytest.mark.parametrize(
    ("text", "like"),
    [
        *((text, timedelta(1)) for text in ("20", "２０ 小时", "-1 天", "20 weeks")),
        *((text, time(9, 0)) for text in ("24:00", "9:00", "")),
        *((text, 2) for text in ("1_000", "1.5", "-1", "9" * 4_000)),
    ],
)
def test_what_is_written_otherwise_is_refused_with_an_example(text, like):
    with pytest.raises(DomainError, match="例如"):
        parse(text, like=like)


def test_every_figure_of_a_clause_has_a_name_in_words():
    modules = [import_module(f"{app}.rules") for app in ("mall", "staff", "merchants", "catalog", "orders")]
    unnamed = [
        (rule.id, name)
        for module in modules
        for rule in vars(module).values()
        if isinstance(rule, Rule)
        for name in rule.defaults
        if name_in_words(name, rule.id) == name.replace("_", " ")
        or (len(rule.defaults) > 1 and not name_in_words(name, rule.id))
    ]

    assert unnamed == []
