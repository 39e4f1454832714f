"""The portal's freight templates: what a merchant fills in, what is wrong with it, what became of it."""

import pytest
from django.contrib.messages import get_messages

from catalog.models import SKU, Product, ProductState
from merchants import tariffs
from merchants.models import MemberRole
from merchants.services import freight
from tests.merchants.factories import fee, make_freight, make_tariff
from tests.orders.factories import make_member, make_shop, make_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    shop = make_shop()
    client.force_login(make_member(shop, MemberRole.GOODS))
    return shop


def typed(**over) -> dict:
    """A page with one row of regions, as a browser sends it."""
    return {
        "name": "常温快递",
        "method": "pieces",
        "free_above": "99",
        "is_default": "on",
        "else-is_served": "on",
        "else-first_units": "1",
        "else-first_fee": "8",
        "else-next_units": "1",
        "else-next_fee": "2.50",
        "row-TOTAL_FORMS": "1",
        "row-INITIAL_FORMS": "0",
        "row-0-provinces": ["650000", "630000"],
        "row-0-cities": "拉萨 恩施州、仙桃市",
        "row-0-first_units": "１",
        "row-0-first_fee": "18",
        "row-0-next_units": "2",
        "row-0-next_fee": "9",
        "not-provinces": ["460000"],
        "not-cities": "",
    } | {key.replace("__", "-"): value for key, value in over.items()}


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_template_is_made_as_it_was_filled_in(client, shop):
    response = client.post(f"/seller/{shop.slug}/freight/new/", typed(row__0__cities="拉萨 恩施、仙桃市"))

    assert response.url == f"/seller/{shop.slug}/freight/"
    template = shop.freight_templates.get()
    found = tariffs.of_template(template)
    assert (found.name, found.method, found.free_above, template.is_default) == (
        "常温快递",
        "pieces",
        9_900,
        True,
    )
    assert found.not_served == ("460000",)
    assert found.rates == (
        fee(1_800, "650000", "630000", "540100", "422800", "429004", next_units=2, next_fee=900),
        fee(800, next_fee=250),
    )
    page = client.get(response.url).content.decode()
    assert "新疆、青海、西藏自治区拉萨市" in page
    assert "首 1 件 ¥8.00，每加 1 件 ¥2.50" in page


def test_what_was_saved_comes_back_and_saved_again_says_the_same(client, shop):
    client.post(f"/seller/{shop.slug}/freight/new/", typed(row__0__cities="仙桃市"))
    template = shop.freight_templates.get()
    before, url = tariffs.of_template(template), f"/seller/{shop.slug}/freight/{template.pk}/"

    page = client.get(url)
    forms = page.context["forms"]
    sent = {"seen_at": page.context["seen_at"], "row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0"}
    for form in (forms.terms, forms.elsewhere, *forms.rows, forms.not_served):
        for field in form:
            value = field.value()
            shown = field.field.prepare_value(value) if not isinstance(value, list) else value
            if shown not in (None, False):
                sent[field.html_name] = shown
    response = client.post(url, sent)

    assert (response.status_code, tariffs.of_template(template)) == (302, before)


WRONG = [
    ("name", "", "这个字段是必填项"),
    ("name", "长" * 41, "40"),
    ("name", "已有", "已经有叫“已有”的模板"),
    ("method", "magic", "magic"),
    ("free_above", "0", "金额要大于 0"),
    ("free_above", "９９", "半角数字"),
    ("free_above", "1e9", "半角数字"),
    ("free_above", "9" * 4_000, "半角数字"),
    ("else-first_fee", "", "免费填 0"),
    ("else-first_fee", "-1", "半角数字"),
    ("else-first_fee", "8.888", "半角数字"),
    ("else-first_fee", "10000.01", "最多 10000 元"),
    ("else-first_units", "0", "1 到 1000000"),
    ("else-next_units", "", "请填写。"),
    ("else-next_units", "1_000", "1 到 1000000"),
    ("else-next_units", "9" * 4_000, "1 到 1000000"),
    ("row-0-provinces", "999999", "列出的省份"),
    ("row-0-provinces", ["650000", "460000"], "在别的行里已经有了"),
    ("row-0-cities", "亚特兰蒂斯", "没有叫“亚特兰蒂斯”的市"),
    ("row-0-cities", "海", "没有叫“海”的市"),
    ("row-0-cities", "阿拉", "不止一个"),
    ("row-0-cities", "\0", "空字符"),
    ("row-0-first_fee", "", "免费填 0"),
    ("row-TOTAL_FORMS", "41", "40"),
    ("row-TOTAL_FORMS", "x", "ManagementForm"),
    ("seen_at", "yesterday", ""),
]


@pytest.mark.parametrize(("field", "value", "words"), WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, shop, field, value, words):
    make_freight(shop, name="已有")
    sent = typed(row__0__cities="仙桃市") | {field: value}

    response = client.post(f"/seller/{shop.slug}/freight/new/", sent)

    if field == "seen_at":  # nothing that a new template asks for
        assert response.status_code == 302
        return
    page = response.content.decode()
    assert response.status_code in (400, 409)
    assert words in page
    assert shop.freight_templates.count() == 1
    if field != "name":
        assert 'value="常温快递"' in page


def test_a_row_without_regions_and_a_page_without_rows_are_refused(client, shop):
    url = f"/seller/{shop.slug}/freight/new/"
    empty = typed(row__0__provinces=[], row__0__cities="")
    nowhere = typed(row__TOTAL_FORMS="0")
    del nowhere["else-is_served"]

    pages = [client.post(url, sent) for sent in (empty, nowhere)]

    assert [page.status_code for page in pages] == [400, 400]
    assert "请选择这一行的地区" in pages[0].content.decode()
    assert "请至少填一行运费" in pages[1].content.decode()


def test_rows_come_and_go_without_a_script_and_nothing_typed_is_lost(client, shop):
    url = f"/seller/{shop.slug}/freight/new/"

    more = client.post(url, typed(act="add", row__0__first_fee="abc"))
    less = client.post(url, typed(act="drop-0"))

    assert [len(page.context["forms"].rows.forms) for page in (more, less)] == [2, 0]
    row = more.context["forms"].rows.forms[0]
    assert (row["first_fee"].value(), row["provinces"].value()) == ("abc", ["650000", "630000"])
    assert 'value="常温快递"' in less.content.decode()
    assert not shop.freight_templates.exists()


def test_over_a_change_made_meanwhile_nothing_is_saved(client, shop):
    template = make_freight(shop)

    response = client.post(
        f"/seller/{shop.slug}/freight/{template.pk}/",
        typed(row__0__cities="", seen_at="2026-01-01T00:00:00+00:00"),
    )

    assert response.status_code == 409
    assert "别的窗口" in response.content.decode()


def test_a_row_added_meanwhile_does_not_hide_that_somebody_has_changed_the_template(client, shop):
    template = make_freight(shop, fee(800))
    url = f"/seller/{shop.slug}/freight/{template.pk}/"
    sent = typed(row__0__cities="", seen_at=client.get(url).context["seen_at"])
    freight.change(actor=None, template=template, tariff=make_tariff(fee(1)), is_default=True)

    for press in ({"act": "add"}, {"act": "drop-1"}, {"name": ""}):
        sent["seen_at"] = client.post(url, sent | press).context["seen_at"]
    refused = client.post(url, sent)
    assert (refused.status_code, template.rates.get().first_fee) == (409, 1)
    sent["seen_at"] = refused.context["seen_at"]
    again = client.post(url, sent)

    assert (again.status_code, template.rates.count()) == (302, 2)


def test_a_template_that_only_removed_goods_name_can_be_removed(client, shop):
    template = make_freight(shop, is_default=False)
    gone, kept = make_sku(shop=shop).product, make_sku(shop=shop).product
    Product.objects.filter(pk=gone.pk).update(freight_template=template, state=ProductState.REMOVED)
    Product.objects.filter(pk=kept.pk).update(freight_template=template)
    url = f"/seller/{shop.slug}/freight/{template.pk}/remove/"

    assert f"还有 1 件商品用着“{template.name}”" in said(client.post(url))
    gone.refresh_from_db()
    assert gone.freight_template == template
    Product.objects.filter(pk=kept.pk).update(freight_template=None)
    client.post(url)

    assert not shop.freight_templates.exists()


def test_a_template_that_goods_name_and_the_default_stay(client, shop):
    default, named = make_freight(shop), make_freight(shop, is_default=False, name="冷链")
    product = make_sku(shop=shop).product
    Product.objects.filter(pk=product.pk).update(freight_template=named)

    refusals = [said(client.post(f"/seller/{shop.slug}/freight/{t.pk}/remove/")) for t in (default, named)]

    assert "是默认模板" in refusals[0]
    assert f"还有 1 件商品用着“冷链”，请先给它们换一个：{product.name}" in refusals[1]
    assert shop.freight_templates.count() == 2
    Product.objects.update(freight_template=None)
    client.post(f"/seller/{shop.slug}/freight/{named.pk}/remove/")
    assert list(shop.freight_templates.all()) == [default]


def test_a_copy_opens_for_editing(client, shop):
    template = make_freight(shop, name="冷链")

    response = client.post(f"/seller/{shop.slug}/freight/{template.pk}/copy/")

    assert "冷链（副本）" in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("place=成都&units=3", '四川省成都市</span> <span class="price">¥13.00'),
        ("place=新疆&units=3&worth=98.99", "¥36.00"),
        ("place=海南&units=1", "不送"),
        ("place=成都市&units=1&worth=99", "¥0.00"),
        ("place=火星&units=1", "没有叫“火星”的市"),
        ("place=成都&units=０", "1 到 1000000"),
        ("place=成都&units=" + "9" * 4_000, "1 到 1000000"),
    ],
)
def test_the_calculator_answers_or_says_what_it_needs(client, shop, query, words):
    client.post(f"/seller/{shop.slug}/freight/new/", typed(row__0__cities="", row__0__next_units="1"))

    page = client.get(f"/seller/{shop.slug}/freight/{shop.freight_templates.get().pk}/?{query}")

    assert page.status_code == 200
    assert words in page.content.decode()


def test_specs_without_a_weight_are_named_to_the_merchant(client, shop):
    template = make_freight(shop, fee(800, first=1_000), method="weight")
    light, heavy = make_sku(shop=shop), make_sku(shop=shop, weight_grams=500)

    page = client.get(f"/seller/{shop.slug}/freight/{template.pk}/")

    assert [sku.pk for sku in page.context["weightless"]] == [light.pk]
    assert "有 1 个在卖的规格没填重量" in client.get(f"/seller/{shop.slug}/freight/").content.decode()
    assert heavy.product.name not in page.content.decode()


def test_a_listing_chooses_its_template_and_needs_no_review_for_it(client, shop):
    template = make_freight(shop, is_default=False)
    product = make_sku(shop=shop).product
    url = f"/seller/{shop.slug}/goods/{product.pk}/"

    client.post(f"{url}freight/", {"freight": template.pk})
    foreign = client.post(f"{url}freight/", {"freight": make_freight(make_shop()).pk})

    product.refresh_from_db()
    assert (product.freight_template, product.state) == (template, "on_sale")
    assert "请选择本店的运费模板" in said(foreign)
    assert f'<option value="{template.pk}" selected>' in client.get(url).content.decode()


def test_the_list_costs_the_same_however_many_templates_there_are(
    client, shop, django_assert_max_num_queries
):
    named, *_rest = [
        make_freight(shop, fee(800), fee(900, "650000"), is_default=n == 11, method="weight")
        for n in range(12)
    ]
    sku, _by_default, _other = make_sku(shop=shop), make_sku(shop=shop), make_sku()
    Product.objects.filter(pk=sku.product_id).update(freight_template=named)
    SKU.objects.create(product=sku.product, shop=shop, code="2", spec={"色": "红"}, price=1, is_active=False)

    with django_assert_max_num_queries(8):
        page = client.get(f"/seller/{shop.slug}/freight/")

    assert [(t.pk, t.weightless) for t in page.context["templates"] if t.weightless] == [
        (shop.freight_templates.get(is_default=True).pk, 1),
        (named.pk, 1),
    ]


@pytest.mark.rule("E13")
@pytest.mark.parametrize(
    ("rates", "over", "words"),
    [
        (None, {}, "包邮"),
        ([fee(0)], {}, "包邮"),
        ([fee(800)], {}, "¥8.00"),
        ([fee(800), fee(1_800, "650000")], {"free_above": 9_900}, "¥8.00 起，按地区计 · 满 ¥99 免运费"),
        ([fee(0), fee(1_800, "650000")], {}, "按地区计，部分地区包邮"),
        ([fee(800)], {"not_served": ("540000",)}, "¥8.00 · 不送西藏自治区"),
        ([fee(800, "310000")], {}, "¥8.00 · 只送部分地区"),
        ([fee(800)], {"free_above": 1_990}, "包邮"),
        ([fee(800, first=100, next_units=100, next_fee=50)], {"method": "weight"}, "¥9.00"),
    ],
)
def test_product_page_and_cart_say_what_sending_may_cost(client, rates, over, words):
    sku = make_sku(price=1_990, weight_grams=300)
    if rates:
        make_freight(sku.shop, *rates, **over)

    page = client.get(f"/p/{sku.product_id}/").content.decode()
    client.post("/cart/add/", {"sku": sku.pk, "quantity": "1"})
    cart = client.get("/cart/").content.decode()

    assert f"<span>{words}</span>" in page
    assert f"运费 {words}" in cart


def test_a_changed_template_is_on_the_product_page_at_once(client):
    sku = make_sku()
    template = make_freight(sku.shop, fee(800))
    assert "<span>¥8.00</span>" in client.get(f"/p/{sku.product_id}/").content.decode()

    template.rates.update(first_fee=900)

    assert "<span>¥9.00</span>" in client.get(f"/p/{sku.product_id}/").content.decode()
