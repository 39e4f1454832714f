import pytest

from catalog import search
from catalog.models import Product
from catalog.services import categories, listings

from .factories import make_draft, make_leaf, make_product_on_sale

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [product.name for product in search.matching(Product.objects.all(), text)]


def test_lexemes_are_han_unigrams_and_bigrams_with_letters_apart_from_digits():
    assert search.lexemes("Mate60 床品套") == ["mate", "60", "床", "床品", "品", "品套", "套"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("蚕丝", ["桑蚕丝被"]),
        ("被", ["桑蚕丝被"]),
        ("桑蚕丝被", ["桑蚕丝被"]),
        ("丝 桑蚕", ["桑蚕丝被"]),
        ("丝蚕", []),
        ("mate60", ["手机 Mate 60"]),
        ("MATE 60", ["手机 Mate 60"]),
        ("ｍａｔｅ６０", ["手机 Mate 60"]),
        ("mat", ["手机 Mate 60"]),
        ("100601", ["桑蚕丝被"]),
        ("1006013", ["桑蚕丝被"]),
        ("罗莱", ["桑蚕丝被"]),
        ("江苏", ["桑蚕丝被"]),
        ("被枕", ["桑蚕丝被"]),
        ("没有的", []),
        ("", []),
        ("！？ ' \\ & | ! :* <->", []),
    ],
)
def test_goods_are_found_by_what_people_type(text, expected):
    make_draft(
        name="桑蚕丝被",
        code="1006013",
        brand="罗莱制造商",
        origin="中国江苏",
        category=make_leaf("居家", "被枕"),
    )
    make_draft(name="手机 Mate 60", code="X9", category=make_leaf("数码", "手机"), origin="广东")

    assert found(text) == expected


def test_a_hit_in_the_name_comes_before_one_in_the_attributes():
    make_draft(name="抱枕", attributes=[("填充", "羊毛")], category=make_leaf("甲", "乙"))
    make_draft(name="羊毛被", attributes=[("填充", "绒")], category=make_leaf("丙", "丁"))

    assert found("羊毛") == ["羊毛被", "抱枕"]


def test_changed_words_are_found_at_once_and_the_old_ones_no_more():
    product = make_draft(name="高山绿茶")

    listings.edit(actor=None, product=product, name="正山小种")

    assert (found("绿茶"), found("小种")) == ([], ["正山小种"])


def test_goods_are_found_by_the_new_name_of_their_category():
    leaf = make_leaf("饮食", "茶叶")
    make_draft(name="正山小种", category=leaf)

    leaf.name = "茗品"
    categories.save_category(actor=None, category=leaf)

    assert (found("茶叶"), found("茗品")) == ([], ["正山小种"])


def test_hostile_words_are_stored_and_searched_as_words():
    make_draft(name="O'Reilly \\ 'a':1 -- 茶")

    assert found("o'reilly") == ["O'Reilly \\ 'a':1 -- 茶"]


def test_only_what_is_on_sale_is_offered_to_shoppers():
    make_draft(name="桑蚕丝被")
    on_sale = make_product_on_sale(name="桑蚕丝枕")

    assert list(search.matching(Product.objects.on_sale(), "蚕丝")) == [on_sale]
