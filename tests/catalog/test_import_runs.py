"""An import's way: uploaded once, checked and carried out by workers, of whom any may die at any time."""

import io
import itertools
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from catalog import rules, tasks
from catalog.imports import cells, findings, plans
from catalog.models import ImportChange, ImportRun, Movement, PriceRecord, Product
from catalog.services import import_runs, import_work, imports
from catalog.states import IMPORT
from mall.accounts.models import User
from mall.audit.models import Act
from mall.errors import DomainError
from mall.transitions import ForbiddenMove
from mall.uploads.models import PrivateFile
from tests.ground.factories import at_once
from tests.merchants.factories import make_member, make_shop, make_user

from .factories import make_leaf
from .sheets import csv_bytes, rows_of

pytestmark = pytest.mark.django_db

# Queries for each part of a sheet that is all new.
A_PART_CHECKED, A_PART_IMPORTED = 1, 10


@pytest.fixture
def shop():
    make_leaf("饮食", "茶")
    return make_shop()


@pytest.fixture
def seller(shop):
    return make_member(shop, "goods").user


def sheet(*overs: dict, name: str = "茶.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, csv_bytes(rows_of(*overs)))


def upload(seller, shop, *overs: dict, key: str = "k" * 32) -> ImportRun:
    return import_runs.upload(actor=seller, shop=shop, file=sheet(*(overs or ({},))), key=key)


def work(run: ImportRun, **kwargs) -> ImportRun:
    """What a worker does, without its signs of life."""
    import_work.work(import_runs.claim(run.pk), **kwargs)
    run.refresh_from_db()
    return run


def imported(seller, shop, *overs: dict, key: str = "k" * 32) -> ImportRun:
    run = work(upload(seller, shop, *overs, key=key))
    return work(import_runs.confirm(actor=seller, run=run))


def queries_of(call) -> int:
    """How many queries ``call`` takes, beside those for figures, which a process keeps for seconds."""
    with CaptureQueriesContext(connection) as taken:
        call()
    # Of a prepared statement the driver keeps no text.
    return sum("rulebook_amendment" not in (query["sql"] or "") for query in taken)


def files_kept() -> set[Path]:
    return {path for path in Path(storages["private"].location).rglob("*") if path.is_file()}


def rows_of_the_shop() -> tuple:
    tables = (Product, PriceRecord, Movement, ImportChange)
    return tuple(list(table.objects.order_by("pk").values()) for table in tables)


@pytest.mark.rule("F6.1")
def test_a_check_writes_nothing_and_says_what_an_import_would_do(shop, seller):
    before = rows_of_the_shop()

    run = work(upload(seller, shop, {}, {cells.CODE: "T-2", cells.ORIGIN: ""}))

    assert rows_of_the_shop() == before
    assert (run.state, run.rows, run.created, run.updated, run.unchanged) == ("checked", 2, 2, 0, 0)
    assert run.drafts == [{"code": "T-2", "name": "高山绿茶", "problems": ["origin"]}]
    assert run.preview[0]["lines"] == [["规格", "250 克", "", "128.00 元，库存 50"]]


def test_what_is_confirmed_is_imported_and_the_same_sheet_again_changes_nothing(shop, seller):
    first = imported(seller, shop)

    again = work(upload(seller, shop, key="another"))

    assert (first.state, first.created, first.imported_by) == ("done", 1, seller)
    assert (again.state, again.changes_nothing, again.unchanged) == ("checked", True, 1)
    with pytest.raises(DomainError, match="完全一致"):
        import_runs.confirm(actor=seller, run=again)
    verbs = Act.objects.about(first).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [
        "import.upload", "import.pass", "import.confirm", "import.finish",
    ]  # fmt: skip


def test_a_change_is_shown_with_the_old_beside_the_new(shop, seller):
    imported(seller, shop)

    run = work(upload(seller, shop, {cells.NAME: "高山红茶", cells.PRICE: "99", cells.STOCK: "60"}, key="b"))

    assert (run.created, run.updated) == (0, 1)
    assert run.preview[0]["lines"] == [
        ["商品名称", "", "高山绿茶", "高山红茶"],
        ["销售价", "250 克", "128.00", "99.00"],
        ["库存", "250 克", "50", "60"],
    ]


@pytest.mark.rule("F6.1")
def test_every_problem_is_in_the_file_and_the_first_hundred_on_the_page(shop, seller):
    bad = [{cells.CODE: f"T-{i}", cells.PRICE: "=1+1"} for i in range(120)]

    run = work(upload(seller, shop, *bad))

    found = list(findings.read(run.pk, findings.CHECK))
    assert (run.state, run.problem_count, len(run.problems), len(found)) == ("refused", 120, 100, 120)
    assert {name: found[119][name] for name in ("row", "column", "value")} == {
        "row": 121,
        "column": "销售价",
        "value": "=1+1",
    }
    with pytest.raises(ForbiddenMove):
        import_runs.confirm(actor=seller, run=run)


def test_a_file_that_is_no_sheet_ends_with_its_sentence(shop, seller):
    file = SimpleUploadedFile("x.csv", b"\x00\x01\x02")

    run = work(import_runs.upload(actor=seller, shop=shop, file=file, key="k"))

    assert (run.state, run.problem_count) == ("refused", 0)
    assert run.failure == "这不是文本表格，请上传 CSV 或 xlsx 文件。"


def test_the_same_upload_twice_is_one_run_with_one_file(shop, seller):
    before = files_kept()
    first = upload(seller, shop)
    second = upload(seller, shop)
    from_another_tab = upload(seller, shop, key="other")

    assert {first.pk, second.pk, from_another_tab.pk} == {ImportRun.objects.get().pk}
    assert PrivateFile.objects.count() == 1
    assert len(files_kept() - before) == 1


def test_another_sheet_waits_for_the_one_in_hand_and_takes_the_place_of_one_that_waits(shop, seller):
    first = upload(seller, shop)
    with pytest.raises(import_runs.AlreadyAtWork):
        upload(seller, shop, {cells.CODE: "T-2"}, key="b")
    work(first)

    second = upload(seller, shop, {cells.CODE: "T-2"}, key="b")

    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "checking")


def test_an_import_whose_findings_cannot_be_kept_is_done_all_the_same(shop, seller):
    run = import_runs.confirm(actor=seller, run=work(upload(seller, shop)))
    place = Path(storages["private"].location) / findings.FOLDER / f"{run.pk}-check.jsonl.gz"
    place.unlink()
    (place / "in the way").mkdir(parents=True)

    assert tasks.work_on_import(run.pk)

    run.refresh_from_db()
    assert (run.state, run.failure, Product.objects.count()) == ("done", "", 1)


def test_a_second_confirmation_changes_nothing(shop, seller):
    run = imported(seller, shop)
    assert import_runs.confirm(actor=seller, run=run).state == "done"
    assert import_runs.claim(run.pk) is None


def test_a_cancelled_check_stops_and_writes_nothing(shop, seller):
    run = upload(seller, shop)
    claimed = import_runs.claim(run.pk)
    import_runs.cancel(actor=seller, run=run)

    assert import_runs.beat(claimed, "reading", 1, 0) is False
    with pytest.raises(imports.Superseded):
        import_work.work(claimed)
    run.refresh_from_db()
    assert (run.state, run.rows) == ("cancelled", 0)


def test_one_worker_takes_a_run_in_hand(shop, seller):
    run = upload(seller, shop)
    assert import_runs.claim(run.pk).attempt == 1
    assert import_runs.claim(run.pk) is None


def test_a_run_whose_worker_fell_silent_is_marked_and_can_be_checked_again(shop, seller):
    User.objects.filter(pk=seller.pk).update(locale="en")
    run = upload(seller, shop)
    import_runs.claim(run.pk, now=timezone.now() - import_runs.SILENCE - timedelta(seconds=1))

    assert import_runs.tend() == 1

    run.refresh_from_db()
    with override("en"):
        assert (run.state, run.failure) == ("failed", str(import_runs.DIED))
    again = work(import_runs.retry(actor=seller, run=run))
    assert (again.state, again.failure, again.attempt) == ("checked", "", 2)


@pytest.mark.rule("F6.1")
def test_a_worker_that_was_only_slow_writes_nothing_once_another_has_taken_over(shop, seller):
    run = work(upload(seller, shop))
    slow = import_runs.claim(import_runs.confirm(actor=seller, run=run).pk)
    import_runs.tend(now=timezone.now() + import_runs.SILENCE + timedelta(seconds=1))
    run.refresh_from_db()
    work(import_runs.retry(actor=seller, run=run))
    import_runs.confirm(actor=seller, run=run)

    with pytest.raises(imports.Superseded):
        import_work.work(slow)

    assert Product.objects.count() == 0
    assert work(run).state == "done"


def test_what_the_shop_changed_after_the_check_keeps_the_whole_sheet_out(shop, seller):
    run = work(upload(seller, shop, {}, {cells.CODE: "T-2"}))
    shop_sheet = imports.read(
        io.BytesIO(csv_bytes(rows_of({cells.SPEC: '{"颜色": "红"}'}))), name="other.csv"
    )
    imports.run(actor=None, shop=shop, sheet=shop_sheet)

    run = work(import_runs.confirm(actor=seller, run=run))

    assert (run.state, Product.objects.count()) == ("failed", 1)
    assert "规格名称与店里已有的不一致" in run.failure


def test_the_sheet_and_what_it_changed_are_kept_for_their_term(shop, seller):
    before = files_kept()
    run = imported(seller, shop)
    waiting = work(upload(seller, shop, {cells.CODE: "T-2"}, key="b"))
    kept = rules.BULK_LISTINGS.figure("kept")

    assert import_runs.purge(now=timezone.now() + kept - timedelta(minutes=1)) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, **_: call())
        assert import_runs.purge(now=timezone.now() + kept + timedelta(minutes=1)) == 2

    run.refresh_from_db()
    waiting.refresh_from_db()
    assert (run.state, run.file, waiting.state) == ("done", None, "cancelled")
    assert (PrivateFile.objects.count(), ImportChange.objects.count()) == (0, 0)
    assert files_kept() == before
    assert not findings.exists(run.pk, findings.CHECK)
    with pytest.raises(DomainError, match="保存期限"):
        import_runs.retry(actor=seller, run=waiting)


def test_only_who_keeps_the_goods_may_have_the_sheet_back(shop, seller):
    run = upload(seller, shop)
    others = [make_member(shop, "orders").user, make_user(), make_member(make_shop(), "owner").user]

    assert [run.may_open(person, run.file) for person in (seller, *others)] == [True, False, False, False]


@pytest.mark.parametrize(("state", "action", "lawful"), list(IMPORT.pairs()))
def test_a_run_moves_only_as_its_table_says(state, action, lawful):
    run = ImportRun.objects.create(shop=make_shop(), state=state, file_name="x", digest="0" * 64)

    if lawful:
        assert imports.end(run=run, action=action, actor=None).state == IMPORT.moves[action].target
    else:
        with pytest.raises(ForbiddenMove):
            imports.end(run=run, action=action, actor=None)


def test_every_part_of_a_sheet_takes_the_same_few_queries_whatever_is_in_it(shop, seller, monkeypatch):
    numbers = itertools.count()

    def taken(rows: int, parts: int) -> tuple[int, int]:
        """Queries of a check and of an import."""
        monkeypatch.setattr(plans, "A_PART", rows)
        codes = [f"T-{next(numbers)}" for _row in range(rows * parts)]
        run = upload(seller, shop, *({cells.CODE: code} for code in codes), key=codes[0])
        checking = queries_of(lambda: work(run))
        import_runs.confirm(actor=seller, run=run)
        importing = queries_of(lambda: work(run))
        assert run.created == len(codes)
        return checking, importing

    taken(1, 1)  # what a process keeps is read now
    small, large = (
        [more - few for few, more in zip(taken(rows, 2), taken(rows, 4), strict=True)] for rows in (5, 15)
    )

    assert small == large
    assert [growth / 2 for growth in small] == [A_PART_CHECKED, A_PART_IMPORTED]


# --- With connections of their own ---


@pytest.mark.django_db(transaction=True)
def test_two_uploads_in_the_same_moment_are_one_run(shop, seller):
    outcomes = at_once(lambda: upload(seller, shop, key="a").pk, lambda: upload(seller, shop, key="b").pk)

    runs = set(ImportRun.objects.values_list("pk", flat=True))
    assert len(runs) == 1
    assert all(one in runs or isinstance(one, import_runs.AlreadyAtWork) for one in outcomes)


@pytest.mark.django_db(transaction=True)
def test_the_task_gives_signs_of_life_and_does_the_work(shop, seller, monkeypatch):
    monkeypatch.setattr(tasks, "EVERY", 0.01)
    run = upload(seller, shop)

    assert tasks.work_on_import(run.pk) is True
    import_runs.confirm(actor=seller, run=run)
    assert tasks.work_on_import(run.pk) is True

    run.refresh_from_db()
    assert (run.state, Product.objects.count()) == ("done", 1)
    assert tasks.work_on_import(run.pk) is False


KILLED = """
import django; django.setup()
import time, sys
from catalog.services import import_runs, import_work, stock
stock.set_on_hand_many = lambda **_: (print("writing", flush=True), time.sleep(60))
import_work.work(import_runs.claim(int(sys.argv[1])))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_an_import_leaves_nothing_half_done(shop, seller):
    run = work(upload(seller, shop))
    import_runs.confirm(actor=seller, run=run)
    place = connection.settings_dict
    query = f"?host={place['HOST']}" + (f"&port={place['PORT']}" if place["PORT"] else "")
    env = os.environ | {
        "DATABASE_URL": f"postgresql://{place['USER']}:{place['PASSWORD']}@/{place['NAME']}{query}",
        "DJANGO_SETTINGS_MODULE": "mall.settings",
        "PRIVATE_ROOT": storages["private"].location,
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(run.pk)], env=env, cwd=configured.BASE_DIR, stdout=subprocess.PIPE
    )
    with worker:
        assert worker.stdout.readline() == b"writing\n"
        worker.send_signal(signal.SIGKILL)
    time.sleep(0.2)

    assert import_runs.tend(now=timezone.now() + import_runs.SILENCE + timedelta(seconds=1)) == 1
    run.refresh_from_db()
    assert (run.state, Product.objects.count(), PriceRecord.objects.count()) == ("failed", 0, 0)
    run = work(import_runs.retry(actor=seller, run=run))
    assert work(import_runs.confirm(actor=seller, run=run)).created == 1
