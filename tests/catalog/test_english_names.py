"""Goods by an English name: written or imported, found by it, and shown beside the Chinese one."""

import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from catalog import search, spec_words
from catalog.cards import cards
from catalog.imports import cells
from catalog.models import CategoryAttribute, Product, ProductState
from catalog.services import imports, listings
from catalog.templatetags import specs
from catalog.templatetags.cards import goods_card
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from tests.merchants.factories import make_member, make_shop

from .factories import make_draft, make_leaf, make_product_on_sale, make_reviewer
from .sheets import csv_bytes, rows_of

pytestmark = pytest.mark.django_db
BOTH = 'Spring green tea <span class="name-zh" lang="zh">高山绿茶</span>'


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_who_reads_english_meets_both_names_and_who_reads_chinese_the_chinese_one(english, client):
    tea = make_product_on_sale(name="高山绿茶", name_en="Spring green tea", subtitle="清香")
    plain = make_product_on_sale(name="素白盖碗", shop=tea.shop)

    pages = [f"/p/{tea.pk}/", "/search/?q=Spring", f"/s/{tea.shop.slug}/"]
    shown = [english.get(page).content.decode() for page in pages]
    suggested = english.get("/search/suggest/?q=gree").content.decode()
    client.cookies["django_language"] = "zh-hans"
    chinese = [client.get(page).content.decode() for page in pages]

    assert f"<h1>{BOTH}</h1>" in shown[0]
    assert "<title>Spring green tea · " in shown[0]
    below = '<span class="goods__zh name-zh" lang="zh">高山绿茶</span>'
    assert f'<span class="goods__name"><mark>Spring</mark> green tea</span>{below}' in shown[1]
    assert f'<span class="goods__name">Spring green tea</span>{below}' in shown[2]
    assert "Spring <mark>gree</mark>n tea" in suggested
    assert f'<span lang="zh">{plain.name}</span>' in shown[2]
    assert ["Spring green tea" in page for page in chinese] == [False] * 3


def test_attributes_that_the_mall_asks_for_are_english_and_others_are_marked_as_chinese(english):
    leaf = make_leaf("饮食", "茶")
    asked = [(leaf.parent, "等级", "Grade", 0), (leaf, "产季", "Season", 0)]
    asked += [(leaf, "香型", "Aroma", 0), (leaf.parent, "香型", "Scent", 9)]  # the nearest counts
    for above, name, en, position in asked:
        choices = [["特级", "Special"], ["春", "Spring"]]
        CategoryAttribute.objects.create(
            category=above, name=name, name_en=en, kind="choice", choices=choices, position=position
        )
    told = [["等级", "特级"], ["产季", "明前"], ["工艺", "炒青"], ["香型", "春"]]
    tea = make_product_on_sale(category=leaf, attributes=told)
    english.force_login(make_member(tea.shop, "goods").user)
    preview = reverse("catalog:goods_preview", args=[tea.shop.slug, tea.pk])

    for page in (english.get(path).content.decode() for path in (f"/p/{tea.pk}/", preview)):
        assert '<dt>Grade</dt><dd class="pre-line">Special</dd>' in page
        assert '<dt>Season</dt><dd class="pre-line" lang="zh">明前</dd>' in page
        assert '<dt lang="zh">工艺</dt><dd class="pre-line" lang="zh">炒青</dd>' in page
        assert '<dt>Aroma</dt><dd class="pre-line">Spring</dd>' in page


def test_what_a_word_names_is_found_before_what_only_has_it_in_its_name(english):
    pot = make_product_on_sale(name="紫砂壶", name_en="Teapot, Xishi, with tea tray")
    tea = make_product_on_sale(name="滇红", name_en="Dianhong black tea, golden buds", shop=pot.shop)
    Product.objects.filter(pk=pot.pk).update(sales_count=99)
    search.index(Product.objects.select_related("category__parent"))

    found = search.matching(Product.objects.order_by(search.rank("tea").desc(), "-sales_count"), "tea")

    assert list(found) == [tea, pot]


def test_who_reads_english_is_told_once_that_the_shop_describes_in_chinese(english, client):
    shown = make_product_on_sale(name="高山绿茶", name_en="Spring green tea", description="明前手采")
    bare = make_product_on_sale(name="绿茶", name_en="Green tea", shop=shown.shop)
    told = "The shop describes this product in Chinese."
    own = {"description": "", "subtitle": "", "brand": "", "origin": "", "attributes": [], "spec_names": []}
    Product.objects.filter(pk=bare.pk).update(**own)

    pages = [english.get(f"/p/{one.pk}/").content.decode() for one in (shown, bare)]
    client.cookies["django_language"] = "zh-hans"
    pages.append(client.get(f"/p/{shown.pk}/").content.decode())

    assert [(page.count(told), "用中文介绍" in page) for page in pages] == [
        (1, False),
        (0, False),
        (0, False),
    ]


@pytest.mark.parametrize(
    ("language", "name", "gist"),
    [("en", "Spring green tea", "Spring green tea"), ("zh-hans", "高山绿茶", "清香")],
)
def test_who_reads_the_head_of_the_page_alone_is_told_in_the_pages_language(client, language, name, gist):
    tea = make_product_on_sale(name="高山绿茶", name_en="Spring green tea", subtitle="清香", origin="杭州")
    client.cookies["django_language"] = language

    page = client.get(f"/p/{tea.pk}/").content.decode()

    found = re.findall(r'<meta (?:name|property)="(?:og:)?description" content="(.*?)">', page)
    about, path = json.loads(re.search(r'application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert found == [f"{gist} · 杭州", gist]
    assert (about["name"], about["description"]) == (name, gist)
    assert path["itemListElement"][-1]["name"] == name


def test_english_costs_no_query_more(client):
    tea = make_product_on_sale(name="高山绿茶", name_en="Spring green tea")
    counts = {}
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for page in (f"/p/{tea.pk}/", "/search/?q=tea", f"/s/{tea.shop.slug}/"):
            client.get(page + ("&" if "?" in page else "?") + "warm=1")
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            counts.setdefault(page, []).append(len(asked))
    assert [min(both) == max(both) for both in counts.values()] == [True] * 3, counts


def test_a_card_without_an_english_name_marks_all_its_words_as_chinese():
    tea = make_product_on_sale(name="高山绿茶", subtitle="清香")
    with translation.override("en"):
        card = goods_card(cards([tea.pk])[0])
    assert '<span lang="zh">高山绿茶</span> <span class="muted" lang="zh">清香</span>' in card


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("净含量", "Net content"),
        ("100克 纸袋", "100 g, paper bag"),
        ("2.5千克", "2.5 kg"),
        ("53×53厘米", "53×53 cm"),
        ("直径20厘米", "⌀ 20 cm"),
        ("100克 月白", ""),
        ("一提七饼", ""),
        ("１００克", ""),
        ("", ""),
    ],
)
def test_common_words_of_specs_are_english_and_none_is_guessed(text, english):
    assert spec_words.in_english(text) == english
    with translation.override("en"):
        assert specs.spec(text) == (english or f'<span lang="zh">{text}</span>')
    assert specs.spec(text) == text


@pytest.mark.rule("D6.3")
@pytest.mark.parametrize(
    ("name_en", "words"),
    [
        ("x" * 121, "英文名最多 120 个字"),
        ("<b>Tea</b>", "英文名里不能有 HTML 标签"),
    ],
)
def test_an_english_name_that_no_name_may_be_is_refused_as_it_is_written(name_en, words):
    with pytest.raises(DomainError, match=words) as refused:
        listings.edit(actor=None, product=make_draft(), name_en=name_en)
    assert refused.value.field == "name_en"


@pytest.mark.rule("D6.3")
def test_an_english_name_with_contact_data_keeps_a_listing_from_the_reviewers():
    draft = make_draft()
    listings.edit(actor=None, product=draft, name_en="Tea, WeChat: tea888888")

    with pytest.raises(RuleError) as kept_out:
        listings.submit(actor=None, product=Product.objects.get(pk=draft.pk))
    assert kept_out.value.clause == "D6.3"


def test_a_changed_english_name_goes_past_a_reviewer_and_is_found_and_no_more_by_the_old_one():
    tea = make_product_on_sale(name="高山绿茶", name_en="Spring tea", reviewer=make_reviewer())

    listings.edit(actor=None, product=tea, name_en="Mountain  tea\u200b")

    row = Product.objects.get(pk=tea.pk)
    assert (row.name_en, row.state) == ("Mountain tea", ProductState.DRAFT)
    found = [search.matching(Product.objects.all(), word).count() for word in ("mountain", "MOUNT", "spring")]
    assert found == [1, 1, 0]


def test_a_sheet_brings_english_names_and_one_without_the_column_leaves_them_alone():
    shop = make_shop()
    old = [column for column in cells.COLUMNS if column != cells.NAME_EN]

    def run(columns=cells.COLUMNS, **over) -> tuple:
        rows = rows_of({cells.NAME_EN: "Spring tea"} | over)
        sheet = imports.read(io.BytesIO(csv_bytes(rows, columns=columns)), name="goods.csv")
        entry = imports.run(actor=None, shop=shop, sheet=sheet, new_categories=True)
        return entry.created, entry.updated, entry.unchanged, Product.objects.get(shop=shop).name_en

    assert run(old) == (1, 0, 0, "")
    assert run() == (0, 1, 0, "Spring tea")
    assert run(old) == (0, 0, 1, "Spring tea")
    assert run(old, **{cells.SUBTITLE: "清香"}) == (0, 1, 0, "Spring tea")
    assert run(**{cells.NAME_EN: "", cells.SUBTITLE: "清香"}) == (0, 1, 0, "")
    differing = rows_of({}, {cells.SPEC: "净含量：500 克", cells.NAME_EN: "Other"})
    twice = imports.read(io.BytesIO(csv_bytes(differing)), name="goods.csv")
    assert [problem.column for problem in twice.problems] == [cells.NAME_EN]
