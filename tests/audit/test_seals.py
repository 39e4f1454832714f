import threading
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from mall.audit import seals
from mall.audit.models import Act, Look, Seal
from mall.audit.services import record, record_look
from mall.audit.tasks import seal_audit
from tests.ground.factories import at_once, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def act(verb: str = "v") -> Act:
    return record(actor=None, verb=verb, subject=Seal(pk=1), data={"n": 1, "中": [True, None, 1.5]})


@contextmanager
def triggers_off():
    """What somebody who owns the tables could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


def findings() -> list[str]:
    return [str(finding) for finding in seals.verify()]


def test_committed_acts_and_looks_are_sealed_once():
    acts = [act(), act()]
    person = make_person()
    look = record_look(viewer=person, subject=person, fields=["phone"], reason="核对")

    assert seal_audit() == 2
    assert seal_audit() == 0

    laid = Seal.objects.order_by("table").values_list("table", "last_id", "count")
    assert list(laid) == [("act", acts[-1].pk, 2), ("look", look.pk, 1)]
    assert findings() == []


def test_nothing_to_seal_is_nothing_done():
    assert seals.seal() == 0
    assert findings() == []


def test_the_next_seal_goes_on_where_the_last_one_ended():
    act()
    seals.seal()
    act()
    seals.seal()

    first, second = Seal.objects.order_by("id")
    assert second.previous == first.digest
    assert second.first_id == first.last_id + 1
    assert findings() == []


def test_many_rows_are_sealed_in_several_parts(monkeypatch):
    monkeypatch.setattr(seals, "ROWS_A_SEAL", 2)
    for _ in range(5):
        act()

    assert seals.seal() == 3
    assert list(Seal.objects.order_by("id").values_list("count", flat=True)) == [2, 2, 1]
    assert findings() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("verb", "'other'"), ("data", "'{\"n\": 2}'"), ("reason", "'x'"), ("at", "at + interval '1 second'")],
)
def test_an_altered_act_is_found(column, value):
    row = act()
    seals.seal()

    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_act SET {column} = {value} WHERE id = %s", [row.pk])

    assert findings() == [f"act 1–{row.pk}: 有记录被改动"]


def test_an_altered_look_is_found():
    person = make_person()
    look = record_look(viewer=person, subject=person, fields=["phone"], reason="核对")
    seals.seal()

    with triggers_off():
        Look.objects.update(fields=[])

    assert findings() == [f"look 1–{look.pk}: 有记录被改动"]


def test_a_removed_act_is_found():
    act()
    row = act()
    act()
    seals.seal()

    with triggers_off():
        Act.objects.filter(pk=row.pk)._raw_delete("default")

    (words,) = findings()
    assert "有记录被删除：封印时 3 行，现在 2 行" in words


def test_an_act_slipped_into_a_gap_of_a_sealed_range_is_found():
    act()
    with transaction.atomic():
        gap = act().pk
        transaction.set_rollback(True)
    act()
    seals.seal()

    Act.objects.create(pk=gap, verb="v", subject_kind="k")

    (words,) = findings()
    assert "有记录被插入：封印时 2 行，现在 3 行" in words


def test_a_removed_seal_breaks_the_chain():
    act()
    seals.seal()
    act()
    seals.seal()

    with triggers_off():
        Seal.objects.filter(first_id=1)._raw_delete("default")

    (words,) = findings()
    assert "封印链断开" in words


def test_a_chain_that_was_laid_anew_no_longer_holds_the_head_noted_before():
    act()
    seals.seal()
    noted = seals.heads()["act"]
    with triggers_off():
        Act.objects.update(verb="other")
        Seal.objects.all()._raw_delete("default")
    seals.seal()

    assert findings() == []
    with pytest.raises(CommandError):
        call_command("verify_audit", head=[noted], stderr=StringIO())


def test_the_command_shows_the_heads_and_fails_on_a_finding():
    act()
    seals.seal()
    out = StringIO()

    call_command("verify_audit", head=[seals.heads()["act"]], stdout=out)
    assert seals.heads()["act"] in out.getvalue()

    with triggers_off():
        Act.objects.update(verb="other")
    with pytest.raises(CommandError, match="1"):
        call_command("verify_audit", stderr=StringIO())


def test_a_lower_number_that_commits_late_is_waited_for():
    inside, go_on = threading.Event(), threading.Event()

    def writes_slowly():
        with transaction.atomic():
            slow = act("slow")
            inside.set()
            go_on.wait(10)
        return slow.pk

    def seals_meanwhile():
        inside.wait(10)
        fast = act("fast")
        put_off = seals.seal(patience_seconds=0.2)
        go_on.set()
        return put_off, seals.seal(patience_seconds=10), fast.pk

    slow, (put_off, laid, fast) = at_once(writes_slowly, seals_meanwhile)

    assert slow < fast
    assert (put_off, laid) == (0, 1)
    assert Seal.objects.values_list("last_id", "count").get() == (fast, 2)
    assert findings() == []


def test_two_sealers_at_once_lay_one_chain():
    for _ in range(20):
        act()

    outcomes = at_once(*[seals.seal] * 4)

    assert sum(outcomes) == Seal.objects.count() == 1
    assert findings() == []
