"""What can be wrong with a sheet of tracking numbers, and what is worth a second look. (B11.2)"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.errors import DomainError
from merchants.models import MemberRole
from orders.models import Shipment
from orders.services import cancel_requests, cancellations, parcel_reports

from .factories import make_member, make_person, make_shop, make_sku, paid_order, ship, shipped_order
from .sheets import checked, confirm, found, states_of, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    shop = make_shop()
    client.force_login(make_member(shop, MemberRole.ORDERS))
    return shop


@pytest.mark.rule("D7.2")
def test_the_check_says_which_buyers_want_to_cancel(client, shop):
    good, unwanted = waiting(shop, 2)
    cancel_requests.ask(actor=unwanted.buyer, order=unwanted)

    sheet = checked(
        client, shop, (good.number, "顺丰速运", "SF0000000001"), (unwanted.number, "顺丰速运", "SF0000000002")
    )

    assert found(sheet) == [
        (2, "", ""),
        (3, "", "买家申请取消：没有打包就不要发，请到订单页同意"),
    ]


@pytest.mark.parametrize(
    ("number", "is_spoilt"),
    [
        ("75E12345678", False),
        ("7512E4567", False),
        ("2.61126E+17", True),
        ("2.61126E17", True),
        ("261126E+17", True),
        ("261126e12", True),
    ],
)
def test_a_number_with_an_e_in_it_is_not_what_a_spreadsheet_makes_of_a_long_one(
    client, shop, number, is_spoilt
):
    [order] = waiting(shop)

    sheet = checked(client, shop, (order.number, "顺丰速运", number))

    [(_line, problem, _warning)] = found(sheet)
    assert ("科学计数法" in problem, problem == "") == (is_spoilt, not is_spoilt)


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";")]
)
def test_files_of_every_program_are_read(client, shop, encoding, delimiter):
    [order] = waiting(shop)

    sheet = checked(
        client, shop, (order.number, "中通快递", "ZT00000001"), encoding=encoding, delimiter=delimiter
    )

    assert found(sheet) == [(2, "", "")]


def test_what_is_wrong_is_told_row_by_row(client, shop):
    good, cancelled = waiting(shop, 2)
    cancellations.give_up(actor=None, order=cancelled, reason="断货")
    gone, foreign = shipped_order({make_sku(shop=shop): 1}), paid_order()
    part = paid_order({make_sku(shop=shop): 2})
    ship(part, quantities={part.lines.get().pk: 1}, tracking_number="SF0000000009")

    sheet = checked(
        client,
        shop,
        (good.number, "顺丰速运", "SF0000000001"),
        (good.number, "顺丰速运", "SF0000000002"),
        ("123", "顺丰速运", "SF0000000003"),
        (foreign.number, "顺丰速运", "SF0000000004"),
        (gone.number, "顺丰速运", "SF0000000005"),
        (cancelled.number, "顺丰速运", "SF0000000006"),
        (part.number, "顺丰速运", "SF0000000009"),
        ("2.61126E+17", "顺丰速运", "SF0000000007"),
    )

    assert [problem for _line, problem, _warning in found(sheet)] == [
        "",
        "和第 2 行是同一个订单",
        "店里没有这个订单",
        "店里没有这个订单",
        "现在是“待收货”，不用您发货",
        "现在是“已取消”，不用您发货",
        "这个订单已经登记过这个运单号",
        "“订单号”被表格软件变成了科学计数法，请用 xlsx 模板，或把单元格设为文本后重填",
    ]
    assert confirm(client, shop, sheet) == 1
    assert states_of(good, foreign, part) == ["shipped", "paid", "paid"]


@pytest.mark.parametrize(
    ("carrier", "number", "words"),
    [
        ("", "SF0000000001", "请填写承运商"),
        ("顺丰速运", "短", "运单号应为 6 到 40 位"),
        ("顺丰速运", "9" * 4_000, "运单号应为 6 到 40 位"),
        ("顺丰速运", "=HYPERLINK(1)", "运单号应为 6 到 40 位"),
    ],
)
def test_a_bad_cell_is_told(client, shop, carrier, number, words):
    [order] = waiting(shop)

    [(_line, problem, _warning)] = found(checked(client, shop, (order.number, carrier, number)))

    assert words in problem


def test_what_deserves_a_second_look_is_sent_all_the_same(client, shop):
    buyer = make_person()
    orders = [*waiting(shop, 2, buyer=buyer), *waiting(shop)]
    numbers = ["SF0000000001"] * 2 + ["QX0000000001"]
    carriers = ["顺丰速运"] * 2 + ["城里跑腿"]
    rows = [(o.number, c, n) for o, c, n in zip(orders, carriers, numbers, strict=True)]

    sheet = checked(client, shop, *rows)

    assert [warning for _line, _problem, warning in found(sheet)] == [
        "",
        "和第 2 行是同一个运单号，买家相同",
        "不是常见的承运商，买家点不开物流查询，请核对名称",
    ]
    assert confirm(client, shop, sheet) == 3


@pytest.mark.rule("B11.2")
def test_one_number_goes_to_one_buyer_at_one_address(client, shop):
    """Of the rows that share it none is sent: which of them the parcel goes to, nobody knows."""
    buyer = make_person()
    here, there = waiting(shop, 2, buyer=buyer)
    there.street = "另一条街 9 号"
    there.save(update_fields=["street"])
    orders = [here, there, *waiting(shop, 2)]
    numbers = ["SF0000000001"] * 3 + ["SF0000000002"]
    rows = [(order.number, "顺丰速运", number) for order, number in zip(orders, numbers, strict=True)]

    sheet = checked(client, shop, *rows)

    words = "和第 %d 行是同一个运单号，买家或收货地址却不同，请对照面单核对"
    assert [problem for _line, problem, _warning in found(sheet)] == [
        words % 3,
        words % 2,
        words % 2,
        "",
    ]
    assert confirm(client, shop, sheet) == 1


@pytest.mark.rule("B11.2")
def test_a_number_that_is_on_another_buyers_order_is_refused_and_of_other_shops_nothing_more_is_told(
    client, shop
):
    buyer = make_person()
    known = ship(paid_order({make_sku(shop=shop): 1}, buyer=buyer), tracking_number="SF0000000001")
    ship(paid_order(), tracking_number="SF0000000002")
    ship(paid_order(), tracking_number="SF0000000003", now=timezone.now() - timedelta(days=181))
    orders = [*waiting(shop), *waiting(shop, 1, buyer=buyer), *waiting(shop, 3)]
    sent = [("顺丰速运", n) for n in (1, 1, 2, 3)] + [("中通快递", 1)]
    rows = [(order.number, name, f"SF000000000{n}") for order, (name, n) in zip(orders, sent, strict=True)]

    sheets = [checked(client, shop, row, key=f"k{n}") for n, row in enumerate(rows)]

    number = known.order.number
    assert [told for sheet in sheets for _line, *told in found(sheet)] == [
        [f"运单号已登记在订单 {number}，买家或收货地址不同，请对照面单核对", ""],
        ["", f"运单号已登记在订单 {number}，买家和地址相同"],
        ["这个运单号已被使用，请对照面单核对", ""],
        ["", ""],
        ["", ""],
    ]


def test_a_number_that_was_free_when_checked_and_is_used_since_is_not_sent(client, shop):
    first, second = waiting(shop, 2)
    sheets = [
        checked(client, shop, (order.number, "顺丰速运", "SF0000000001"), key=order.number)
        for order in (first, second)
    ]

    assert [confirm(client, shop, sheet) for sheet in sheets] == [1, 0]

    [row] = sheets[1].rows.all()
    assert row.failure == f"运单号已登记在订单 {first.number}，买家或收货地址不同，请对照面单核对"
    assert not second.shipments.exists()


def test_a_strange_carrier_is_told_of_once_and_one_that_the_shop_has_used_never(client, shop):
    before, *orders = waiting(shop, 5)
    ship(before, carrier="城里跑腿", tracking_number="PT0000000001")
    names = ["城里跑腿", "云上飞", "云上飞", "城里跑腿"]
    rows = [
        (o.number, name, f"QX000000000{n}") for n, (o, name) in enumerate(zip(orders, names, strict=True))
    ]

    told = [bool(warning) for _line, _problem, warning in found(checked(client, shop, *rows))]

    assert told == [False, True, False, False]


@pytest.mark.rule("D7.3")
def test_of_what_a_buyer_has_ordered_elsewhere_a_shop_reads_no_number(client, shop):
    """The same buyer and address, at two shops: told of is at most that the number is in use."""
    buyer = make_person()
    elsewhere, mine, *orders = paid_order(buyer=buyer), *waiting(shop, 3, buyer=buyer)
    ship(mine, tracking_number="SF0000000002")
    ship(elsewhere, tracking_number="SF0000000001")
    ship(paid_order(buyer=buyer), tracking_number="SF0000000002")
    numbers = ["SF0000000001", "SF0000000002"]

    sheet = checked(client, shop, *[(o.number, "顺丰速运", n) for o, n in zip(orders, numbers, strict=False)])

    assert found(sheet) == [
        (2, "", "这个运单号已被使用，请对照面单核对"),
        (3, "", f"运单号已登记在订单 {mine.number}，买家和地址相同"),
    ]
    assert confirm(client, shop, sheet) == 2


@pytest.mark.rule("B11.2")
def test_a_number_of_another_buyers_is_refused_by_page_as_by_sheet_and_for_a_parcel_sent_anew(client, shop):
    first, order, again = *waiting(shop, 2), shipped_order({make_sku(shop=shop): 1})
    foreign = ship(paid_order(), tracking_number="SF0000000002")
    ship(first, tracking_number="SF0000000001")
    lost = again.shipments.get()
    parcel_reports.report(actor=again.buyer, shipment=lost, cause="damaged")

    def by_page(number):
        page = reverse("orders:seller_ship", args=[shop.slug, order.number])
        sent = {"carrier": "顺丰", "tracking_number": number, f"quantity_{order.lines.get().pk}": "1"}
        return client.post(page, sent).context["form"].errors["tracking_number"]

    def anew(number):
        with pytest.raises(DomainError) as refused:
            parcel_reports.resend(actor=None, shipment=lost, carrier="顺丰", tracking_number=number)
        return [str(refused.value)]

    own = [f"运单号已登记在订单 {first.number}，买家或收货地址不同，请对照面单核对"]
    others = ["这个运单号已被使用，请对照面单核对"]
    told = [way(number) for way in (by_page, anew) for number in ("SF0000000001", "sf0000000002")]
    assert told == [own, others] * 2
    assert list(Shipment.objects.order_by("pk").values_list("order", flat=True)) == [
        again.pk,
        foreign.order_id,
        first.pk,
    ]
