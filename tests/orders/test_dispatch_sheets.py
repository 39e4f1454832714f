"""A sheet of tracking numbers: downloaded, checked, done. (B11.2)"""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from merchants.models import MemberRole
from orders.models import DispatchSheet, Shipment
from orders.services import cancel_requests, cancellations, dispatch_sheets

from .factories import make_member, make_person, make_shop
from .sheets import at, checked, confirm, file_of, found, states_of, upload, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    shop = make_shop()
    client.force_login(make_member(shop, MemberRole.ORDERS))
    return shop


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
