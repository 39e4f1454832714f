import pytest
from django.core.management import call_command
from django.urls import reverse

from catalog import search, shelves, words
from catalog.models import Product
from catalog.services import categories, figures, listings
from catalog.templatetags.found import marked
from tests.merchants.factories import make_shop

from .factories import make_draft, make_leaf, make_product_on_sale, make_reviewer

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    asked = search.Asked(text)
    products = search.matching(Product.objects.all(), text)
    return [
        p.name for p in (products.annotate(rank=asked.rank()).order_by("-rank", "-id") if asked else products)
    ]


def test_lexemes_are_han_unigrams_and_bigrams_with_letters_apart_from_digits():
    assert words.lexemes("Mate60 床品套") == ["mate", "60", "床", "床品", "品", "品套", "套"]


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


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("西湖龙井 明前", "龙井", "西湖<mark>龙井</mark> 明前"),
        ("西湖龙井 明前", "龍井", "西湖<mark>龙井</mark> 明前"),
        ("西湖龍井", "龙井", "西湖<mark>龍井</mark>"),
        ("西湖龙井 明前", "longjing", "西湖<mark>龙井</mark> 明前"),
        ("西湖龙井 明前", "xhl", "<mark>西湖龙</mark>井 明前"),
        ("手机 Mate60 Pro", "mate60", "手机 <mark>Mate60</mark> Pro"),
        ("手机 ＭＡＴＥ", "mate", "手机 <mark>ＭＡＴＥ</mark>"),
        ("<b>茶</b> & 茶", "茶", "&lt;b&gt;<mark>茶</mark>&lt;/b&gt; &amp; <mark>茶</mark>"),
        ("茶", "<script>", "茶"),
        ("㈱ 茶", "茶", "㈱ <mark>茶</mark>"),
        ("ﾊﾞﾆﾗ 龙井", "lj", "ﾊﾞﾆﾗ <mark>龙井</mark>"),
        ("ｶﾞ龙井", "longjing", "ｶﾞ<mark>龙井</mark>"),
        ("", "茶", ""),
        ("茶", "", "茶"),
    ],
)
def test_what_answers_is_marked_and_nothing_becomes_markup(name, query, expected):
    assert marked(name, query) == expected


def test_suggestions_name_categories_shops_brands_and_goods(client):
    shop = make_shop(name="龙泉茶社")
    leaf = make_leaf("龙虾", "小龙虾")
    make_product_on_sale(name="西湖龙井", brand="龙坞", shop=shop, category=leaf)

    def suggested(text):
        found = client.get(reverse("catalog:suggest"), {"q": text}).context["suggestions"]
        return [(str(one.kind), one.words) for one in found]

    assert suggested("龙") == [
        ("分类", "龙虾"),
        ("分类", "小龙虾"),
        ("店铺", "龙泉茶社"),
        ("品牌", "龙坞"),
        ("", "西湖龙井"),
    ]
    assert suggested("longj") == [("", "西湖龙井")]
    assert suggested("xlx") == [("分类", "小龙虾"), ("", "西湖龙井")]
    assert suggested("") == suggested("！") == suggested("没有的") == []


def test_suggestions_and_results_take_few_queries(client, django_assert_max_num_queries):
    leaf, shop, reviewer = make_leaf("饮食", "茶"), make_shop(), make_reviewer()
    for number in range(20):
        make_product_on_sale(name=f"西湖龙井{number}", shop=shop, category=leaf, reviewer=reviewer)

    with django_assert_max_num_queries(5):
        client.get(reverse("catalog:suggest"), {"q": "龙井"})
    for query in ("龙井", "龙井&brand=x&in_stock=1", "longjing", "龙警", "顶级龙井茶叶", "没有的", "q"):
        with django_assert_max_num_queries(8):
            assert client.get(f"/search/?q={query}").status_code == 200


def test_a_search_is_narrowed_and_ordered_like_any_shelf(client):
    leaf, shop = make_leaf("饮食", "茶"), make_shop()
    for name, brand in (("龙井甲", "一"), ("龙井乙", "二"), ("龙井丙", "一")):
        make_product_on_sale(name=name, brand=brand, shop=shop, category=leaf)

    page = client.get("/search/?q=龙井&brand=一&sort=newest").context

    assert [product.name for product in page["page"]] == ["龙井丙", "龙井甲"]
    assert page["shelf"].sorts[0][0] == "相关"


def test_a_search_for_a_shop_leads_to_the_shop(client):
    shop = make_shop(name="岩下茶社", slug="yanxia")

    sold = make_product_on_sale(name="水仙", shop=shop)
    make_product_on_sale(name="陈醋", shop=make_shop(name="山西老醋坊", slug="shanxi"))

    for asked in ("岩下", "yanxia", "Yan Xia", "yx", "chashe"):
        found = client.get("/search/", {"q": asked}).context
        assert (found["shops"], [product.pk for product in found["page"]]) == ([shop], [sold.pk])
        suggested = client.get(reverse("catalog:suggest"), {"q": asked}).context["suggestions"]
        assert ("店铺", "岩下茶社") in [(one.kind, one.words) for one in suggested]


def test_a_search_for_a_shops_name_shows_what_it_sells(client):
    shop = make_shop(name="岩下茶社", slug="yanxia")
    sold = make_product_on_sale(name="水仙", shop=shop)
    make_product_on_sale(name="陈醋")

    assert [product.pk for product in client.get("/search/?q=岩下茶社").context["page"]] == [sold.pk]


def test_many_hits_are_ranked_among_the_best_selling_and_none_is_lost(client, monkeypatch):
    leaf, shop = make_leaf("饮食", "茶"), make_shop()
    for number in range(7):
        product = make_product_on_sale(name=f"龙井{number}", shop=shop, category=leaf)
        figures.set_sales(counts={product.pk: number})
    exact = make_product_on_sale(name="龙井", shop=shop, category=leaf)
    figures.set_sales(counts={exact.pk: 5})
    for name, value in (("MOST_RANKED", 2), ("RANKED_OF_MANY", 4), ("A_PAGE", 2)):
        monkeypatch.setattr(shelves, name, value)

    pages = [client.get(f"/search/?q=龙井&page={number}").context["page"] for number in (1, 2, 3, 4)]

    names = [product.name for page in pages for product in page]
    assert names[0] == "龙井"
    assert sorted(names[:4]) == ["龙井", "龙井4", "龙井5", "龙井6"]
    assert names[4:] == ["龙井3", "龙井2", "龙井1", "龙井0"]


def test_goods_of_before_are_found_once_they_are_indexed(capsys):
    first, second = make_draft(name="西湖龙井"), make_draft(name="正山小种")
    Product.objects.update(search=None, pinyin=None, facets=[], in_stock=False)

    call_command("reindex", batch=1)
    said = capsys.readouterr().out.splitlines()

    assert (found("longjing"), found("小种")) == (["西湖龙井"], ["正山小种"])
    assert Product.objects.filter(in_stock=True).count() == 2
    assert said[0] == f"1 goods, up to {first.pk} of {second.pk}"
    assert said[-1] == "Done: 2 goods; 2 were wrongly in or out of stock."
    call_command("reindex", missing=True)
    assert capsys.readouterr().out == "Done: 0 goods; 0 were wrongly in or out of stock.\n"
