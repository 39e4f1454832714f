"""Pay on the pages: each sees their own, payroll sees all, nobody else anything. (G6.1, G6.2)"""

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import pytest
import time_machine
from openpyxl import load_workbook

from mall.audit.models import Act
from mall.rulebook.models import Refusal
from staff.models import (
    AttendanceResult,
    Employee,
    Enrolment,
    PayGrade,
    PayLine,
    PayPlacement,
    PayRun,
    PayRunState,
    Payslip,
    Swap,
    SwapShare,
    SwapState,
)
from staff.services import attendance, benefits, pay_grades, pay_runs

from .factories import make_employee, make_position
from .hours import make_team
from .paying import (
    AFTER,
    MONTHLY,
    NOVEMBER,
    at,
    decided,
    make_grade,
    make_paid,
    on_leave,
    payroll,
    settle,
    worked,
)
from .test_hours_pages import browser

pytestmark = pytest.mark.django_db
RUNS = "/admin/staff/payrun"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False):
        yield


def visiting(user):
    return browser(user.employee)


@pytest.mark.rule("G6.1")
def test_one_computes_another_approves_and_the_owner_reads_the_slip():
    one, (computer, approver) = make_paid(), payroll()
    worked(one, 2, came=7, went=None)
    office, other, mine = visiting(computer), visiting(approver), browser(one)

    computed = office.post(f"{RUNS}/compute/", {"first_on": "2026-11"})
    run = PayRun.objects.get()
    draft = mine.get(f"/admin/my/pay/slip/?pk={run.slips.get().pk}").status_code
    waiting = [
        [queue.count for queue in who.get("/admin/").context["queues"] if "payrun" in queue.url]
        for who in (office, other)
    ]
    documents = [who.get(f"{RUNS}/{run.pk}/change/").content.decode() for who in (office, other)]
    asked = office.get(f"{RUNS}/{run.pk}/approve/").content.decode()
    own = office.post(f"{RUNS}/{run.pk}/approve/", {"accepts_open": "on"})
    unseen = other.post(f"{RUNS}/{run.pk}/approve/", {})
    other.post(f"{RUNS}/{run.pk}/approve/", {"accepts_open": "on"})
    other.post(f"{RUNS}/{run.pk}/pay/")

    slip = Payslip.objects.get()
    listed = mine.get("/admin/my/pay/").content.decode()
    page = mine.get(f"/admin/my/pay/slip/?pk={slip.pk}")
    run.refresh_from_db()
    assert (computed.url, draft) == (f"{RUNS}/{run.pk}/change/", 404)
    assert ("不能批准自己计算的" in own.content.decode(), "缺下班卡 1" in unseen.content.decode()) == (
        True,
        True,
    )
    assert list(Refusal.objects.values_list("clause", flat=True)) == ["G6.1", "G6.1"]
    told = f"这份工资是您计算的，由另一位薪酬同事批准：{approver.employee.name}。"
    assert [(told in page, f'href="{RUNS}/{run.pk}/approve/"' in page) for page in documents] == [
        (True, False),
        (False, True),
    ]
    assert (told in asked, ">批准工资</button>" in asked) == (True, False)
    assert waiting == [[0], [1]]
    assert (run.state, f"/admin/my/pay/slip/?pk={slip.pk}" in listed) == (PayRunState.PAID, True)
    assert [
        (row.line.words, row.line.amount) for _title, rows in page.context["shown"].parts for row in rows
    ] == [
        ("基本工资", MONTHLY),
        ("迟到 7 分钟", -700),
    ]


@pytest.mark.rule("G6.1")
def test_a_stale_tab_computes_nothing_once_the_draft_is_approved():
    one, (computer, approver) = make_paid(), payroll()
    office = visiting(computer)
    run = pay_runs.compute(actor=approver, first_on=NOVEMBER, now=AFTER)
    again = office.post(f"{RUNS}/{run.pk}/recompute/")
    run.refresh_from_db()
    by = run.computed_by
    pay_runs.approve(actor=approver, run=run, accepts_open=True, now=AFTER)
    worked(one, 2, came=7)

    stale = office.post(f"{RUNS}/{run.pk}/recompute/")

    assert (again.status_code, by, stale.status_code) == (302, computer, 409)
    assert ("已经不是草稿" in stale.content.decode(), list(PayRun.objects.all())) == (True, [run])


@pytest.mark.rule("G6.1")
def test_a_slip_is_for_its_owner_and_for_payroll_alone():
    manager = make_employee(role="general_manager")
    head = make_employee(role="department_head", superior=manager)
    one = make_paid(superior=head)
    slip = settle().slips.get()
    people = {
        "owner": browser(one),
        "superior": browser(head),
        "manager": browser(manager),
        "hr": browser(make_employee(role="hr")),
        "finance": browser(make_employee(role="finance")),
        "payroll": visiting(payroll()[0]),
    }

    def seen(url: str) -> dict[str, int]:
        return {name: client.get(url).status_code for name, client in people.items()}

    others = dict.fromkeys(["owner", "superior", "manager", "hr", "finance"], 403)
    assert seen(f"/admin/my/pay/slip/?pk={slip.pk}") == dict.fromkeys(people, 404) | {"owner": 200}
    for url in (
        f"/admin/staff/payslip/{slip.pk}/change/",
        "/admin/staff/payslip/",
        f"{RUNS}/{slip.run.pk}/change/",
        f"{RUNS}/{slip.run.pk}/export/csv/",
        "/admin/staff/payrate/",
        "/admin/staff/enrolment/overview/",
    ):
        assert seen(url) == others | {"payroll": 200}, url


@pytest.mark.rule("G6.1")
def test_each_line_of_ones_own_slip_leads_to_its_own_fact_and_to_nobody_elses():
    one, other = make_paid(), make_paid()
    for who in (one, other):
        worked(who, 2, came=7)
        on_leave(who, 3)
        decided(who, "reward", 500)
        benefits.enrol(actor=None, employee=who, kind="pension", base=800_000, from_on=NOVEMBER)
    run = settle()
    mine, theirs = (run.slips.get(employee=who) for who in (one, other))
    browse = browser(one)

    page = browse.get(f"/admin/my/pay/slip/?pk={mine.pk}")
    rows = [row for _title, part in page.context["shown"].parts for row in part]
    pages = {row.line.kind: browse.get(row.url) for row in rows}
    anchors = {row.line.kind: row.url.partition("#")[2] for row in rows}

    assert len({row.url for row in rows}) == len(rows) == 5
    assert {page.status_code for page in pages.values()} == {200}
    assert "09:07" in pages["late"].content.decode()
    assert pages["leave"].context["leave"].employee == one
    for kind in ("base", "reward", "insurance"):
        assert f'id="{anchors[kind]}"' in pages[kind].content.decode(), kind
    alien = theirs.lines.get(kind="late").source_id
    assert browse.get(f"/admin/my/attendance/?result={alien}").context["asked"] == {}
    alien = theirs.lines.get(kind="reward").source_id
    assert f"decision-{alien}" not in browse.get(f"/admin/my/appraisals/?decision={alien}").content.decode()


@pytest.mark.rule("G6.1")
def test_a_month_that_is_not_over_offers_no_approval_and_says_from_when():
    make_paid()
    computer, approver = payroll()
    run = pay_runs.compute(actor=computer, first_on=date(2026, 12, 1), now=AFTER)
    office = visiting(approver)

    page = office.get(f"{RUNS}/{run.pk}/approve/").content.decode()
    pressed = office.post(f"{RUNS}/{run.pk}/approve/", {"accepts_open": "on"})

    assert ("30 天后才能批准" in page, ">批准工资</button>" in page) == (True, False)
    assert (pressed.status_code, Refusal.objects.get().clause) == (409, "G6.1")


@pytest.mark.rule("G6.1")
def test_a_settled_month_is_exported_safe_against_formulas_and_a_draft_is_not():
    computer, approver = payroll()
    one = make_paid(name="=HYPERLINK(1)", number="E9000")
    worked(one, 2, came=7)
    office = visiting(computer)
    run = pay_runs.compute(actor=computer, first_on=NOVEMBER, now=AFTER)
    before = office.get(f"{RUNS}/{run.pk}/export/xlsx/").status_code
    pay_runs.approve(actor=approver, run=run, accepts_open=True, now=AFTER)

    text = office.get(f"{RUNS}/{run.pk}/export/csv/").content.decode("utf-8-sig")
    book = load_workbook(BytesIO(office.get(f"{RUNS}/{run.pk}/export/xlsx/").content))

    head, row = csv.reader(StringIO(text))
    told = dict(zip(head, row, strict=True))
    sheet = dict(zip(*([cell.value for cell in cells] for cells in book["2026-11"].rows), strict=True))
    name = book["2026-11"]["B2"]
    assert (before, told["姓名"], name.value, name.data_type) == (404, "'=HYPERLINK(1)", "=HYPERLINK(1)", "s")
    assert (told["基本工资"], told["考勤扣款"], told["税前应付"]) == ("10440.00", "-7.00", "10433.00")
    assert (sheet["考勤扣款"], sheet["本次发放"]) == (-7, 10_433)
    assert office.get(f"{RUNS}/{run.pk}/export/pdf/").status_code == 404
    assert [act.data for act in Act.objects.filter(verb="pay.export")] == [
        {"ending": "xlsx"},
        {"ending": "csv"},
    ]


@pytest.mark.parametrize("typed", ["", "10000-01", "2026-13", "9" * 4_000, "%00", "2027-01"])
def test_a_month_that_is_none_or_yet_to_come_is_said_beside_its_field(typed):
    make_paid()
    response = visiting(payroll()[0]).post(f"{RUNS}/compute/", {"first_on": typed})

    assert response.status_code in (400, 409)
    assert (list(response.context["form"].errors), PayRun.objects.count()) == (["first_on"], 0)


@pytest.mark.rule("G6.1", "G6.2")
def test_payroll_enters_grades_and_insurance_in_yuan():
    one, office = make_employee(), visiting(payroll()[0])
    grade = {"code": "p9", "name": "九级", "monthly": "8000.50", "from_on": "2026-01-01"}
    wrong = office.post("/admin/staff/paygrade/add/", {**grade, "monthly": "８千"})
    office.post("/admin/staff/paygrade/add/", grade)
    made = PayGrade.objects.get()
    office.post("/admin/staff/payrate/add/", {"grade": made.pk, "monthly": "9000", "from_on": "2026-12-01"})
    office.post(
        "/admin/staff/payplacement/add/",
        {"employee": one.pk, "grade": made.pk, "from_on": "2026-01-01"},
    )
    values = {"employee": one.pk, "kind": "pension", "base": "6000", "from_on": "2026-01-01"}
    office.post("/admin/staff/enrolment/add/", values)
    again = office.post("/admin/staff/enrolment/add/", values)
    enrolled = Enrolment.objects.get()
    office.post(f"/admin/staff/enrolment/{enrolled.pk}/end/", {"to_on": "2026-11-30"})

    enrolled.refresh_from_db()
    assert list(wrong.context["adminform"].form.errors) == ["monthly"]
    assert list(made.rates.values_list("monthly", flat=True)) == [900_000, 800_050]
    assert (PayPlacement.objects.get().employee, enrolled.base, enrolled.to_on) == (
        one,
        600_000,
        date(2026, 11, 30),
    )
    assert list(again.context["adminform"].form.errors) == ["from_on"]
    for url in (f"/admin/staff/paygrade/{made.pk}/change/", f"/admin/staff/enrolment/{enrolled.pk}/change/"):
        assert office.get(url).status_code == 200


@pytest.mark.rule("G6.2")
def test_insurance_and_annual_leave_stand_on_ones_own_page_and_in_payrolls_overview(
    django_assert_max_num_queries,
):
    one = make_paid(joined_on=date(2016, 3, 1))
    benefits.enrol(actor=None, employee=one, kind="pension", base=800_000, from_on=NOVEMBER)
    office = visiting(payroll()[0])

    page = browser(one).get("/admin/my/pay/").content.decode()
    for _n in range(5):
        make_paid()
    with django_assert_max_num_queries(22):
        overview = office.get("/admin/staff/enrolment/overview/")

    said = [
        "养老保险",
        "¥8000.00",
        "8% ¥640.00",
        "16% ¥1280.00",
        "<dt>还剩</dt><dd>10 天（80 小时）</dd>",
        "<dt>工龄（年）</dt><dd>10</dd>",
    ]
    assert [words for words in said if words not in page] == []
    row = next(row for row in overview.context["rows"] if row.employee == one)
    assert (row.own, row.employer, row.annual.left) == (64_000, 128_000, "10 天（80 小时）")


def test_a_grade_that_one_came_back_to_is_told_twice_and_led_to_once():
    one, other = make_paid(), make_grade("p9", 2 * MONTHLY)
    first = PayGrade.objects.exclude(pk=other.pk).get()
    for grade, day in ((other, date(2026, 3, 1)), (first, date(2026, 6, 1))):
        pay_grades.place(actor=None, grade=grade, employee=one, from_on=day)

    page = browser(one).get("/admin/my/pay/").content.decode()

    rates = re.findall(r'id="rate-(\d+)"', page)
    told = re.findall(r"自 (2026-\d\d-\d\d)", page)
    assert rates == [f"{first.rates.get().pk}", f"{other.rates.get().pk}"]
    assert told == ["2026-06-01", "2026-03-01", "2026-01-01"]


@pytest.mark.rule("K9.4")
def test_a_leader_finds_who_answers_for_a_missed_swapped_shift_and_pay_goes_by_it():
    team = make_team()
    grade = make_grade()
    PayPlacement.objects.create(grade=grade, position=team.ann.position, from_on=date(2026, 1, 1))
    Employee.objects.update(joined_on=date(2026, 1, 1))
    missed = worked(team.bo, 3, came=None, went=None)  # it was Ann's, and Bo took it over
    Swap.objects.create(
        proposer=team.ann,
        partner=team.bo,
        given=missed,
        given_starts_at=missed.starts_at,
        given_ends_at=missed.ends_at,
        payback_due_on=date(2026, 12, 20),
        reason="x",
        state=SwapState.SIGNED,
        signed_at=at(1),
    )
    attendance.close_all(now=AFTER)
    result = AttendanceResult.objects.get()
    lead, stranger = browser(team.lead), browser(make_employee())
    share = {"act": "share", "pk": result.pk, "proposer_percent": "25", "reason": "交代过了"}

    def absent() -> dict[str, int]:
        run = pay_runs.compute(actor=None, first_on=NOVEMBER, now=AFTER)
        lines = PayLine.objects.filter(payslip__run=run, kind="absent")
        return dict(lines.values_list("payslip__employee__name", "minutes"))

    by_figure = absent()
    page = lead.get("/admin/my/missed-swaps/")
    wrong = [lead.post("/admin/my/missed-swaps/", {**share, **over}).status_code for over in (
        {"proposer_percent": "101"}, {"reason": ""}, {"proposer_percent": "9" * 400},
    )]  # fmt: skip
    foreign = stranger.post("/admin/my/missed-swaps/", share).status_code
    lead.post("/admin/my/missed-swaps/", share)

    assert [row["shares"] for row in page.context["rows"]] == [[("小波", 70), ("小安", 30)]]
    assert (wrong, foreign, SwapShare.objects.get().proposer_percent) == ([400, 400, 400], 404, 25)
    assert (by_figure, absent()) == ({"小安": 144, "小波": 336}, {"小安": 120, "小波": 360})


@pytest.mark.rule("K9.4")
def test_who_shares_a_missed_swap_reads_the_absence_and_nothing_else_of_the_colleagues_shift():
    team = make_team()
    PayPlacement.objects.create(grade=make_grade(), position=team.ann.position, from_on=date(2026, 1, 1))
    Employee.objects.update(joined_on=date(2026, 1, 1))
    on_leave(team.bo, 3, hours=2)
    given = worked(team.bo, 3, came=None, went=None)
    swapped = {"given": given, "given_starts_at": given.starts_at, "given_ends_at": given.ends_at}
    people = {"proposer": team.ann, "partner": team.bo}
    due = {"payback_due_on": date(2026, 12, 20), "reason": "x", "signed_at": at(1)}
    Swap.objects.create(state=SwapState.SIGNED, **people, **swapped, **due)
    attendance.close_all(now=AFTER)
    result = AttendanceResult.objects.get()
    settle()
    AttendanceResult.objects.update(late_minutes=7, early_minutes=9, away_minutes=11, lacks_out=True)
    url = f"/admin/my/attendance/?result={result.pk}"

    pages = [browser(one).get(url) for one in (team.bo, team.ann, team.lead)]
    AttendanceResult.objects.update(absent_minutes=0)
    pages.append(browser(team.ann).get(url))

    words = ("旷工 360 分钟", "请假 120 分钟", "迟到", "早退", "脱岗", "缺下班卡", "这是换给小波")
    assert [page.context["asked"].get("result") for page in pages] == [result, result, None, result]
    assert [[said in page.content.decode() for said in words] for page in pages] == [
        [True, True, True, True, True, True, False],
        [True, False, False, False, False, False, True],
        [False] * 7,
        [False, False, False, False, False, False, True],
    ]


def test_the_list_of_slips_takes_the_same_queries_for_few_as_for_many(django_assert_max_num_queries):
    grade = make_grade()
    for _n in range(6):
        make_paid(grade=grade, position=make_position())
    run = settle()
    office = visiting(payroll()[0])
    office.get("/admin/staff/payslip/")

    with django_assert_max_num_queries(20):
        office.get(f"/admin/staff/payslip/?run__id__exact={run.pk}")
    with django_assert_max_num_queries(30):
        office.get(f"{RUNS}/{run.pk}/change/")
