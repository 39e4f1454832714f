import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import SKU, Product
from catalog.services import listings, stock
from merchants.models import MemberRole
from tests.merchants.factories import make_member, make_shop, make_user, owner_of

from .factories import make_draft, make_leaf, make_product_on_sale, make_reviewer
from .test_pictures import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private", "base_url": None},
        },
    }


@pytest.fixture
def shop():
    return make_shop()


@pytest.fixture
def seller(client, shop):
    """The browser of somebody who keeps the shop's goods."""
    client.force_login(make_member(shop, MemberRole.GOODS).user)
    return client


def at(name: str, shop, *args) -> str:
    return reverse(f"catalog:{name}", args=[shop.slug, *args])


def reading(shop, product) -> list[str]:
    return [
        at("goods", shop),
        at("goods_new", shop),
        at("goods_stock", shop),
        at("goods_import", shop),
        at("goods_edit", shop, product.pk),
        at("goods_prices", shop, product.pk),
    ]


def writing(shop, product) -> list[str]:
    return [
        at("goods_skus", shop, product.pk),
        at("goods_sku_add", shop, product.pk),
        at("goods_sku_act", shop, product.pk, product.skus.get().pk, "retire"),
        at("goods_picture_add", shop, product.pk),
        at("goods_step", shop, product.pk, "submit"),
    ]


def test_every_page_opens_for_who_keeps_the_goods(seller, shop):
    product = make_draft(shop=shop)
    assert [seller.get(path).status_code for path in reading(shop, product)] == [200] * 6


def test_pages_that_act_do_not_answer_to_reading(seller, shop):
    product = make_draft(shop=shop)
    assert [seller.get(path).status_code for path in writing(shop, product)] == [405] * 5


def test_anonymous_visitors_are_sent_to_sign_in(client, shop):
    product = make_draft(shop=shop)
    for path in reading(shop, product) + writing(shop, product):
        response = client.get(path) if path in reading(shop, product) else client.post(path)
        assert (response.status_code, response.url.startswith("/accounts/login/")) == (302, True)


def test_another_shops_people_find_nothing(client, shop):
    product = make_draft(shop=shop)
    client.force_login(owner_of(make_shop()))

    for path in reading(shop, product):
        assert client.get(path).status_code == 404
    for path in writing(shop, product):
        assert client.post(path).status_code == 404


def test_another_shops_product_is_not_found_under_ones_own_address(seller, shop):
    foreign = make_draft()

    assert seller.get(at("goods_edit", shop, foreign.pk)).status_code == 404
    assert seller.get(at("goods_prices", shop, foreign.pk)).status_code == 404
    assert seller.get(at("goods_stock", shop), {"product": foreign.pk}).status_code == 404
    for path in writing(shop, foreign):
        assert seller.post(path).status_code == 404


def test_members_of_another_role_are_turned_away(client, shop):
    product = make_draft(shop=shop)
    client.force_login(make_member(shop, MemberRole.ORDERS).user)

    for path in reading(shop, product):
        assert client.get(path).status_code == 403
    for path in writing(shop, product):
        assert client.post(path).status_code == 403


def test_the_list_is_filtered_by_state_and_words(seller, shop):
    draft = make_draft(shop=shop, name="高山绿茶", code="T-1")
    live = make_product_on_sale(shop=shop, name="桑蚕丝被", code="S-1")

    def shown(**query):
        return list(seller.get(at("goods", shop), query).context["page"])

    assert shown() == [live, draft]
    assert (shown(state="draft"), shown(q="蚕丝"), shown(q="t-"), shown(state="x")) == (
        [draft],
        [live],
        [draft],
        [live, draft],
    )


@pytest.mark.parametrize("rows", [2, 20])
def test_the_list_takes_the_same_queries_whatever_the_rows(seller, shop, rows, django_assert_max_num_queries):
    leaf = make_leaf()
    for _ in range(rows):
        make_draft(shop=shop, category=leaf)

    with django_assert_max_num_queries(8):
        seller.get(at("goods", shop))


CONTENT = {
    "name": "正山小种",
    "unit": "罐",
    "origin": "福建武夷山",
    "attributes": "等级：特级\n净含量: 100 克",
}


def test_a_listing_is_written_priced_and_submitted(seller, shop):
    leaf = make_leaf()

    response = seller.post(at("goods_new", shop), {**CONTENT, "category": leaf.pk, "code": "Z-1"})
    product = Product.objects.get()
    assert response.url == at("goods_edit", shop, product.pk)
    assert product.attributes == [["等级", "特级"], ["净含量", "100 克"]]

    sku = {
        "sku-spec": "净含量：100 克",
        "sku-price": "88.50",
        "sku-list_price": "",
        "sku-on_hand": "12",
        "sku-code": "",
    }
    seller.post(at("goods_sku_add", shop, product.pk), sku)
    assert list(product.skus.values_list("price", "stock__on_hand")) == [(8_850, 12)]

    seller.post(at("goods_step", shop, product.pk, "submit"))
    product.refresh_from_db()
    assert product.state == "submitted"


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "<b>x</b>"}, "name"),
        ({"attributes": "没有冒号"}, "attributes"),
        ({"category": "999999"}, "category"),
        ({"code": "有汉字"}, "code"),
    ],
)
def test_a_listing_that_cannot_be_keeps_what_was_typed(seller, shop, over, field):
    response = seller.post(at("goods_new", shop), {**CONTENT, **over})

    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert "福建武夷山" in response.content.decode()
    assert Product.objects.count() == 0


def test_editing_a_live_listing_brings_it_back_to_draft_and_says_so_before(seller, shop):
    product = make_product_on_sale(shop=shop)
    path = at("goods_edit", shop, product.pk)
    assert "要重新提交审核" in seller.get(path).content.decode()

    seller.post(path, {**CONTENT, "category": product.category_id})

    product.refresh_from_db()
    assert (product.state, product.name) == ("draft", "正山小种")


def grid(product, *, price="99.00", on_hand="10", reason="", shown="10", sku=None) -> dict:
    return {
        "grid-TOTAL_FORMS": "1",
        "grid-INITIAL_FORMS": "1",
        "grid-0-sku": sku or product.skus.get().pk,
        "grid-0-price": price,
        "grid-0-list_price": "",
        "grid-0-on_hand": on_hand,
        "grid-0-shown_on_hand": shown,
        "grid-reason": reason,
    }


def test_prices_change_without_touching_a_stock_that_moved_meanwhile(seller, shop):
    product = make_product_on_sale(shop=shop)
    product.skus.get().stock.__class__.objects.update(on_hand=7)

    seller.post(at("goods_skus", shop, product.pk), grid(product))

    sku = product.skus.select_related("stock").get()
    assert (sku.price, sku.stock.on_hand) == (9_900, 7)


def test_a_new_count_is_booked_with_its_reason(seller, shop):
    product = make_draft(shop=shop)

    response = seller.post(
        at("goods_skus", shop, product.pk), grid(product, on_hand="15", reason="到货 5 件")
    )

    assert response.status_code == 302
    assert "到货 5 件" in seller.get(at("goods_stock", shop)).content.decode()
    assert product.skus.get().stock.on_hand == 15


@pytest.mark.rule("A8.1")
def test_a_count_written_over_pieces_that_were_sold_meanwhile_is_refused_with_the_new_number(seller, shop):
    product = make_product_on_sale(shop=shop)
    sku = product.skus.get()
    stock.set_on_hand(actor=None, sku=sku, on_hand=7, reason="卖出 3 件")
    path = at("goods_skus", shop, product.pk)

    refused = seller.post(path, grid(product, on_hand="12", reason="到货 2 件"))

    assert refused.status_code == 400
    assert "“标准”现在是 7 件" in refused.content.decode()
    assert list(product.skus.values_list("price", "stock__on_hand")) == [(12_800, 7)]
    line = refused.context["lines"][0][0]
    assert (line["on_hand"].value(), line["shown_on_hand"].value()) == ("7", "7")

    again = seller.post(path, grid(product, on_hand="9", shown="7", reason="到货 2 件"))
    assert (again.status_code, sku.__class__.objects.get().stock.on_hand) == (302, 9)
    assert stock.reconcile() == []


@pytest.mark.parametrize("code", ["T-001/9", "a/b", "/", "有/汉字"])
def test_a_typed_sku_code_with_a_slash_is_refused(seller, shop, code):
    product = make_draft(shop=shop)
    sku = {"sku-spec": "规格：大", "sku-price": "1", "sku-on_hand": "1", "sku-code": code}

    response = seller.post(at("goods_sku_add", shop, product.pk), sku)

    assert response.status_code == 400
    assert list(response.context["sku_form"].errors) == ["code"]
    assert product.skus.count() == 1


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"on_hand": "15"}, "请写明库存变动的原因"),
        ({"price": "１２"}, "半角数字"),
        ({"price": "1e9"}, "半角数字"),
        ({"price": "-1"}, "半角数字"),
        ({"price": "1.234"}, "最多两位小数"),
        ({"price": ""}, "必填"),
        ({"price": "0"}, "0.01 元"),
        ({"on_hand": "-1"}, "半角整数"),
        ({"on_hand": "1" * 4_000}, "半角整数"),
        ({"sku": "9" * 30}, "确保"),
    ],
)
def test_a_grid_that_cannot_be_changes_nothing(seller, shop, over, words):
    product = make_draft(shop=shop)

    response = seller.post(at("goods_skus", shop, product.pk), grid(product, **over))

    assert response.status_code == 400
    assert words in response.content.decode()
    assert list(product.skus.values_list("price", "stock__on_hand")) == [(12_800, 10)]


def test_a_forged_grid_does_not_reach_another_shops_sku(seller, shop):
    product, foreign = make_draft(shop=shop), make_draft().skus.get()

    response = seller.post(at("goods_skus", shop, product.pk), grid(product, sku=foreign.pk))

    assert response.status_code == 400
    assert SKU.objects.get(pk=foreign.pk).price == 12_800


def test_what_is_missing_is_said_when_submitting(seller, shop):
    product = make_draft(shop=shop, origin="")

    response = seller.post(at("goods_step", shop, product.pk, "submit"), follow=True)

    assert "还不能提交审核：缺少产地。" in response.content.decode()
    assert Product.objects.get().state == "draft"


def test_withdrawing_and_putting_back(seller, shop):
    product = make_product_on_sale(shop=shop)
    states = []
    for step in ("withdraw", "put_back"):
        seller.post(at("goods_step", shop, product.pk, step))
        states.append(Product.objects.get().state)
    assert states == ["off_sale", "on_sale"]


def test_a_step_that_shops_do_not_take_is_not_found(seller, shop):
    product = make_draft(shop=shop)
    assert seller.post(at("goods_step", shop, product.pk, "approve")).status_code == 404


def test_the_reason_of_a_listing_sent_back_is_shown(seller, shop):
    product = make_draft(shop=shop)
    listings.submit(actor=None, product=product)
    listings.send_back(actor=make_reviewer(), product=product, reason="产地与包装不符")

    assert "产地与包装不符" in seller.get(at("goods_edit", shop, product.pk)).content.decode()


def test_pictures_are_added_put_first_and_removed(seller, shop):
    product = make_draft(shop=shop)
    for colour in ("red", "blue"):
        seller.post(at("goods_picture_add", shop, product.pk), {"upload": upload(colour=colour)})
    first, second = product.pictures.order_by("position")

    seller.post(at("goods_picture_act", shop, product.pk, second.pk, "first"))
    assert list(product.pictures.order_by("position")) == [second, first]
    seller.post(at("goods_picture_act", shop, product.pk, first.pk, "remove"))
    assert list(product.pictures.all()) == [second]
    assert seller.post(at("goods_picture_act", shop, product.pk, second.pk, "burn")).status_code == 404


def test_a_picture_that_is_none_gets_its_sentence(seller, shop):
    product = make_draft(shop=shop)

    response = seller.post(
        at("goods_picture_add", shop, product.pk), {"upload": SimpleUploadedFile("x.png", b"nonsense")}
    )

    assert response.status_code == 400
    assert response.context["picture_form"].errors[
        "__all__" if "__all__" in response.context["picture_form"].errors else "upload"
    ]


def test_a_stranger_without_a_shop_finds_no_portal(client, shop):
    client.force_login(make_user())
    assert client.get(at("goods", shop)).status_code == 404
