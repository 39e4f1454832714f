"""The departments' register: typed by type, finished with a result, late ones told, a month on one page."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.models import Refusal
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from staff.entries import TYPES
from staff.models import Department, Entry, EntryState, Level
from staff.services import entries, organisation, papers
from tests.permissions.world import Visitor, client_of

from .factories import make_department, make_employee, make_position
from .hours import local

pytestmark = pytest.mark.django_db
NOW = local(1, 9)
TYPED = {
    "line": "一句话",
    "lines": "几句话\n第二行",
    "money": "300.50",
    "day": "2026-12-01",
}


@pytest.fixture(autouse=True)
def first_of_december():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def head():
    employee = make_employee(position=make_position(department=make_department(code="catalogue")))
    organisation.appoint_head(actor=None, department=employee.department, head=employee)
    return employee


def typed(kind: str, *, closing: bool = False) -> dict[str, str]:
    return {
        field.name: field.choices[0][0] if field.kind == "choice" else TYPED[field.kind]
        for field in TYPES[kind].asked(closing=closing)
    }


def opened(head, kind="plan", **over) -> Entry:
    values = {
        "actor": head.user,
        "kind": kind,
        "department": head.department,
        "title": "首页活动",
        "owner": head,
        "due_on": date(2026, 12, 20),
        "typed": typed(kind),
    }
    return entries.open_entry(**{**values, **over})


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.rule("H11-14", "H15-18", "H19-22")
def test_each_type_asks_for_its_fields_and_in_the_end_for_what_came_of_it(head, kind):
    what = TYPES[kind]
    for missing in what.asked(closing=False):
        with pytest.raises(RuleError, match=str(missing.label)) as refusal:
            opened(head, kind, typed={**typed(kind), missing.name: "  "})
        assert (refusal.value.clause, refusal.value.field) == (what.rule.id, missing.name)
    entry = opened(head, kind)
    with pytest.raises(RuleError):
        entries.finish(actor=head.user, entry=entry, typed={})

    entries.begin(actor=head.user, entry=entry)
    entries.finish(actor=head.user, entry=entry, typed=typed(kind, closing=True))

    entry.refresh_from_db()
    assert entry.state == EntryState.DONE
    assert set(entry.data) == {field.name for field in what.fields}
    with pytest.raises(ForbiddenMove):
        entries.drop(actor=head.user, entry=entry, reason="不办了")


@pytest.mark.parametrize(
    ("kind", "over", "field", "words"),
    [
        ("plan", {"typed": {"budget": "１２"}}, "budget", "有效金额"),
        ("plan", {"typed": {"budget": "-1"}}, "budget", "有效金额"),
        ("plan", {"typed": {"budget": "1.005"}}, "budget", "有效金额"),
        ("plan", {"typed": {"budget": "9" * 19}}, "budget", "有效金额"),
        ("plan", {"typed": {"budget": "9" * 4000}}, "budget", "最多"),
        ("plan", {"typed": {"starts_on": "2026-12-21"}}, "due_on", "不能早于开始日期"),
        ("plan", {"typed": {"starts_on": "明天"}}, "starts_on", "这样填日期"),
        ("plan", {"typed": {"starts_on": "9999-12-31"}}, "starts_on", "2000 至 2100"),
        ("plan", {"due_on": date(2026, 11, 30)}, "due_on", "不能早于今天"),
        ("plan", {"title": " "}, "title", "填写标题"),
        ("plan", {"level": Level.SECRET}, "level", "都要有这个密级"),
        ("defect", {"typed": {"found_on": "2026-12-02"}}, "found_on", "不能晚于今天"),
        ("defect", {"typed": {"severity": "x"}}, "severity", "选一项"),
    ],
)
def test_what_makes_no_entry_is_said_at_its_field(head, kind, over, field, words):
    values = {**over, "typed": {**typed(kind), **over.get("typed", {})}}

    with pytest.raises(DomainError, match=words) as refusal:
        opened(head, kind, **values)

    assert (refusal.value.field, Entry.objects.count()) == (field, 0)


def test_a_fix_comes_after_the_defect_was_found(head):
    entry = opened(head, "defect", typed={**typed("defect"), "found_on": "2026-11-30"})

    with pytest.raises(DomainError, match="不能早于"):
        entries.finish(actor=head.user, entry=entry, typed={"fixed_on": "2026-11-29", "cause": "x"})


def test_who_writes_works_and_sees(head):
    colleague = make_employee(position=head.position)
    stranger = make_employee()
    boss = make_employee(role="general_manager")
    entry = opened(head, owner=colleague)

    with pytest.raises(PermissionDenied):
        opened(head, actor=stranger.user)
    with pytest.raises(PermissionDenied):
        entries.begin(actor=stranger.user, entry=entry)
    seen = [
        Entry.objects.visible_to(one.user).filter(pk=entry.pk).exists()
        for one in (head, colleague, stranger, boss)
    ]

    assert seen == [True, True, False, True]
    assert Notice.objects.get(key=f"entry:{entry.pk}").person == colleague.user


@pytest.mark.rule("H15-18")
def test_feedback_goes_to_the_head_of_the_product_department_and_is_answered(head):
    agent = make_employee()

    entry = entries.route_feedback(actor=agent.user, goods="礼盒", words="盖子太紧", source="service")
    entries.finish(actor=head.user, entry=entry, typed={"answer": "下一批换宽口罐"})
    Department.objects.filter(pk=head.department.pk).update(head=None)

    entry.refresh_from_db()
    assert (entry.owner, entry.due_on, entry.data["answer"]) == (head, date(2026, 12, 8), "下一批换宽口罐")
    with pytest.raises(DomainError, match="没有负责人"):
        entries.route_feedback(actor=agent.user, goods="礼盒", words="盖子太紧", source="service")


def test_what_is_due_and_not_done_is_told_once(head):
    owner = make_employee(position=head.position)
    entry = opened(head, owner=owner)

    with time_machine.travel(local(21, 0) + timedelta(seconds=1), tick=False):
        sweep()
        sweep()

    entry.refresh_from_db()
    told = Notice.objects.filter(key=f"entry:{entry.pk}:2026-12-20")
    assert {one.person_id for one in told} == {owner.user_id, head.user_id}
    assert entry.overdue_at is not None


@pytest.mark.rule("H11-14")
def test_a_month_is_told_by_type_with_budget_and_cost(head, django_assert_num_queries):
    done, waiting, dropped = (opened(head, due_on=date(2026, 12, 3)) for _n in range(3))
    entries.finish(actor=head.user, entry=done, typed={"spent": "200", "result": "好"})
    entries.drop(actor=head.user, entry=dropped, reason="改期")
    rows = Entry.objects.filter(department=head.department)

    with django_assert_num_queries(1):
        [line], in_hand = entries.month_report(rows=rows, first_on=date(2026, 12, 1), today=date(2026, 12, 9))
    [later], _rows = entries.month_report(rows=rows, first_on=date(2027, 1, 1), today=date(2027, 1, 1))

    told = (line.opened, line.done, line.dropped, line.waiting, line.late, line.budget, line.spent)
    assert told == (3, 1, 1, 1, 1, 90_150, 20_000)
    assert [one.pk for one in in_hand] == [done.pk, waiting.pk, dropped.pk]
    assert (later.opened, later.waiting, later.late) == (0, 1, 1)


def test_an_entry_is_written_found_finished_and_reported_on_its_pages(head, django_assert_max_num_queries):
    client = client_of(Visitor("x", "staff", "", head.user))
    new = "/admin/my/register/new/?kind=plan"
    form = {
        "act": "open_entry",
        "title": "首页活动",
        "department": head.department.pk,
        "owner": head.pk,
        "due_on": "2026-12-20",
        "level": 1,
        **typed("plan"),
    }

    wrong = client.post(new, {**form, "budget": "１２", "channel": "", "title": "", "due_on": "2026-11-01"})
    made = client.post(new, form)
    entry = Entry.objects.get()
    secret = opened(head, title="别人的机密")
    boss = make_employee(role="general_manager")
    papers.grant(actor=None, employee=boss, level=Level.SECRET, reason="岗位需要")
    Entry.objects.filter(pk=secret.pk).update(level=Level.SECRET)
    for n in range(12):
        opened(head, title=f"第 {n} 项")
    with django_assert_max_num_queries(20):
        listed = client.get("/admin/my/register/?kind=plan").content.decode()
    late = client.post(made.url, {"act": "finish", "spent": "1.005", "result": "好"})
    client.post(made.url, {"act": "finish", "spent": "280", "result": "好"})
    report = client.get(f"/admin/my/register/report/?month=2026-12&department={head.department.pk}")
    stranger = client_of(Visitor("x", "staff", "", make_employee().user))

    entry.refresh_from_db()
    errors = {name: words[0] for name, words in wrong.context["forms"]["open_entry"].errors.items()}
    assert (wrong.status_code, errors.pop("channel").startswith("请填写“渠道”。")) == (400, True)
    assert errors == {
        "title": "这个字段是必填项。",
        "due_on": "期限不能早于今天。",
        "budget": "“１２”不是有效金额：请填半角数字，单位元，最多两位小数，例如 128.50。",
    }
    assert list(Refusal.objects.values_list("clause", flat=True)) == ["H11-14"]
    assert 'value="１２"' in wrong.content.decode()
    assert ("首页活动" in listed, "别人的机密" in listed) == (True, False)
    assert (late.status_code, "spent" in late.context["forms"]["finish"].errors) == (400, True)
    assert (entry.state, entry.data["spent"]) == (EntryState.DONE, 28_000)
    assert report.context["report"][0].spent == 28_000
    for url in (made.url, f"/admin/my/register/entry/?pk={'9' * 40}"):
        assert stranger.get(url).status_code == 404
    assert client.get(f"/admin/my/register/entry/?pk={secret.pk}").status_code == 404
    assert client.get("/admin/my/register/?page=99999999999999999999&kind=x&state=y").status_code == 200
    department = make_department().pk
    assert client.get(f"/admin/my/register/report/?department={department}").status_code == 404
