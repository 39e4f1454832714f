"""The words and attributes of a listing, as its editor saves them."""

import re

import pytest

from catalog.models import Category, CategoryAttribute, Product
from catalog.services import attributes

from .editing import at, content_of, matrix_of, text
from .factories import make_draft, make_leaf, make_product_on_sale

pytestmark = pytest.mark.django_db


def test_a_draft_is_saved_as_it_is_typed_and_says_when(seller, shop):
    product = make_draft(shop=shop)

    saved = seller.post(
        at("goods_autosave", shop, product.pk), content_of(product, subtitle="春茶", name="<b>茶</b>")
    )

    product.refresh_from_db()
    assert re.search(r"已保存 \d\d:\d\d", text(saved))
    assert "“商品名称”没有保存：商品名称里不能有 HTML 标签。" in text(saved)
    assert (product.subtitle, product.name) == ("春茶", "高山绿茶")
    assert f'value="{product.version}" id="content-version"' in text(saved)


def test_a_second_window_does_not_write_over_the_first_unseen(seller, shop):
    product = make_draft(shop=shop)
    opened = content_of(product)
    seller.post(at("goods_edit", shop, product.pk), {**opened, "origin": "福建"})

    typed = seller.post(at("goods_autosave", shop, product.pk), {**opened, "origin": "云南"})
    sent = seller.post(at("goods_edit", shop, product.pk), {**opened, "origin": "云南"})
    matrix = seller.post(
        at("goods_skus", shop, product.pk), matrix_of(product, lines=[{"price": "1"}]) | {"version": 1}
    )

    assert [r.status_code for r in (typed, sent, matrix)] == [409, 400, 409]
    assert ["这次没有保存" in text(r) for r in (typed, sent, matrix)] == [True] * 3
    assert sent.context["form"]["origin"].value() == "云南"
    product.refresh_from_db()
    assert (product.origin, sent.context["product"].version) == ("福建", product.version)
    assert product.skus.get().price == 12_800


def test_what_is_on_sale_is_never_saved_by_itself(seller, shop):
    product = make_product_on_sale(shop=shop)

    response = seller.post(at("goods_autosave", shop, product.pk), content_of(product, name="别的"))

    assert (response.status_code, Product.objects.get().name) == (409, "高山绿茶")


def attribute(category, name, **over) -> CategoryAttribute:
    made = CategoryAttribute(category=category, name=name, **over)
    return attributes.save_attribute(actor=None, attribute=made)


def test_attributes_have_fields_of_their_kinds_and_are_stored_as_pairs(seller, shop):
    leaf = make_leaf()
    stuff = attribute(leaf, "材质", kind="choice", choices=[["陶", ""], ["瓷", ""]], is_required=True)
    safe = attribute(leaf, "可用于", kind="multi", choices=[["烤箱", ""], ["明火", ""]])
    holds = attribute(leaf, "容量", kind="number", unit="毫升")
    product = make_draft(shop=shop, category=leaf, attributes=[("釉", "青"), ("容量", "约半升")])
    path = at("goods_edit", shop, product.pk)
    typed = {
        f"attr_{stuff.pk}": "瓷",
        f"attr_{safe.pk}": ["烤箱", "明火"],
        f"attr_{safe.pk}_shown": "1",
        f"attr_{holds.pk}": "300",
        "other": "釉：青",
    }

    bad = seller.post(path, content_of(product, **{**typed, f"attr_{holds.pk}": "３００"}))
    assert list(bad.context["form"].errors) == [f"attr_{holds.pk}"]
    seller.post(path, content_of(product, **typed))

    product.refresh_from_db()
    assert product.attributes == [
        ["材质", "瓷"],
        ["可用于", "烤箱"],
        ["可用于", "明火"],
        ["容量", "300毫升"],
        ["釉", "青"],
    ]
    assert seller.get(path).context["form"][f"attr_{holds.pk}"].value() == "300"

    seller.post(path, content_of(product, **{**typed, f"attr_{safe.pk}": [], "other": ""}))
    product.refresh_from_db()
    assert [fact[:2] for fact in product.facts] == [("材质", "瓷"), ("容量", "300毫升")]


def test_a_value_from_a_spreadsheet_that_is_no_choice_stays_until_another_is_chosen(seller, shop):
    leaf = make_leaf()
    stuff = attribute(leaf, "材质", kind="choice", choices=[["陶", ""], ["瓷", ""]])
    product = make_draft(shop=shop, category=leaf, attributes=[("材质", "紫砂")])
    path = at("goods_edit", shop, product.pk)
    assert "紫砂（不在选项里）" in text(seller.get(path))

    seller.post(path, content_of(product, **{f"attr_{stuff.pk}": "紫砂", "other": "", "origin": "宜兴"}))

    product.refresh_from_db()
    assert (product.attributes, product.origin) == ([["材质", "紫砂"]], "宜兴")


@pytest.mark.rule("A7.1")
def test_a_live_listing_that_is_saved_as_it_was_opened_stays_on_sale_as_it_was(seller, shop):
    leaf = make_leaf()
    attribute(leaf, "工艺")
    attribute(leaf, "可用于", kind="multi", choices=[["烤箱", ""], ["明火", ""]])
    attribute(leaf, "颜色", kind="choice", choices=[["红", ""], ["蓝", ""]])
    attribute(leaf, "容量", kind="number", unit="毫升")
    said = [
        ["釉:色", "青\n白"],
        ["颜色", "红"],
        ["颜色", "蓝"],
        ["可用于", "明火"],
        ["可用于", "烤箱"],
        ["可用于", "炭火\n小火"],
        ["工艺", "手拉坯\n\n柴烧"],
        ["容量", "300毫升"],
    ]
    product = make_product_on_sale(shop=shop)
    Category.objects.filter(pk=leaf.pk).update(parent=product.category.parent_id)
    Product.objects.filter(pk=product.pk).update(attributes=said, category=leaf)
    path = at("goods_edit", shop, product.pk)
    form = seller.get(path).context["form"]

    seller.post(path, content_of(product) | as_shown(form))

    opened, product = product, Product.objects.get()
    assert (product.state, product.attributes, product.version) == ("on_sale", said, opened.version)
    seller.post(path, content_of(product) | as_shown(form) | {"origin": "福建"})
    product.refresh_from_db()
    assert (product.state, product.origin, product.attributes) == ("draft", "福建", said)


def as_shown(form) -> dict:
    """What a browser sends of a form's attributes that nobody has touched: what its fields show."""
    sent = {}
    for field in [*form.attribute_fields, form["other"]]:
        shown = field.field.prepare_value(field.value())
        lines = [shown] if isinstance(shown, str) else shown
        sent[field.name] = [line.replace("\n", "\r\n") for line in lines]
        sent[f"{field.name}_shown"] = "1"
    return sent


def test_of_an_attribute_with_several_values_those_that_are_left_ticked_stay_as_they_were(seller, shop):
    leaf = make_leaf()
    safe = attribute(leaf, "可用于", kind="multi", choices=[["烤箱", ""], ["明火", ""]])
    product = make_draft(shop=shop, category=leaf, attributes=[("可用于", "烤箱"), ("可用于", "炭火\n小火")])
    typed = {f"attr_{safe.pk}": ["炭火 小火"], f"attr_{safe.pk}_shown": "1", "other": ""}

    seller.post(at("goods_edit", shop, product.pk), content_of(product, **typed))

    product.refresh_from_db()
    assert product.attributes == [["可用于", "炭火\n小火"]]


@pytest.mark.parametrize("scripted", [True, False])
def test_a_change_of_category_keeps_what_was_said(seller, shop, scripted):
    before, after = make_leaf(), make_leaf()
    old = attribute(before, "产季")
    new = attribute(after, "净含量")
    product = make_draft(shop=shop, category=before, attributes=[("产季", "春"), ("净含量", "250 克")])
    typed = content_of(product, category=after.pk, other="净含量：250 克", **{f"attr_{old.pk}": "秋"})

    if scripted:
        page = seller.post(at("goods_fields", shop, product.pk), typed)
    else:
        page = seller.post(at("goods_edit", shop, product.pk), {**typed, "act": "category"})
    form = page.context["form"]
    assert form[f"attr_{new.pk}"].value() == "250 克"
    assert form["other"].value() == "产季：秋"
    assert Product.objects.get().category_id == before.pk

    seller.post(at("goods_edit", shop, product.pk), typed)
    product.refresh_from_db()
    assert (product.category_id, product.attributes) == (after.pk, [["净含量", "250 克"], ["产季", "秋"]])
