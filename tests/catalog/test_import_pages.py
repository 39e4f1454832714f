"""The portal's import pages, from the upload to the undo, as a browser meets them."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.imports import cells, templates
from catalog.models import ImportRun, Movement, Product
from catalog.services import import_runs, imports
from mall.errors import DomainError
from merchants.models import MemberRole
from tests.merchants.factories import make_member, make_shop, owner_of

from .editing import at
from .factories import make_leaf, set_price
from .sheets import csv_bytes, rows_of, xlsx_bytes
from .test_import_runs import imported, sheet, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shelf():
    make_leaf("饮食", "茶")


def send(browser, shop, *overs: dict, key: str = "a", file=None, **how):
    data = {"key": key, "file": file or sheet(*(overs or ({},)))}
    return browser.post(at("goods_import", shop), data, **how)


def checked(browser, shop, *overs: dict, key: str = "a") -> ImportRun:
    send(browser, shop, *overs, key=key)
    return work(ImportRun.objects.for_shop(shop).first())


def page(browser, name: str, shop, *args, **query) -> str:
    response = browser.get(at(name, shop, *args), query)
    assert response.status_code == 200
    return response.content.decode()


def step(browser, shop, run: ImportRun, act: str):
    return browser.post(at("goods_import_step", shop, run.pk, act), follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.rule("F6.1")
def test_a_sheet_is_watched_shown_first_and_imported_when_confirmed(seller, shop):
    sent = send(seller, shop, {}, {cells.CODE: "T-2", cells.ORIGIN: ""})
    run = ImportRun.objects.get()
    address, progress = at("goods_import_run", shop, run.pk), at("goods_import_progress", shop, run.pk)
    assert (sent.status_code, sent.url) == (302, address)
    assert send(seller, shop, {}, {cells.CODE: "T-2", cells.ORIGIN: ""}).url == address

    waiting = page(seller, "goods_import_run", shop, run.pk)
    assert [part in waiting for part in (progress, "<noscript><meta", "取消检查", "确认导入")] == [
        True,
        True,
        True,
        False,
    ]
    import_runs.beat(import_runs.claim(run.pk), "comparing", 1, 2)
    fragment = seller.get(progress)
    assert "正在与店里的商品比较：1 / 2" in fragment.content.decode()
    assert "HX-Refresh" not in fragment.headers

    ImportRun.objects.update(heartbeat_at=None)
    work(run)
    assert seller.get(progress).headers["HX-Refresh"] == "true"
    shown = page(seller, "goods_import_run", shop, run.pk)
    assert [part in shown for part in ("检查通过，还没有写入", "1 个商品留为草稿", "缺少产地")] == [True] * 3
    assert Product.objects.count() == 0

    assert step(seller, shop, run, "confirm").redirect_chain == [(address, 302)]
    work(run)
    done = page(seller, "goods_import_run", shop, run.pk)
    assert [part in done for part in ("撤销这次导入", "确认导入</button>")] == [True, False]
    assert Product.objects.count() == 2
    history = page(seller, "goods_import", shop)
    assert [part in history for part in ("茶.csv", "新增 2 · 更新 0 · 未变 0", "已导入")] == [True] * 3


def test_what_changes_is_shown_beside_what_there_was(seller, shop):
    imported(owner_of(shop), shop)

    run = checked(seller, shop, {cells.PRICE: "99.00"})

    shown = page(seller, "goods_import_run", shop, run.pk)
    assert "<del>128.00</del>" in shown
    assert "<ins>99.00</ins>" in shown
    same = checked(seller, shop, {}, key="b")
    answer = step(seller, shop, same, "confirm")
    assert said(answer) == ["表格和店里的商品完全一致，不用导入。"]
    assert "确认导入</button>" not in answer.content.decode()


@pytest.mark.rule("F6.1")
def test_bad_cells_are_named_on_the_page_and_in_files_and_cannot_be_confirmed(seller, shop):
    run = checked(seller, shop, {}, {cells.CODE: "T-2", cells.PRICE: "=1+1"})

    shown = page(seller, "goods_import_run", shop, run.pk)
    assert [part in shown for part in ("有 1 处问题", "第 3 行", "=1+1", "确认导入")] == [True] * 3 + [False]
    as_csv = seller.get(at("goods_import_report", shop, run.pk, "check", "csv"))
    as_xlsx = seller.get(at("goods_import_report", shop, run.pk, "check", "xlsx"))
    lines = list(csv.reader(io.StringIO(as_csv.getvalue().decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx.content))
    assert lines[1][:2] + lines[1][4:6] == ["问题", "第 3 行", "销售价", "'=1+1"]
    assert [cell.value for cell in book.worksheets[0][2]][4:6] == ["销售价", "=1+1"]
    assert {reply["Cache-Control"] for reply in (as_csv, as_xlsx)} == {"private, no-store"}
    assert len(said(step(seller, shop, run, "confirm"))) == 1
    assert Product.objects.count() == 0


def test_a_sheet_is_cancelled_and_checked_again(seller, shop):
    send(seller, shop)
    run = ImportRun.objects.get()
    busy = send(seller, shop, {cells.CODE: "T-2"}, key="b")
    assert busy.status_code == 400
    assert busy.context["form"].errors["file"] == ["店里有另一张表格正在处理，请等它完成，或先取消它。"]

    cancelled = step(seller, shop, run, "cancel")
    assert said(cancelled) == ["已取消，店里的商品没有任何改动。"]
    assert "重新检查这个文件" in cancelled.content.decode()
    assert len(said(step(seller, shop, run, "cancel"))) == 1

    step(seller, shop, run, "retry")
    assert work(run).state == "checked"
    other = checked(seller, shop, {cells.CODE: "T-2"}, key="b")
    run.refresh_from_db()
    assert (run.state, other.state) == ("cancelled", "checked")


def test_the_sheet_comes_back_as_it_was_to_who_keeps_the_goods(seller, shop, client):
    data = xlsx_bytes(rows_of({}))
    send(seller, shop, file=SimpleUploadedFile("茶.xlsx", data))
    run = work(ImportRun.objects.get())
    address = reverse("uploads:private", args=[run.file_id])

    assert (run.state, address in page(seller, "goods_import_run", shop, run.pk)) == ("checked", True)
    assert seller.get(address).getvalue() == data
    client.force_login(owner_of(make_shop()))
    assert client.get(address).status_code == 404


@pytest.mark.rule("F6.1")
def test_an_undo_is_looked_at_asked_for_and_leaves_no_trace_in_the_shop(seller, shop):
    owner = owner_of(shop)
    run = imported(owner, shop, {}, {cells.CODE: "T-2", cells.NAME: "高山红茶"})
    kept = Product.objects.select_related("shop").get(code="T-2").skus.select_related("product").get()
    set_price(actor=owner, sku=kept, price=1)

    preview = seller.get(at("goods_import_undo", shop, run.pk))
    assert (preview.context["undo"]["removed"], preview.context["undo"]["kept_count"]) == (1, 1)
    assert "导入后改过价格" in preview.content.decode()
    address = at("goods_import_run", shop, run.pk)
    asked = [seller.post(at("goods_import_undo", shop, run.pk)) for _again in range(2)]
    assert [reply.url for reply in asked] == [address, address]
    work(run)

    undone = page(seller, "goods_import_run", shop, run.pk)
    assert [part in undone for part in ("撤销的结果", "导入后改过价格", "撤销这次导入")] == [
        True,
        True,
        False,
    ]
    report = seller.get(at("goods_import_report", shop, run.pk, "undo", "csv")).getvalue().decode()
    assert "没有撤销,,T-2,高山红茶,250 克" in report
    assert seller.get(at("goods_import_undo", shop, run.pk)).url == address
    goods, ledger = page(seller, "goods", shop), page(seller, "goods_stock", shop)
    gone = Product.objects.exclude(pk=kept.product_id).get()
    assert [words in goods for words in ("高山红茶", "高山绿茶", "state=removed")] == [True, False, False]
    assert Movement.objects.filter(sku__product=gone).count() == 2
    assert "高山绿茶" in ledger
    links = [at("goods_edit", shop, product.pk) in ledger for product in (kept.product, gone)]
    assert links == [True, False]


def test_an_import_that_is_not_the_last_says_why_it_stays(seller, shop):
    owner = owner_of(shop)
    first = imported(owner, shop)
    imported(owner, shop, {cells.CODE: "T-2"}, key="b")

    assert "只能撤销最近一次导入" in page(seller, "goods_import_run", shop, first.pk)
    assert seller.get(at("goods_import_undo", shop, first.pk)).status_code == 302
    refused = seller.post(at("goods_import_undo", shop, first.pk), follow=True)
    assert len(said(refused)) == 1
    assert Product.objects.for_shop(shop).count() == 2


def test_another_shops_run_is_not_found_and_who_keeps_no_goods_is_refused(seller, shop, client):
    foreign = imported(owner_of(other := make_shop()), other)
    own = imported(owner_of(shop), shop)

    def answers(browser, run):
        reading = [
            at("goods_import_run", shop, run.pk),
            at("goods_import_progress", shop, run.pk),
            at("goods_import_undo", shop, run.pk),
            at("goods_import_report", shop, run.pk, "check", "csv"),
        ]
        writing = [
            *(at("goods_import_step", shop, run.pk, act) for act in ("confirm", "cancel", "retry")),
            at("goods_import_undo", shop, run.pk),
        ]
        return {browser.get(path).status_code for path in reading} | {
            browser.post(path).status_code for path in writing
        }

    assert answers(seller, foreign) == {404}
    client.force_login(make_member(shop, MemberRole.ORDERS).user)
    assert answers(client, own) == {403}
    assert send(client, shop).status_code == 403
    assert list(ImportRun.objects.order_by("pk").values_list("state", flat=True)) == ["done", "done"]


def test_what_no_page_offers_is_not_found(seller, shop):
    run = imported(owner_of(shop), shop)
    asked = [
        seller.post(at("goods_import_step", shop, run.pk, "finish")),
        seller.get(at("goods_import_report", shop, run.pk, "secrets", "csv")),
        seller.get(at("goods_import_report", shop, run.pk, "check", "pdf")),
        seller.get(at("goods_import_template", shop, "pdf")),
    ]

    assert [reply.status_code for reply in asked] == [404] * 4
    gone = seller.get(at("goods_import_report", shop, run.pk, "undo", "csv"), follow=True)
    assert said(gone) == ["没有可下载的结果，或者已过保存期限。"]


@pytest.mark.parametrize(
    ("name", "kept"), [("a\x00b.csv", "ab.csv"), ("<b>.csv", "<b>.csv"), ("茶" * 250 + ".csv", "茶" * 200)]
)
def test_a_sheet_is_taken_whatever_it_is_called(seller, shop, name, kept):
    file = sheet(name="x.csv")
    file._name = name  # as a browser may send it, before anybody tidies it

    send(seller, shop, file=file)

    run = ImportRun.objects.get()
    assert run.file_name == kept
    assert "<b>" not in page(seller, "goods_import_run", shop, run.pk)


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\0", b"PK\x03\x04"])
def test_a_file_that_is_no_sheet_gets_one_sentence_and_a_way_on(seller, shop, data):
    answer = send(seller, shop, file=SimpleUploadedFile("x.csv", data))

    if answer.status_code == 302:
        run = work(ImportRun.objects.get())
        shown = page(seller, "goods_import_run", shop, run.pk)
        assert [run.state, run.failure in shown, "换一个文件" in shown] == ["refused", True, True]
    else:
        assert (answer.status_code, len(answer.context["form"].errors["file"])) == (400, 1)


def test_a_template_with_nothing_but_its_example_is_no_goods(seller, shop):
    for ending in ("csv", "xlsx"):
        file = io.BytesIO(b"".join(seller.get(at("goods_import_template", shop, ending))))
        with pytest.raises(DomainError, match="只有模板的例子"):
            imports.read(file, name="t")


def test_the_example_would_do_as_it_is_were_it_somebodys_own(seller, shop):
    mine = templates.EXAMPLE | {cells.NAME: "高山绿茶"}
    sheet = io.BytesIO(csv_bytes([{**dict.fromkeys(cells.COLUMNS, ""), **mine}]))

    plan = imports.plan(shop=shop, sheet=imports.read(sheet, name="t"))

    assert (len(plan.problems), plan.created, len(plan.drafts)) == (0, 1, 0)


def test_the_history_takes_as_many_queries_whatever_it_holds(
    seller, shop, django_assert_max_num_queries, django_assert_num_queries
):
    page(seller, "goods_import", shop)  # what a process keeps is read now
    runs = [ImportRun(shop=shop, state="done", file_name=f"{n}.csv", digest="0" * 64) for n in range(21)]
    ImportRun.objects.bulk_create(runs[:1])
    with django_assert_max_num_queries(8) as few:
        page(seller, "goods_import", shop)

    ImportRun.objects.bulk_create(runs[1:])
    with django_assert_num_queries(len(few)):
        page(seller, "goods_import", shop)
    assert "0.csv" in page(seller, "goods_import", shop, page="2")
