"""A sheet of tracking numbers: downloaded, checked, done; and all that can be wrong. (B11.2)"""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from merchants.models import MemberRole
from orders import tasks
from orders.models import DispatchSheet, Order, Shipment
from orders.services import cancel_requests, cancellations, dispatch_sheets
from tests.catalog.sheets import csv_bytes

from .factories import make_member, make_person, make_shop, make_sku, paid_order, ship, shipped_order

pytestmark = pytest.mark.django_db

COLUMNS = ["订单号", "承运商", "运单号", "商品"]


@pytest.fixture
def shop(client):
    shop = make_shop()
    client.force_login(make_member(shop, MemberRole.ORDERS))
    return shop


def at(shop, rest=""):
    return f"/seller/{shop.slug}/orders/numbers/{rest}"


def waiting(shop, n=1, **over):
    return [paid_order({make_sku(shop=shop): 1}, **over) for _ in range(n)]


def file_of(*rows, encoding="utf-8", delimiter=","):
    rows = [dict(zip(COLUMNS, row, strict=False)) for row in rows]
    content = csv_bytes(rows, encoding=encoding, delimiter=delimiter, columns=COLUMNS)
    return SimpleUploadedFile("单号.csv", content)


def upload(client, shop, file, key="k"):
    return client.post(at(shop), {"file": file, "key": key})


def checked(client, shop, *rows, key="k", **over):
    response = upload(client, shop, file_of(*rows, **over), key=key)
    assert response.status_code == 302, response.context["form"].errors
    return DispatchSheet.objects.latest("id")


def found(sheet):
    return list(sheet.rows.values_list("line", "problem", "warning"))


def confirm(client, shop, sheet):
    client.post(at(shop, f"{sheet.pk}/ship/"))
    return tasks.work_on_dispatch_sheet(sheet.pk)


def states_of(*orders):
    return [Order.objects.get(pk=order.pk).state for order in orders]


@pytest.mark.rule("B11.2")
def test_a_sheet_is_checked_first_and_sent_when_it_is_agreed_to(client, shop):
    one, two = waiting(shop, 2)

    sheet = checked(
        client, shop, (one.number, "顺丰", "sf 0000000001"), (two.number, "圆通速递", "ＹＴ00000002")
    )
    assert states_of(one, two) == ["paid", "paid"]
    assert "2 单可以发货，还没有发" in client.get(at(shop, f"{sheet.pk}/")).content.decode()

    assert confirm(client, shop, sheet) == 2
    assert states_of(one, two) == ["shipped", "shipped"]
    assert sorted(Shipment.objects.values_list("carrier", "tracking_number")) == [
        ("圆通速递", "YT00000002"),
        ("顺丰速运", "SF0000000001"),
    ]
    assert "2 单已发货" in client.get(at(shop, f"{sheet.pk}/")).content.decode()


@pytest.mark.rule("B11.2")
def test_who_confirms_a_sheet_is_on_record_as_who_sent_it(client, shop):
    [order] = waiting(shop)
    sheet = checked(client, shop, (order.number, "顺丰速运", "SF0000000001"))
    colleague = make_member(shop, MemberRole.ORDERS)
    client.force_login(colleague)

    confirm(client, shop, sheet)

    sheet.refresh_from_db()
    assert (sheet.started_by, sheet.uploaded_by == colleague) == (colleague, False)
    assert Shipment.objects.get().shipped_by == colleague


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


@pytest.mark.rule("D7.2")
def test_what_its_buyer_wants_to_cancel_is_not_in_the_file_and_the_page_says_how_many(client, shop):
    good, unwanted = waiting(shop, 2)
    cancel_requests.ask(actor=unwanted.buyer, order=unwanted)

    csv = b"".join(client.get(at(shop, "waiting/csv/")).streaming_content).decode("utf-8-sig")

    assert (good.number in csv, unwanted.number in csv) == (True, False)
    assert "有 1 单买家申请取消，没有放进表格" in client.get(at(shop)).content.decode()


def test_an_order_cancelled_meanwhile_is_named_and_the_others_go(client, shop):
    one, two = waiting(shop, 2)
    sheet = checked(
        client, shop, (one.number, "顺丰速运", "SF0000000001"), (two.number, "顺丰速运", "SF0000000002")
    )
    cancellations.give_up(actor=None, order=one, reason="断货")

    assert confirm(client, shop, sheet) == 1

    page = client.get(at(shop, f"{sheet.pk}/")).content.decode()
    assert "1 单已发货" in page
    assert one.number in page
    assert "当前状态是“已取消”" in page
    assert sheet.rows.get(order=two).shipment.tracking_number == "SF0000000002"


def test_a_double_press_and_two_workers_send_once(client, shop):
    [order] = waiting(shop)
    row = (order.number, "顺丰速运", "SF0000000001")

    for _ in range(2):
        upload(client, shop, file_of(row))
    sheet = DispatchSheet.objects.get()

    assert [confirm(client, shop, sheet) for _ in range(2)] == [1, 0]
    assert Shipment.objects.count() == 1
    assert DispatchSheet.objects.get().state == "done"


def test_a_row_that_another_worker_has_sent_is_left_alone(client, shop):
    [order] = waiting(shop)
    sheet = checked(client, shop, (order.number, "顺丰速运", "SF0000000001"))
    stale = sheet.rows.select_related("order").get()
    confirm(client, shop, sheet)

    assert dispatch_sheets._done(sheet.uploaded_by, stale) is False

    row = sheet.rows.get()
    assert (row.failure, row.shipment is None) == ("", False)


def test_a_sheet_whose_worker_never_came_is_found_again(client, shop):
    [order] = waiting(shop)
    sheet = checked(client, shop, (order.number, "顺丰速运", "SF0000000001"))
    client.post(at(shop, f"{sheet.pk}/ship/"))
    sheet.refresh_from_db()

    assert dispatch_sheets.waiting(now=sheet.started_at) == []
    assert dispatch_sheets.waiting(now=sheet.started_at + dispatch_sheets.PATIENCE * 2) == [sheet.pk]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        ("订单号,承运商\n1,2\n".encode(), "表头缺少这些列：运单号"),
        ("订单号,承运商,运单号\n".encode(), "表格只有表头，没有内容"),
        ("订单号,承运商,运单号\n1,顺丰速运,\n".encode(), "一个运单号也没有填"),
        (b"PK\x03\x04nonsense", "xlsx 文件损坏"),
        (b"\x00\x01\x02", "这不是文本表格"),
        (("订单号,承运商,运单号\n" + "1,a,SF1234567\n" * 2_001).encode(), "一次最多导入 2000 行"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_in_a_sentence(client, shop, content, words):
    response = upload(client, shop, SimpleUploadedFile("x.csv", content))

    assert response.status_code == 400
    assert words in response.content.decode()
    assert not DispatchSheet.objects.exists()


def test_the_download_can_be_filled_in_and_has_nothing_of_the_buyer(client, shop):
    [order] = waiting(shop)
    order.lines.update(name="=cmd|' /C calc'!A0")

    content = client.get(at(shop, "waiting/xlsx/")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [str(cell.value) for row in book.worksheets[0] for cell in row]
    assert order.number in cells
    assert not [cell for cell in cells if "王小明" in cell or "文三路" in cell or "138123" in cell]
    sheet = book.worksheets[0]
    sheet["B2"], sheet["C2"] = "顺丰速运", "SF0000000001"
    filled = io.BytesIO()
    book.save(filled)
    upload(client, shop, SimpleUploadedFile("x.xlsx", filled.getvalue()))

    assert found(DispatchSheet.objects.get()) == [(2, "", "")]
    csv = b"".join(client.get(at(shop, "waiting/csv/")).streaming_content).decode("utf-8-sig")
    assert "'=cmd" in csv


def test_all_findings_are_in_a_file_whose_cells_are_no_formulas(client, shop):
    sheet = checked(client, shop, ("=1+1", "=2", "-3"))

    csv = b"".join(client.get(at(shop, f"{sheet.pk}/found/csv/")).streaming_content).decode("utf-8-sig")

    assert "店里没有这个订单" in csv
    assert "'-3" in csv
    assert client.get(at(shop, f"{sheet.pk}/found/pdf/")).status_code == 404


def test_another_shops_sheet_does_not_exist(client, shop):
    sheet = DispatchSheet.objects.create(shop=make_shop(), file_name="x", uploaded_by=make_person())

    assert client.get(at(shop, f"{sheet.pk}/")).status_code == 404
    assert client.post(at(shop, f"{sheet.pk}/ship/")).status_code == 404


def test_pages_cost_the_same_however_many_rows(client, shop, django_assert_max_num_queries):
    orders = waiting(shop, 5)
    rows = [(order.number, "城里", f"SF000000000{n}") for n, order in enumerate(orders)]
    with django_assert_max_num_queries(25):
        sheet = checked(client, shop, *rows)
    with django_assert_max_num_queries(8):
        client.get(at(shop, f"{sheet.pk}/"))


def test_old_sheets_are_let_go_of_and_their_parcels_stay(client, shop):
    [order] = waiting(shop)
    sheet = checked(client, shop, (order.number, "顺丰速运", "SF0000000001"))
    confirm(client, shop, sheet)

    assert dispatch_sheets.purge(now=sheet.at + dispatch_sheets.KEPT * 2) == 1
    assert Shipment.objects.count() == 1
