import pytest

from catalog import rules
from catalog.models import Category, Product, ProductState
from catalog.services import categories, listings, listings_in_bulk
from catalog.states import PRODUCT
from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from merchants.models import Violation
from tests.merchants.factories import make_shop, make_user, owner_of

from .factories import (
    make_category,
    make_draft,
    make_leaf,
    make_product_on_sale,
    make_reviewer,
    make_sku,
    sell,
)

pytestmark = pytest.mark.django_db


def submitted(**over) -> Product:
    product = make_draft(**over)
    listings.submit(actor=None, product=product)
    return product


def state_of(product: Product) -> str:
    return Product.objects.get(pk=product.pk).state


# --- Complete before submitted ---


@pytest.mark.rule("A7.2")
@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"origin": ""}, "缺少产地"),
        ({"with_sku": False}, "缺少规格、缺少售价"),
        ({"with_sku": False, "origin": " "}, "缺少规格、缺少售价、缺少产地"),
    ],
)
def test_an_incomplete_listing_is_not_submitted(over, words):
    product = make_draft(**over)

    with pytest.raises(RuleError) as refused:
        listings.submit(actor=None, product=product)

    assert (refused.value.clause, str(refused.value)) == ("A7.2", f"还不能提交审核：{words}。")
    assert state_of(product) == ProductState.DRAFT


@pytest.mark.rule("A7.2", "B5.2")
def test_a_complete_listing_is_submitted():
    assert state_of(submitted()) == ProductState.SUBMITTED


@pytest.mark.rule("B5.2")
def test_a_listing_without_category_or_description_is_not_submitted():
    product = make_draft(category=None, attributes=[])
    listings.edit(actor=None, product=product, category=None)

    with pytest.raises(RuleError) as refused:
        listings.submit(actor=None, product=product)

    assert (refused.value.clause, str(refused.value)) == (
        "B5.2",
        "还不能提交审核：没有选到末级分类、缺少详情或参数。",
    )


@pytest.mark.rule("B5.2")
def test_a_listing_in_a_category_that_has_others_below_is_not_submitted():
    leaf = make_leaf()
    product = make_draft(category=leaf.parent)

    with pytest.raises(RuleError) as refused:
        listings.submit(actor=None, product=product)

    assert refused.value.clause == "B5.2"


@pytest.mark.rule("B5.2")
def test_pictures_are_needed_as_soon_as_the_figure_says_so(monkeypatch):
    product = make_draft()
    monkeypatch.setitem(rules.LEAF_CATEGORY.defaults, "pictures", 1)

    with pytest.raises(RuleError) as refused:
        listings.submit(actor=None, product=product)

    assert str(refused.value) == "还不能提交审核：图片不够。"


# --- Reviewed before sold ---


@pytest.mark.rule("A7.1")
def test_a_listing_goes_on_sale_by_a_reviewers_click():
    product, reviewer = submitted(), make_reviewer()

    listings.approve(actor=reviewer, product=product)

    assert Product.objects.on_sale().get() == product
    act = Act.objects.about(product).first()
    assert (act.actor, act.verb, act.rule) == (reviewer, "product.approve", "A7.1")


@pytest.mark.rule("A7.1")
def test_nobody_else_approves_sends_back_or_takes_down():
    product = submitted()

    for actor in (None, make_user(is_staff=True), owner_of(product.shop)):
        for act in (
            lambda actor=actor: listings.approve(actor=actor, product=product),
            lambda actor=actor: listings.send_back(actor=actor, product=product, reason="图片不清"),
            lambda actor=actor: listings.take_down(actor=actor, product=product, reason="假货"),
        ):
            with pytest.raises(RuleError) as refused:
                act()
            assert refused.value.clause == "A7.1"
    assert state_of(product) == ProductState.SUBMITTED


@pytest.mark.rule("A7.1")
def test_a_reviewer_who_belongs_to_the_shop_does_not_review_it():
    product, reviewer = submitted(), make_reviewer()
    product.shop.members.create(user=reviewer, role="goods")

    with pytest.raises(RuleError):
        listings.approve(actor=reviewer, product=product)

    assert state_of(product) == ProductState.SUBMITTED


def test_what_changed_while_it_was_looked_at_is_not_approved_unseen():
    product = submitted()
    seen = Product.objects.get(pk=product.pk).version
    listings.edit(actor=None, product=product, name="换了一个商品")
    listings.submit(actor=None, product=product)

    with pytest.raises(DomainError):
        listings.approve(actor=make_reviewer(), product=product, version=seen)

    assert state_of(product) == ProductState.SUBMITTED


def test_a_listing_is_sent_back_with_a_reason_only():
    product, reviewer = submitted(), make_reviewer()

    with pytest.raises(DomainError) as refused:
        listings.send_back(actor=reviewer, product=product, reason=" ")
    assert refused.value.field == "reason"

    listings.send_back(actor=reviewer, product=product, reason="产地不实")
    assert state_of(product) == ProductState.DRAFT
    assert Act.objects.about(product).first().reason == "产地不实"


def test_taking_down_opens_a_case_against_the_shop():
    product, reviewer = make_product_on_sale(), make_reviewer()

    case = listings.take_down(actor=reviewer, product=product, reason="假冒品牌")

    assert state_of(product) == ProductState.TAKEN_DOWN
    assert list(Violation.objects.about(product)) == [case]
    assert (case.shop, case.facts, case.reported_by) == (product.shop, "假冒品牌", reviewer)


ACTS = {
    "submit": lambda p, r: listings.submit(actor=r, product=p),
    "approve": lambda p, r: listings.approve(actor=r, product=p),
    "send_back": lambda p, r: listings.send_back(actor=r, product=p, reason="例行"),
    "withdraw": lambda p, r: listings.withdraw(actor=r, product=p),
    "put_back": lambda p, r: listings.put_back(actor=r, product=p),
    "remove": lambda p, r: listings_in_bulk.remove_many(actor=r, products=Product.objects.filter(pk=p.pk)),
    "take_down": lambda p, r: listings.take_down(actor=r, product=p, reason="例行"),
}


@pytest.mark.parametrize(("state", "action", "lawful"), [pair for pair in PRODUCT.pairs() if pair[1] in ACTS])
def test_a_listing_moves_only_as_its_table_says(state, action, lawful):
    product, reviewer = make_draft(), make_reviewer()
    Product.objects.filter(pk=product.pk).update(state=state)

    if lawful:
        ACTS[action](product, reviewer)
        assert state_of(product) == PRODUCT.moves[action].target
    else:
        with pytest.raises(ForbiddenMove):
            ACTS[action](product, reviewer)
        assert state_of(product) == state


# --- Changing ---


@pytest.mark.rule("A7.1")
@pytest.mark.parametrize("state", ["on_sale", "off_sale", "submitted"])
def test_changed_words_bring_a_listing_back_to_draft(state):
    product = make_draft()
    Product.objects.filter(pk=product.pk).update(state=state)

    assert listings.edit(actor=None, product=product, name="高山红茶") is True

    assert state_of(product) == ProductState.DRAFT


def test_saving_the_same_words_changes_nothing():
    product = make_product_on_sale()
    version = product.version

    assert listings.edit(actor=None, product=product, name=" 高山绿茶 ", origin="浙江杭州") is False

    product.refresh_from_db()
    assert (product.state, product.version) == (ProductState.ON_SALE, version)


def test_what_was_taken_down_is_not_edited():
    product = make_product_on_sale()
    listings.take_down(actor=make_reviewer(), product=product, reason="假货")

    with pytest.raises(ForbiddenMove):
        listings.edit(actor=None, product=product, name="换个名字")


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b\u200b"}, "name"),
        ({"name": "茶" * 121}, "name"),
        ({"name": "<b>茶</b>"}, "name"),
        ({"origin": "浙" * 61}, "origin"),
        ({"unit": "一二三四五六七八九十一"}, "unit"),
        ({"attributes": [("项" * 41, "值")]}, "attributes"),
        ({"attributes": [(f"项{i}", "值") for i in range(51)]}, "attributes"),
        ({"description": "字" * 20_001}, "description"),
    ],
)
def test_words_that_cannot_be_stored_are_refused_at_their_field(content, field):
    product = make_draft()

    with pytest.raises(DomainError) as refused:
        listings.edit(actor=None, product=product, **content)

    assert refused.value.field == field


def test_markup_in_a_description_becomes_plain_paragraphs():
    product = make_draft()

    listings.edit(
        actor=None,
        product=product,
        description="<p>清香</p>\n<script>alert(1)</script><img src=x onerror=alert(1)>回甘 &lt;3",
    )

    product.refresh_from_db()
    assert product.description == "清香\n回甘 <3"


def test_attributes_keep_the_order_in_which_they_were_written():
    product = make_draft(attributes=[("重量", "1 kg"), ("A", "甲"), ("材质", "棉")])

    product.refresh_from_db()
    assert product.attributes == [["重量", "1 kg"], ["A", "甲"], ["材质", "棉"]]


@pytest.mark.parametrize("code", ["有汉字", "a b", "x" * 41, "/x", "１２"])
def test_a_code_is_plain_letters_and_digits(code):
    with pytest.raises(DomainError) as refused:
        listings.create_draft(actor=None, shop=make_shop(), name="茶", code=code)
    assert refused.value.field == "code"


def test_a_code_is_used_once_a_shop():
    shop = make_shop()
    listings.create_draft(actor=None, shop=shop, name="茶", code="T-1")

    with pytest.raises(DomainError):
        listings.create_draft(actor=None, shop=shop, name="茶", code="T-1")
    listings.create_draft(actor=None, shop=make_shop(), name="茶", code="T-1")


# --- SKUs ---


def test_a_new_spec_of_a_live_listing_is_reviewed_again():
    product = make_product_on_sale()

    make_sku(product, spec={"规格": "大"}, price=9_900)

    product.refresh_from_db()
    assert (product.state, product.price_from, product.spec_names) == ("draft", 9_900, ["规格"])


def test_the_last_spec_on_sale_is_not_retired():
    product = make_draft()
    first, second = product.skus.get(), make_sku(product, spec={"规格": "大"}, price=1_000)

    sell(second, active=False)
    with pytest.raises(DomainError):
        sell(first, active=False)

    product.refresh_from_db()
    assert product.price_from == 12_800
    sell(second, active=True)
    product.refresh_from_db()
    assert product.price_from == 1_000


def test_spec_words_come_in_the_order_of_the_spec_names():
    product = make_draft(with_sku=False)
    sku = make_sku(product, spec={"颜色": "红", "长": "1 米"})
    product.refresh_from_db()

    assert type(sku).objects.get(pk=sku.pk).spec_text == "红 1 米"


# --- Categories ---


def test_a_category_is_not_put_below_itself_nor_below_one_with_goods():
    leaf = make_leaf()
    leaf.parent.parent = leaf
    with pytest.raises(DomainError):
        categories.save_category(actor=None, category=leaf.parent)

    make_draft(category=leaf)
    with pytest.raises(DomainError):
        categories.save_category(actor=None, category=Category(name="更细", slug="finer", parent=leaf))


def test_paths_are_made_once_with_addresses_in_pinyin():
    made = categories.ensure_paths(actor=None, paths=[("居家", "被枕"), ("居家", "家具")])
    again = categories.ensure_paths(actor=None, paths=[("居家", "被枕")])

    assert made["居家", "被枕"] == again["居家", "被枕"]
    assert sorted(category.slug for category in made.values()) == ["ju-jia-bei-zhen", "ju-jia-jia-ju"]


@pytest.mark.parametrize("name", ["茶/咖啡", "茶／咖啡"])
def test_a_slash_in_a_categorys_name_would_part_levels_in_a_sheet_and_is_refused(name):
    category = make_category("茶与咖啡")
    category.name = name

    with pytest.raises(DomainError, match="不能有斜杠") as refusal:
        categories.save_category(actor=None, category=category)

    assert refusal.value.field == "name"
    assert Category.objects.get(pk=category.pk).name == "茶与咖啡"
