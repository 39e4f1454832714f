"""The confirmation page: one order however often it is sent, and nothing that wasn't shown. (E13)"""

import pytest

from catalog.models import SKU, Category, Product, Returns, Stock
from mall.accounts.models import Address
from merchants.models import FreightRate, FreightTemplate, Shop
from orders.models import Order, Trade
from orders.services import carts
from tests.merchants.factories import fee, make_freight

from .factories import make_address, make_person, make_shop, make_sku

pytestmark = [pytest.mark.django_db, pytest.mark.rule("E13")]

HANGZHOU, URUMQI, LHASA = "330106", "650102", "540102"


@pytest.fixture
def shopper(client):
    person = make_person()
    client.force_login(person)
    return person


@pytest.fixture
def sku(shopper):
    """In the cart of a shopper in Hangzhou, of a shop that asks 8 yuan for sending."""
    shop = make_shop(name="茶铺")
    make_freight(shop, fee(800), fee(1_800, "650000"), not_served=("540000",))
    sku = make_sku(shop=shop, price=1_990)
    carts.add(cart=carts.of_person(shopper), sku_id=sku.pk, quantity=2)
    make_address(shopper, is_default=True)
    return sku


def filled_in(client, url="/checkout/", **over) -> dict:
    page = client.get(url)
    home = page.context["confirmation"].address
    sent = {"shown": page.context["sealed"], "address": home.pk, "provider": "sandbox"}
    return sent | {note.html_name: f"请放门口 {n}" for n, note in enumerate(notes_of(page), 1)} | over


def notes_of(page) -> list:
    """The fields of the notes, a parcel each."""
    return [note for _parcel, note in page.context["parcels"]]


@pytest.mark.parametrize("times", [2, 3])
def test_however_often_one_page_is_sent_there_is_one_trade(client, sku, times):
    """A double click, the back button, and trying again when no answer came, whatever has changed since."""
    sent = filled_in(client)

    answers = [client.post("/checkout/", sent)]
    SKU.objects.update(price=1)
    FreightRate.objects.update(first_fee=1)
    answers += [client.post("/checkout/", sent) for _ in range(times - 1)]

    assert {answer.url.split("?")[0] for answer in answers} == {"/sandbox-pay/"}
    assert (Trade.objects.count(), Order.objects.get().freight) == (1, 800)


CHANGES = {
    "price": (lambda: SKU.objects.update(price=2_090), "的价格从 ¥19.90 变为 ¥20.90"),
    "stock": (lambda: Stock.objects.update(on_hand=1), "只剩 1 件"),
    "sold out": (lambda: Stock.objects.update(on_hand=0), "只剩 0 件"),
    "spec": (lambda: SKU.objects.update(spec={"净重": "200g"}), "名称或规格有改动"),
    "name": (lambda: Product.objects.update(name="绿茶"), "名称或规格有改动"),
    "terms": (lambda: Category.objects.update(returns=Returns.PERISHABLE), "的售后条款变为：鲜活易腐"),
    "street": (lambda: [a.save() for a in _moved(street="文一路 9 号")], "收货地址有改动"),
    "phone": (lambda: [a.save() for a in _moved(phone="13900000009")], "收货地址有改动"),
    "district": (lambda: [a.save() for a in _moved(division=URUMQI)], "“茶铺”的运费从 ¥8.00 变为 ¥18.00"),
    "far": (lambda: [a.save() for a in _moved(division=LHASA)], "不送到西藏自治区拉萨市"),
    "fee": (lambda: FreightRate.objects.update(first_fee=900), "“茶铺”的运费从 ¥8.00 变为 ¥9.00"),
    "free": (lambda: FreightTemplate.objects.update(free_above=1), "“茶铺”的运费从 ¥8.00 变为 ¥0.00"),
    "no rate": (lambda: FreightRate.objects.all().delete(), "不送到浙江省杭州市"),
    "off sale": (lambda: Product.objects.update(state="off_sale"), "已下架"),
    "shop": (lambda: Shop.objects.update(state="suspended"), "不接受新订单"),
}


def _moved(**values):
    for address in Address.objects.all():
        for name, value in values.items():
            setattr(address, name, value)
        yield address


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changed_since_it_was_shown_is_said_and_asked_for_anew(client, sku, what):
    change, words = CHANGES[what]
    sent = filled_in(client)
    change()

    answer = client.post("/checkout/", sent, follow=True)

    page = answer.content.decode()
    assert words in page
    assert not Trade.objects.exists()
    if "confirmation" in (answer.context or {}):  # else it is the cart, where nothing can be bought
        assert 'value="请放门口 1"' in page
        assert answer.context["form"]["provider"].value() == "sandbox"


def test_confirmed_anew_it_is_placed_as_it_is_now(client, sku):
    sent = filled_in(client)
    FreightRate.objects.update(first_fee=900)
    again = client.post("/checkout/", sent)

    client.post("/checkout/", sent | {"shown": again.context["sealed"]})

    order = Order.objects.get()
    assert (order.freight, order.note) == (900, "请放门口 1")


def test_freight_follows_the_address_before_anything_is_placed(client, shopper, sku):
    far = make_address(shopper, division=URUMQI)
    sent = filled_in(client, address=far.pk, reckon="1")

    page = client.post("/checkout/", sent)

    assert (page.status_code, page.context["confirmation"].freight) == (200, 1_800)
    assert [note.value() for note in notes_of(page)] == ["请放门口 1"]
    assert "¥18.00" in page.content.decode()
    assert not Trade.objects.exists()
    client.post("/checkout/", _but(sent, page))
    assert Order.objects.get().freight == 1_800


def _but(sent: dict, page) -> dict:
    """The same form as it came back, and its main button pressed."""
    return {key: value for key, value in sent.items() if key != "reckon"} | {"shown": page.context["sealed"]}


def test_another_address_than_was_shown_is_asked_about_where_it_costs_more(client, shopper, sku):
    far = make_address(shopper, division=URUMQI)

    answer = client.post("/checkout/", filled_in(client, address=far.pk))

    assert "运费从 ¥8.00 变为 ¥18.00" in answer.content.decode()
    assert not Trade.objects.exists()


def test_what_is_not_sent_there_is_named_and_the_rest_can_go(client, shopper, sku):
    other = make_sku()
    carts.add(cart=carts.of_person(shopper), sku_id=other.pk, quantity=1)
    lhasa = make_address(shopper, division=LHASA)
    page = client.post("/checkout/", filled_in(client, address=lhasa.pk, reckon="1"))
    words = f"下面的商品不送到西藏自治区拉萨市：</span> <span>{sku.product.name}</span>"
    assert words in page.content.decode()

    sent = _but(filled_in(client, address=lhasa.pk), page)
    refused = client.post("/checkout/", sent)
    left = client.post("/checkout/", sent | {"leave_out": "1"}, follow=True)

    assert refused.status_code == 409
    assert not Trade.objects.exists()
    now = left.context["confirmation"]
    assert ([item.sku.pk for item in now.items], now.address, now.unserved) == ([other.pk], lhasa, [])
    assert [note.value() for note in notes_of(left)] == ["请放门口 1"]
    kept = carts.of_person(shopper).lines.get(sku=sku)
    assert (kept.saved_for_later, kept.quantity) == (True, 2)


def test_goods_bought_directly_that_are_not_sent_there_offer_another_address_only(client, shopper, sku):
    Address.objects.of(shopper).update(division=LHASA)

    page = client.get(f"/checkout/?sku={sku.pk}&quantity=1").content.decode()

    assert "换一个收货地址" in page
    assert "不买送不到的" not in page


def test_each_shop_gets_the_note_that_was_written_for_it(client, shopper, sku):
    kept = make_sku(shop=sku.shop, fulfilment="warehouse")
    for more in (kept, make_sku()):
        carts.add(cart=carts.of_person(shopper), sku_id=more.pk, quantity=1)
    sent = filled_in(client)
    names = [name for name in sent if name.startswith("note_")]
    too_long = client.post("/checkout/", sent | {names[1]: "长" * 201})
    assert [note.value()[:5] for note in notes_of(too_long)] == ["请放门口 ", "长" * 5, "请放门口 "]
    assert [bool(note.errors) for note in notes_of(too_long)] == [False, True, False]

    client.post("/checkout/", sent | {names[2]: ""})
    other_words = client.post("/checkout/", sent)

    notes = {f"note_{order.shop_id}-{order.fulfilment}": order.note for order in Order.objects.all()}
    assert notes == {names[0]: "请放门口 1", names[1]: "请放门口 2", names[2]: ""}
    assert "前后不一致" in other_words.content.decode()


def test_goods_that_are_sent_by_somebody_else_since_are_told(client, sku):
    sent = filled_in(client)
    SKU.objects.update(fulfilment="warehouse")

    answer = client.post("/checkout/", sent)

    assert answer.status_code == 409
    assert "换了发货方" in answer.content.decode()


def test_freight_by_several_templates_is_broken_down_by_goods(client, shopper, sku):
    heavy = make_freight(sku.shop, fee(1_250), name="冷链", is_default=False)
    more = make_sku(shop=sku.shop)
    Product.objects.filter(pk=more.product_id).update(freight_template=heavy)
    assert "运费按商品分开计算" not in client.get("/checkout/").content.decode()
    carts.add(cart=carts.of_person(shopper), sku_id=more.pk, quantity=1)

    page = client.get("/checkout/").content.decode()

    parts = page.split("运费按商品分开计算")[1].split("</ul>")[0]
    assert [parts.count(words) for words in (sku.product.name, "¥8.00", more.product.name, "¥12.50")] == [
        1
    ] * 4
    assert "冷链" not in page


def test_without_an_address_freight_is_not_guessed(client, shopper, sku):
    Address.objects.of(shopper).delete()

    page = client.get("/checkout/").content.decode()

    assert "按地址算" in page


def test_the_page_costs_the_same_however_many_shops_and_goods(client, shopper, django_assert_max_num_queries):
    make_address(shopper)
    for _ in range(4):
        shop = make_shop()
        make_freight(shop)
        for _ in range(3):
            carts.add(cart=carts.of_person(shopper), sku_id=make_sku(shop=shop).pk, quantity=1)
    client.get("/checkout/")

    with django_assert_max_num_queries(11):
        assert client.get("/checkout/").context["confirmation"].freight == 4 * 800
