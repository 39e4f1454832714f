"""Visitors of office and warehouse: approved by another, known under any name, counted in and out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mall.audit.models import Act
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from staff.models import Area, BlockedVisitor, LeaveKind, LeaveRequest, LeaveState, Visit, VisitState
from staff.rules import VISITORS
from staff.services import blocks, gate, organisation, visits
from tests.permissions.world import Visitor, client_of

from .factories import let_go, make_department, make_employee, make_person, make_position
from .hours import local

pytestmark = pytest.mark.django_db
NOW = local(1, 9)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guard():
    return make_employee(role="security")


@pytest.fixture
def head():
    return make_employee(role="department_head")


@pytest.fixture
def host(head):
    return make_employee(superior=head)


def announced(host, **over) -> Visit:
    values = {
        "actor": host.user,
        "host": host,
        "visitor_name": "沈合作",
        "phone": "13900000021",
        "purpose": "看样品",
        "planned_from_at": NOW,
        "planned_to_at": NOW + 2 * HOUR,
    }
    return visits.announce(**{**values, **over})


def let_in(host, guard, **over) -> Visit:
    visit = visits.approve(actor=guard.user, visit=announced(host, **over))
    return gate.enter(actor=guard.user, visit=visit)


@pytest.mark.rule("A13.2")
def test_a_visitor_comes_in_after_another_than_the_host_has_approved_and_goes_out(host, head, guard):
    visit = announced(host, phone="+86 139-0000-0021", identity="11010519491231002x")
    told = Notice.objects.filter(key=f"visit:{visit.pk}:approve").values_list("person", flat=True)
    with pytest.raises(RuleError):
        visits.approve(actor=host.user, visit=visit)
    with pytest.raises(RuleError):
        gate.enter(actor=guard.user, visit=visit)
    visits.approve(actor=head.user, visit=visit)
    gate.enter(actor=guard.user, visit=visit)
    inside = list(gate.inside())
    gate.leave(actor=guard.user, visit=visit, now=NOW + HOUR)

    visit.refresh_from_db()
    assert set(told) == {head.user_id, guard.user_id}
    assert (visit.phone, visit.phone_end, visit.identity_end) == ("13900000021", "**** 0021", "**** 002X")
    assert (inside, list(gate.inside())) == ([visit], [])
    assert (visit.state, visit.entered_at, visit.left_at) == (VisitState.LEFT, NOW, NOW + HOUR)
    verbs = Act.objects.about(visit).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["visit.announce", "visit.approve", "visit.enter", "visit.leave"]


def test_of_a_host_without_a_superior_the_head_and_security_are_told_and_no_shopper(guard):
    host, head = make_employee(), make_employee()
    organisation.appoint_head(actor=None, department=host.department, head=head)
    make_person()

    visit = announced(host)

    told = Notice.objects.filter(key=f"visit:{visit.pk}:approve").values_list("person", flat=True)
    assert sorted(told) == sorted([head.user_id, guard.user_id])


@pytest.mark.rule("A13.2")
def test_who_is_on_the_list_is_refused_under_any_name_with_clause_and_reason(host, guard):
    approved = visits.approve(actor=guard.user, visit=announced(host, identity="E12345678"))
    with translation.override("en"):
        by_phone = blocks.block(
            actor=guard.user, name="牛闹事", phone="１３９ ０００0 0029", clause="A13.2", reason="强闯仓库"
        )
    blocks.block(actor=guard.user, name="某人", identity="e12345678", clause="A13.2", reason="偷拿样品")

    with pytest.raises(RuleError, match=r"A13\.2：强闯仓库"):
        announced(host, visitor_name="马换名", phone="13900000029")
    with pytest.raises(RuleError, match="偷拿样品"):
        gate.enter(actor=guard.user, visit=approved)
    blocks.lift(actor=guard.user, blocked=by_phone, reason="已道歉")
    announced(host, visitor_name="马换名", phone="13900000029")

    assert (by_phone.known_by, BlockedVisitor.objects.filter(phone_hash__contains="139").count()) == (
        "手机尾号 0029",
        0,
    )


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("leave",), "登记离开"),
        (("approve", "leave"), "登记离开"),
        (("approve", "enter", "enter"), "登记进入"),
        (("approve", "enter", "approve"), "批准来访"),
        (("approve", "enter", "cancel"), "取消来访"),
        (("approve", "enter", "leave", "leave"), "登记离开"),
    ],
)
def test_steps_out_of_order_are_refused_in_words_and_change_nothing(host, guard, steps, words):
    visit = announced(host)
    *before, last = [getattr(gate, step, None) or getattr(visits, step) for step in steps]
    actors = {visits.cancel: host.user}
    for step in before:
        step(actor=actors.get(step, guard.user), visit=visit)
    visit.refresh_from_db()
    state = visit.state

    with pytest.raises(ForbiddenMove, match=words):
        last(actor=actors.get(last, guard.user), visit=visit)

    visit.refresh_from_db()
    assert visit.state == state


@pytest.mark.rule("A13.2")
@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"purpose": "  "}, "purpose"),
        ({"phone": "123"}, "phone"),
        ({"phone": "1" * 4000}, "phone"),
        ({"identity": "110105194912310021"}, "identity"),
        ({"planned_to_at": NOW}, "planned_to_at"),
        ({"planned_from_at": NOW - 3 * HOUR, "planned_to_at": NOW - HOUR}, "planned_to_at"),
        ({"planned_to_at": NOW + 30 * HOUR}, "planned_to_at"),
    ],
)
def test_what_is_wrong_with_an_announcement_is_said_at_its_field(host, over, field):
    with pytest.raises(DomainError) as refusal:
        announced(host, **over)

    assert (refusal.value.field, Visit.objects.count()) == (field, 0)


@pytest.mark.rule("A13.2")
def test_who_has_left_receives_nobody_and_a_time_that_is_over_is_not_approved(host, guard):
    visit, refused = announced(host), []
    with pytest.raises(RuleError, match="约定的时间已经过了") as refusal:
        visits.approve(actor=guard.user, visit=visit, now=NOW + 2 * HOUR)
    refused.append(refusal.value.clause)
    gone = let_go(make_employee())
    with pytest.raises(RuleError, match="不在职，不能接待来访") as refusal:
        announced(gone)
    refused.append((refusal.value.clause, refusal.value.field))

    visit.refresh_from_db()
    assert (refused, visit.state) == (["A13.2", ("A13.2", "host")], VisitState.ANNOUNCED)
    assert list(Visit.objects.all()) == [visit]


@pytest.mark.rule("A13.2")
def test_where_goods_lie_a_visitor_has_an_escort_and_a_reason_for_bags_which_are_checked(host, guard):
    storekeeper, colleague = make_employee(role="storekeeper"), make_employee()
    visit = visits.approve(actor=guard.user, visit=announced(host, area=Area.WAREHOUSE))
    with_bag = {"actor": guard.user, "visit": visit, "bags": "工具箱"}

    refused = []
    for call in (
        lambda: gate.enter(actor=guard.user, visit=visit),
        lambda: gate.enter(actor=guard.user, visit=visit, escort=colleague),
        lambda: gate.enter(**with_bag, escort=storekeeper),
    ):
        with pytest.raises(RuleError) as refusal:
            call()
        refused.append(refusal.value.field)
    gate.enter(**with_bag, escort=storekeeper, bags_reason="修叉车")
    with pytest.raises(RuleError) as unchecked:
        gate.leave(actor=guard.user, visit=visit)
    gate.leave(actor=guard.user, visit=visit, bags_checked=True)

    visit.refresh_from_db()
    assert refused == ["escort", "escort", "bags_reason"]
    assert (unchecked.value.field, unchecked.value.clause) == ("bags_checked", "A13.2")
    assert (visit.escort, visit.bags_checked_at) == (storekeeper, NOW)


@pytest.mark.parametrize(
    ("area", "unfit", "fit", "words"),
    [
        (Area.WAREHOUSE, "handler", "storekeeper", "进仓库要有仓管员"),
        (Area.PACKING, "storekeeper", "handler", "进理货区要有理货员"),
    ],
)
def test_the_warehouse_wants_a_storekeeper_as_escort_and_the_packing_area_a_handler(
    host, guard, area, unfit, fit, words
):
    others, theirs = make_employee(role=unfit), make_employee(role=fit)
    visit = visits.approve(actor=guard.user, visit=announced(host, area=area))

    offered = client_of(Visitor("x", "staff", "", guard.user)).get("/admin/gate/").context["expected"]
    with pytest.raises(RuleError, match=words):
        gate.enter(actor=guard.user, visit=visit, escort=others)
    gate.enter(actor=guard.user, visit=visit, escort=theirs)

    assert offered == [(visit, [theirs])]


def test_the_guard_who_registered_a_visit_reads_who_may_approve_it_now(host, head, guard):
    other, away = make_employee(role="security"), make_employee(role="security")
    LeaveRequest.objects.create(
        employee=away,
        kind=LeaveKind.ANNUAL,
        state=LeaveState.APPROVED,
        starts_at=NOW - HOUR,
        ends_at=NOW + HOUR,
        reason="回家",
        asked_by=away.user,
        decided_by=head.user,
        decided_at=NOW - HOUR,
    )
    announced(host, actor=guard.user)

    page = client_of(Visitor("x", "staff", "", guard.user)).get("/admin/gate/").content.decode()

    assert f"现在可以批准的人：{head.name}、{other.name}。" in page


def test_nobody_is_missing_from_the_head_count_and_escorts_are_looked_up_once(host, guard):
    door = client_of(Visitor("x", "staff", "", guard.user))
    make_employee(role="storekeeper")
    row = {
        "host": host,
        "purpose": "看样品",
        "area": Area.WAREHOUSE,
        "planned_from_at": NOW,
        "planned_to_at": NOW + HOUR,
    }

    def page_with(inside: int, expected: int):
        Visit.objects.bulk_create(
            Visit(**row, visitor_name=f"访客{n}", state=state, entered_at=NOW)
            for state, rows in ((VisitState.INSIDE, inside), (VisitState.APPROVED, expected))
            for n in range(rows)
        )
        with CaptureQueriesContext(connection) as queries:
            return door.get("/admin/gate/"), queries

    _few, before = page_with(1, 1)
    page, after = page_with(60, 9)

    assert [len(page.context[name]) for name in ("inside", "expected")] == [61, 10]
    assert '<strong class="mall-count">61</strong>' in page.content.decode()
    assert len(after) == len(before)


def test_a_visitor_who_stays_on_is_noticed_one_who_never_came_lapses_and_data_go_in_the_end(host, guard):
    stays = let_in(host, guard, purpose="沈合作来看样品")
    missing = visits.approve(actor=guard.user, visit=announced(host, phone="13900000022"))
    due = NOW + 2 * HOUR + VISITORS.figure("overstay")

    with time_machine.travel(due + timedelta(seconds=1), tick=False):
        sweep()
        stays.refresh_from_db()
        told = Notice.objects.filter(key=f"visit:{stays.pk}:overstayed").values_list("person", flat=True)
        gate.leave(actor=guard.user, visit=stays)
    with time_machine.travel(due + VISITORS.figure("kept") + timedelta(minutes=1), tick=False):
        sweep()
    stays.refresh_from_db()
    missing.refresh_from_db()

    assert set(told) == {host.user_id, guard.user_id}
    assert missing.state == VisitState.LAPSED
    left = {(one.visitor_name, one.phone, one.phone_hash, one.purpose) for one in (stays, missing)}
    assert left == {("—", "", "", "")}
    titles = set(Notice.objects.filter(key__startswith=f"visit:{stays.pk}:").values_list("title", flat=True))
    assert titles == {
        f"{what}：{host.name} 12-01 09:00"
        for what in ("来访待批准", "来访已批准", "您的访客已到", "访客超时未离开")
    }
    assert not Clock.objects.running().exists()


def test_another_department_and_another_day_have_no_say(host, guard):
    other = make_employee(position=make_position(department=make_department()))
    visit = announced(host, planned_from_at=NOW + 24 * HOUR, planned_to_at=NOW + 25 * HOUR)

    page = client_of(Visitor("x", "staff", "", other.user))
    approving = page.post("/admin/my/visits/", {"act": "approve", "pk": visit.pk})
    visits.approve(actor=guard.user, visit=visit)
    with pytest.raises(RuleError, match="约定的日期"):
        gate.enter(actor=guard.user, visit=visit)

    assert (approving.status_code, page.get("/admin/gate/").status_code) == (404, 403)


def test_announced_on_a_phone_approved_and_let_in_and_out_in_two_taps(host, head, guard):
    mine, boss, door = (client_of(Visitor("x", "staff", "", one.user)) for one in (host, head, guard))
    form = {
        "act": "announce",
        "visitor_name": "沈合作",
        "phone": "１３９００００００２１",
        "area": "warehouse",
        "planned_from_at": "2026-12-01T09:30",
        "planned_to_at": "2026-12-01T11:00",
        "purpose": "看样品",
    }

    wrong = mine.post("/admin/my/visits/", {**form, "planned_to_at": "2026-12-01T09:00"})
    mine.post("/admin/my/visits/", form)
    visit = Visit.objects.get()
    waiting = boss.get("/admin/my/visits/").content.decode()
    at_the_door = door.get("/admin/gate/")
    document = door.get(f"/admin/staff/visit/{visit.pk}/change/").content.decode()
    boss.post("/admin/my/visits/", {"act": "approve", "pk": visit.pk})
    alone = door.post("/admin/gate/", {"act": "enter", "pk": visit.pk, "bags": "电脑包"})
    bare = door.post("/admin/gate/", {"act": "enter", "pk": visit.pk}).content.decode()
    keeper = make_employee(role="storekeeper")
    door.post("/admin/gate/", {"act": "enter", "pk": visit.pk, "escort": keeper.pk})
    page = door.get("/admin/gate/")
    door.post("/admin/gate/", {"act": "leave", "pk": visit.pk})

    visit.refresh_from_db()
    assert (wrong.status_code, "预计离开的时间要晚于到的时间" in wrong.content.decode()) == (409, True)
    assert f'id="visit-{visit.pk}"' in waiting
    assert f'href="/admin/my/visits/#visit-{visit.pk}"' in at_the_door.content.decode()
    assert [one.approvers for one, _escorts in at_the_door.context["expected"]] == [
        f"{head.name}、{guard.name}"
    ]
    walk_in = at_the_door.context["forms"]["register"]
    assert [walk_in[name].value() for name in ("planned_from_at", "planned_to_at")] == [
        at.replace(tzinfo=None) for at in (NOW, NOW + 2 * HOUR)
    ]
    groups = {str(label): people for label, people in walk_in.fields["host"].widget.choices if label}
    assert groups[str(host.department)] == [(host.pk, f"{host.name} · {host.position.title}")]
    assert (f"{host}" in document, f"/admin/staff/employee/{host.pk}/change/" in document) == (True, False)
    assert (alone.status_code, 'value="电脑包"' in alone.content.decode()) == (409, True)
    folds = [
        re.findall(r"<details class=.mall-details mall-wide.( open)?>", text)
        for text in (alone.content.decode(), bare)
    ]
    assert folds == [[" open"], [""]]
    told = re.compile(
        r"</select></label>\s*<p class=.mall-error mall-wide. role=.alert.>进仓库要有仓管员陪同"
    )
    assert [len(told.findall(bare)), bare.count("进仓库要有仓管员陪同")] == [1, 1]
    assert page.context["inside"] == [visit]
    assert (visit.state, visit.escort) == (VisitState.LEFT, keeper)
