"""The admin's home, its sidebar, and the pages that belong to no single app."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from mall.deadlines import time_left
from mall.deadlines.models import Clock
from mall.roof import charts, navigation, work
from orders.models import Order
from staff.models import Employee
from tests.permissions.world import Visitor, client_of, make_world, person
from tests.staff.factories import make_department, make_employee, make_hired, make_position

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)  # noon in Shanghai


def enter(user):
    return client_of(Visitor("staff", "staff", user=user))


def clock(subject, *, owner, due: timedelta, stage: str = "x") -> Clock:
    return Clock.objects.create(
        rule="A5.1",
        stage=stage,
        subject_kind="staff.employee",
        subject_id=subject.pk,
        owner_kind=owner[0],
        owner_id=owner[1],
        started_at=NOW - timedelta(hours=8),
        due_at=NOW + due,
        wake_at=NOW + due,
        figure={"seconds": 1},
    )


def test_home_lists_what_is_mine_and_my_departments_soonest_first_and_nobody_elses():
    department = make_department()
    me = make_employee(role="hr", position=make_position(role="hr", department=department))
    other = make_employee()
    clock(other, owner=("team", department.pk), due=timedelta(hours=5), stage="b")
    clock(other, owner=("person", me.user_id), due=-timedelta(hours=1), stage="a")
    clock(other, owner=("person", other.user_id), due=timedelta(hours=1), stage="c")

    with time_machine.travel(NOW, tick=False):
        rows = enter(me.user).get("/admin/").context["rows"]

    assert [(row.item.clock.stage, row.tone, row.left) for row in rows] == [
        ("a", "bad", "逾期 1 小时 0 分"),
        ("b", "ok", "还剩 5 小时 0 分"),
    ]


def test_a_row_leads_to_its_document_only_where_the_person_may_see_it():
    hr, handler = make_employee(role="hr"), make_employee(role="handler")
    for person_ in (hr, handler):
        clock(hr, owner=("person", person_.user_id), due=timedelta(hours=1), stage=str(person_.pk))

    urls = [
        row.url for person_ in (hr, handler) for row in enter(person_.user).get("/admin/").context["rows"]
    ]

    assert urls == [f"/admin/staff/employee/{hr.pk}/change/", ""]


def test_the_head_of_a_department_sees_its_work_too(rf):
    headed, head = make_department(), make_employee()
    headed.head = head
    headed.save()

    request = rf.get("/admin/")
    request.user = head.user

    assert work.owners_of(request) == [
        ("person", head.user_id),
        *sorted([("team", headed.pk), ("team", head.department.pk)]),
    ]


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=3, seconds=59), "还剩 3 分"),
        (timedelta(days=2, hours=3, minutes=9), "还剩 2 天 3 小时"),
        (timedelta(0), "逾期 0 分"),
        (-timedelta(hours=25), "逾期 1 天 1 小时"),
    ],
)
def test_time_left_is_told_in_words(left, words):
    assert time_left.words_for(left) == words


def test_queues_count_what_waits_and_are_shown_by_permission():
    hr, finance = make_employee(role="hr"), make_employee(role="finance")
    make_hired()

    labels = {
        person_.position.role.name: {
            str(queue.label): queue.count for queue in work.waiting_for(person_.user)
        }
        for person_ in (hr, finance)
    }

    assert labels["hr"] == {"待入职培训": 1}
    assert "待入职培训" not in labels["finance"]


def test_every_queue_leads_to_the_list_that_shows_just_its_rows():
    make_world()
    make_hired()
    boss = person("boss", is_staff=True, is_superuser=True)
    client = enter(boss)

    found = {str(queue.label): client.get(queue.url) for queue in work.waiting_for(boss)}

    counted = {str(queue.label): queue.count for queue in work.waiting_for(boss)}
    assert {label: page.context["cl"].result_count for label, page in found.items()} == counted
    assert len(counted) == len(work.queues())


def test_somebody_without_any_permission_is_told_whom_to_ask():
    user = person("nobody", is_staff=True)

    response = enter(user).get("/admin/")

    assert response.status_code == 200
    assert "这里还没有您的工作" in response.content.decode()


def test_home_has_ones_own_affairs_with_what_waits_in_each_and_the_guards_door_first():
    guard = make_employee(role="security")

    page = enter(guard.user).get("/admin/")

    entries = [(str(entry.title), entry.url) for entry in page.context["own_pages"]]
    assert entries[:2] == [("门岗", "/admin/gate/"), ("打卡与考勤", "/admin/my/attendance/")]
    assert [title for title, url in entries if f'href="{url}"' not in page.content.decode()] == []


def test_home_says_where_shared_work_waits_when_no_deadline_is_ones_own():
    hr, handler = make_employee(role="hr"), make_employee(role="handler")
    make_hired()

    pages = [enter(one.user).get("/admin/").content.decode() for one in (hr, handler)]

    words = ("大家共办的事在“等待处理”里", "眼下没有轮到您的期限")
    assert [[text in page for text in words] for page in pages] == [[True, False], [False, True]]


def test_home_costs_at_most_22_queries_however_much_there_is_to_do(django_assert_max_num_queries):
    world = make_world()
    boss = make_employee(role="general_manager")
    for n in range(10):
        clock(world.mine.hired, owner=("person", boss.user_id), due=timedelta(hours=n), stage=str(n))
    client = enter(boss.user)

    with django_assert_max_num_queries(22):
        response = client.get("/admin/")
    everything = client.get("/admin/work/")

    assert [len(response.context[name]) for name in ("rows", "first_rows")] == [9, 8]
    assert ('href="/admin/work/"' in response.content.decode(), len(everything.context["rows"])) == (True, 10)


def test_the_chart_counts_orders_by_their_day_in_china():
    order = make_world().mine.order
    # 23:59 on the 7th, the first of 14 days; and a minute before the chart begins
    for number, placed_at in (
        ("first", datetime(2026, 11, 6, 16, tzinfo=UTC)),
        ("before", datetime(2026, 11, 6, 15, 59, tzinfo=UTC)),
    ):
        order.pk, order.number, order.placed_at = None, number, placed_at
        order.save(force_insert=True)
    Order.objects.exclude(number__in=["first", "before"]).update(placed_at=NOW)

    figures = dict(charts.orders_a_day(now=NOW))

    assert (len(figures), figures[date(2026, 11, 7)], figures[date(2026, 11, 20)], sum(figures.values())) == (
        14,
        1,
        2,
        3,
    )


def test_bars_are_as_high_as_their_share_and_an_empty_day_is_a_line():
    columns = charts.bars([(date(2026, 11, 1), 0), (date(2026, 11, 2), 5), (date(2026, 11, 3), 10)])

    assert [bar.height for bar in columns] == [1.0, charts.HEIGHT / 2, charts.HEIGHT]


def test_the_sidebar_has_what_the_person_may_see_and_nothing_else(rf):
    request = rf.get("/admin/")
    request.user = make_employee(role="hr").user

    groups = {
        str(group["title"]): [str(item["title"]) for item in group["items"]]
        for group in navigation.sidebar(request)
    }

    assert groups[""] == ["我的工作"]
    assert {"员工", "职位", "部门", "违纪记录"} <= set(groups["组织与人事"])
    assert {"班次", "请假", "换班", "考勤结果"} <= set(groups["班次与考勤"])
    assert {"招聘", "应聘", "考核"} <= set(groups["招聘与成长"])
    entries = [item for items in groups.values() for item in items]
    assert len(entries) == len(set(entries))
    assert "订单" not in groups


def test_the_sidebar_marks_one_place_though_one_lies_below_another(rf):
    people = {role: make_employee(role=role).user for role in ("hr", "payroll")}

    def marked(path: str, role: str = "hr") -> list[str]:
        request = rf.get(path)
        request.user = people[role]
        items = [item for group in navigation.sidebar(request) for item in group["items"]]
        return [str(item["title"]) for item in items if item["active"]]

    assert [marked(f"/admin/{path}") for path in ("staff/employee/", "staff/employee/7/change/", "")] == [
        ["员工"],
        ["员工"],
        ["我的工作"],
    ]
    assert marked("/admin/staff/enrolment/overview/", "payroll") == ["福利一览"]


def test_employees_before_orientation_do_not_enter(client):
    hired = make_hired(role="hr")

    response = enter(hired.user).get("/admin/", follow=True)

    assert response.status_code == 403
    assert Employee.objects.get(pk=hired.pk).user.is_staff is False


def test_the_admin_leads_to_the_malls_own_sign_in(client):
    response = client.get("/admin/", follow=True)

    assert response.request["PATH_INFO"] == "/accounts/login/"
    assert response.context["request"].GET["next"] == "/admin/"


def test_signing_out_of_the_admin_ends_the_session():
    client = enter(make_employee().user)

    client.post("/admin/logout/")

    assert "_auth_user_id" not in client.session


def test_only_the_admin_has_the_relaxed_policy():
    client = enter(make_employee().user)

    policies = {path: client.get(path)["Content-Security-Policy"] for path in ("/admin/", "/rules/")}

    assert ["'unsafe-eval'" in policies["/admin/"], "'unsafe-inline'" in policies["/admin/"]] == [True, True]
    assert ["unsafe" in policies["/rules/"], "nonce-" in policies["/admin/"]] == [False, False]
