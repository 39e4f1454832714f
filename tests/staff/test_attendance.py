"""Coming and going: clocked by the mall's clock, computed from facts, put right by a leader."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from staff.judging import Facts, judge
from staff.models import AttendanceResult, Breach, Cover, Duty, LeaveRequest, LeaveState, Punch, Release
from staff.services import appraisals, attendance, breaches, clocking, employees
from tests.permissions.world import Visitor, client_of

from .factories import make_employee, make_hired, make_position

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)  # 09:00 in Shanghai
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FIVE = NINE + 8 * HOUR


@pytest.fixture
def leader():
    return make_employee()


@pytest.fixture
def worker(leader):
    return make_employee(superior=leader)


@pytest.fixture
def post(worker):
    """A post that must never be empty."""
    return Cover.objects.create(department=worker.department)


def shift(employee, starts_at=NINE, hours=8) -> Duty:
    return Duty.objects.create(
        employee=employee, starts_at=starts_at, ends_at=starts_at + hours * HOUR, published_at=starts_at
    )


def worked(employee, came=0, went=480, **over) -> AttendanceResult:
    """A shift from nine to five, come to and left so many minutes after nine (None: not), and computed."""
    duty = shift(employee, **over)
    for kind, at in (("in", came), ("out", went)):
        if at is not None:
            Punch.objects.create(employee=employee, duty=duty, kind=kind, at=duty.starts_at + at * MINUTE)
    attendance.close(now=duty.ends_at + 3 * HOUR)
    return AttendanceResult.objects.get(duty=duty)


def leave(employee, begin, end, *, decided_at=NINE, state=LeaveState.APPROVED) -> LeaveRequest:
    return LeaveRequest.objects.create(
        employee=employee,
        kind="personal",
        starts_at=begin,
        ends_at=end,
        reason="x",
        asked_by=employee.user,
        state=state,
        decided_at=decided_at,
    )


@pytest.mark.parametrize(
    ("came", "went", "leaves", "away", "found"),
    [
        (0, 480, [], [], {"worked": 480}),
        (-15, 500, [], [], {"worked": 480}),
        (1, 479, [], [], {"worked": 478, "late": 1, "early": 1}),
        (20, 480, [], [], {"worked": 460, "late": 20}),
        (None, None, [], [], {"absent": 480}),
        (0, None, [], [], {"worked": 480, "lacks": True}),
        (None, None, [(0, 480)], [], {"leave": 480}),
        (60, 480, [(0, 60)], [], {"worked": 420, "leave": 60}),
        (75, 480, [(-60, 60)], [], {"worked": 405, "leave": 60, "late": 15}),
        (0, 240, [(240, 600)], [], {"worked": 240, "leave": 240}),
        (0, 480, [], [(100, 125), (120, 130)], {"worked": 480, "away": 30}),
        (0, 480, [(100, 110)], [(100, 125)], {"worked": 470, "leave": 10, "away": 15}),
        (490, 500, [], [], {"absent": 480}),
        (300, 480, [(180, 300)], [], {"worked": 180, "leave": 120, "late": 180}),
        (0, 180, [(180, 300)], [], {"worked": 180, "leave": 120, "early": 180}),
        (60, 450, [], [(30, 90), (440, 470)], {"worked": 390, "late": 60, "away": 40, "early": 30}),
    ],
)
@pytest.mark.rule("K8.1")
def test_minutes_follow_from_facts(came, went, leaves, away, found):
    def at(n):
        return NINE + n * MINUTE

    facts = Facts(
        NINE,
        FIVE,
        [] if came is None else [at(came)],
        [] if went is None else [at(went)],
        [(at(a), at(b)) for a, b in leaves],
        [(at(a), at(b)) for a, b in away],
    )

    judged = judge(facts)

    assert {
        name: judged.get(field, 0)
        for name, field in {
            "worked": "worked_minutes",
            "late": "late_minutes",
            "early": "early_minutes",
            "absent": "absent_minutes",
            "leave": "leave_minutes",
            "away": "away_minutes",
            "lacks": "lacks_out",
        }.items()
        if judged.get(field, 0)
    } == found


@pytest.mark.rule("G5.1")
def test_one_clocks_in_to_ones_shift_and_not_without_one(worker):
    with pytest.raises(RuleError):
        clocking.clock_in(employee=worker, now=NINE)
    duty = shift(worker)
    with pytest.raises(RuleError):
        clocking.clock_in(employee=worker, now=NINE - 3 * HOUR)

    punch = clocking.clock_in(employee=worker, now=NINE - 5 * MINUTE)
    with pytest.raises(DomainError, match="08:55"):
        clocking.clock_in(employee=worker, now=NINE)

    assert (punch.duty, Punch.objects.count()) == (duty, 1)


@pytest.mark.rule("A5.1")
def test_nobody_clocks_in_before_orientation(worker):
    hired = make_hired()
    shift(hired)
    with pytest.raises(RuleError):
        clocking.clock_in(employee=hired, now=NINE)

    trained = employees.complete_orientation(actor=None, employee=hired)
    assert clocking.clock_in(employee=trained, now=NINE).at == NINE


@pytest.mark.rule("K7.1")
def test_a_relief_that_comes_less_than_ten_minutes_early_is_noted(worker, post):
    minutes = []
    for day, early in enumerate((10, 4, 0, -30)):
        starts_at = NINE + day * 24 * HOUR
        shift(worker, starts_at)
        minutes.append(clocking.clock_in(employee=worker, now=starts_at - early * MINUTE).short_minutes)

    assert minutes == [0, 6, 10, 10]


@pytest.mark.rule("G5.1")
def test_nobody_goes_who_has_not_come_nor_twice(worker):
    shift(worker)
    refused = []
    for came in (False, True):
        if came:
            clocking.clock_in(employee=worker, now=NINE)
            clocking.clock_out(employee=worker, now=FIVE)
        with pytest.raises(RuleError, match="没有已上班打卡、还没下班的班次") as refusal:
            clocking.clock_out(employee=worker, now=FIVE)
        refused.append(refusal.value.clause)

    assert (refused, Punch.objects.count()) == (["G5.1", "G5.1"], 2)


@pytest.mark.rule("K7.2")
def test_nobody_leaves_a_post_without_relief_unless_the_leader_releases_them(worker, leader, post):
    duty = shift(worker)
    clocking.clock_in(employee=worker, now=NINE)
    with pytest.raises(RuleError):
        clocking.clock_out(employee=worker, now=FIVE)
    with pytest.raises(PermissionDenied):
        clocking.release(actor=worker.user, duty=duty, reason="我走了")
    with pytest.raises(RuleError):
        clocking.release(actor=leader.user, duty=duty, reason=" ")

    clocking.release(actor=leader.user, duty=duty, reason="孩子急诊")
    clocking.clock_out(employee=worker, now=FIVE)

    assert (Release.objects.get().reason, Punch.objects.count()) == ("孩子急诊", 2)


@pytest.mark.rule("W3.1.1")
def test_one_device_is_not_two_peoples_within_minutes(worker):
    other = make_employee()
    shift(worker)
    shift(other)
    clocking.clock_in(employee=worker, device="d", now=NINE)
    with pytest.raises(RuleError, match="代人打卡"):
        clocking.clock_in(employee=other, device="d", now=NINE + 9 * MINUTE)

    clocking.clock_in(employee=other, device="d", now=NINE + 10 * MINUTE)

    assert Punch.objects.count() == 2


@pytest.mark.rule("K8.7")
@pytest.mark.parametrize(("came", "breaches"), [(19, 0), (20, 1), (None, 1)])
def test_twenty_minutes_without_leave_are_a_breach_by_themselves(worker, came, breaches):
    result = worked(worker, came=came)
    attendance.recompute(duties=[result.duty])

    assert Breach.objects.filter(clause="K8.7", employee=worker, recorded_by=None).count() == breaches


@pytest.mark.rule("K8.7")
@pytest.mark.rule("W3.1.1")
def test_a_leader_records_time_away_with_evidence_and_it_counts(worker, leader):
    result = worked(worker)
    values = {"duty": result.duty, "from_at": NINE + HOUR, "to_at": NINE + HOUR + 20 * MINUTE}
    later = {"now": FIVE + 4 * HOUR}
    with pytest.raises(RuleError):
        attendance.record_lapse(actor=leader.user, kind="away", evidence=" ", **values, **later)
    with pytest.raises(PermissionDenied):
        attendance.record_lapse(actor=worker.user, kind="away", evidence="x", **values, **later)
    with pytest.raises(DomainError):
        attendance.record_lapse(
            actor=leader.user, kind="away", evidence="x", **{**values, "to_at": FIVE + HOUR}, **later
        )

    attendance.record_lapse(actor=leader.user, kind="away", evidence="监控 10:00", **values, **later)
    attendance.record_lapse(actor=leader.user, kind="other_post", evidence="在理货区", **values, **later)

    result.refresh_from_db()
    clauses = Breach.objects.filter(employee=worker).order_by("clause").values_list("clause", flat=True)
    assert (result.away_minutes, list(clauses)) == (20, ["K8.7", "W3.1.1"])


@pytest.mark.rule("K8.1")
def test_a_night_shift_belongs_to_the_day_on_which_it_starts_and_is_closed_once(worker):
    night = shift(worker, NINE + 14 * HOUR, hours=9)  # 23:00 to 08:00
    early = attendance.close(now=night.ends_at + HOUR)
    closed = attendance.close(now=night.ends_at + 2 * HOUR)
    again = attendance.close(now=night.ends_at + 3 * HOUR)

    result = AttendanceResult.objects.get()
    assert (early, closed, again) == (0, 1, 0)
    assert (f"{result.day}", result.absent_minutes, result.words) == ("2026-11-24", 540, "旷工 540 分钟")


def test_leave_that_is_accepted_afterwards_is_counted_anew(worker):
    result = worked(worker, came=None, went=None)
    leave(worker, NINE, FIVE, decided_at=FIVE + 20 * HOUR)

    attendance.close(now=FIVE + 21 * HOUR)
    again = attendance.close(now=FIVE + 22 * HOUR)

    result.refresh_from_db()
    assert (result.absent_minutes, result.leave_minutes, again) == (0, 480, 0)
    assert Act.objects.about(result).get().data["absent_minutes"] == "480"


@pytest.mark.rule("K8.7")
def test_a_breach_is_taken_back_once_leave_is_accepted_and_recorded_anew_where_that_lapses(worker, leader):
    result = worked(worker, came=None, went=None)
    accepted = leave(worker, NINE, FIVE, decided_at=FIVE + 20 * HOUR)
    attendance.close(now=FIVE + 21 * HOUR)
    breach = Breach.objects.get()
    with pytest.raises(RuleError, match="未撤销的违纪记录"):
        appraisals.decide(actor=None, employee=worker, kind="penalty", reason="x", breach=breach)
    standing = Breach.objects.standing().count()

    LeaveRequest.objects.filter(pk=accepted.pk).update(state=LeaveState.LAPSED)
    attendance.close(now=FIVE + 30 * HOUR)

    assert (breach.withdrawal.reason, breach.withdrawal.withdrawn_by) == ("事后查明：请假 480 分钟", None)
    assert (standing, [one.subject_id for one in Breach.objects.standing()]) == (0, [result.duty_id])
    with pytest.raises(DomainError, match="已经撤销"):
        breaches.withdraw(actor=leader.user, breach=breach, reason="又一次")
    again = Breach.objects.standing().get()
    with pytest.raises(DomainError, match="自己"):
        breaches.withdraw(actor=worker.user, breach=again, reason="不算")
    breaches.withdraw(actor=leader.user, breach=again, reason="监控显示本人在岗")
    attendance.recompute(duties=[result.duty])
    assert (Breach.objects.standing().count(), Breach.objects.count()) == (0, 2)


def test_what_the_mall_records_stands_in_its_own_language_whoever_acted(worker, leader):
    lapse = {"kind": "other_post", "from_at": NINE, "to_at": NINE + HOUR, "evidence": "在理货区"}
    with translation.override("en"):
        result = worked(worker, came=None, went=None)
        attendance.record_lapse(actor=leader.user, duty=result.duty, **lapse, now=FIVE + HOUR)
        leave(worker, NINE, FIVE, decided_at=FIVE + 20 * HOUR)
        attendance.close(now=FIVE + 21 * HOUR)

    breach, seen = Breach.objects.order_by("pk")
    assert (breach.facts, seen.facts) == (f"{result.day}：旷工 480 分钟", "串岗：在理货区")
    assert breach.withdrawal.reason == "事后查明：请假 480 分钟"


@pytest.mark.rule("G5.1")
def test_a_correction_is_decided_by_the_superior_and_the_original_kept(worker, leader):
    result = worked(worker, came=45)
    values = {"duty": result.duty, "kind": "in", "reason": "手机没电", "now": FIVE + HOUR}
    for moment in (NINE - 5 * HOUR, FIVE + 2 * HOUR):
        with pytest.raises(DomainError):
            attendance.ask_correction(employee=worker, meant_at=moment, **values)
    with pytest.raises(DomainError):
        attendance.ask_correction(employee=leader, meant_at=NINE, **values)
    asked = attendance.ask_correction(employee=worker, meant_at=NINE, **values)
    with pytest.raises(PermissionDenied):
        attendance.decide_correction(actor=worker.user, correction=asked, approve=True)

    attendance.decide_correction(actor=leader.user, correction=asked, approve=True)

    result.refresh_from_db()
    assert (result.late_minutes, Punch.objects.filter(kind="in").count()) == (0, 2)


def visiting(employee):
    return client_of(Visitor(employee.name, "staff", "", employee.user))


def test_clocking_on_the_phone_goes_by_the_malls_clock_and_the_second_time_says_so(worker):
    shift(worker)
    client = visiting(worker)
    with time_machine.travel(NINE - 5 * MINUTE, tick=False):
        client.get("/admin/my/attendance/")
        first = client.post(
            "/admin/my/attendance/", {"act": "clock_in", "at": "2026-11-24T08:00"}, follow=True
        )
        second = client.post("/admin/my/attendance/", {"act": "clock_in"})
        page = client.get("/admin/my/attendance/").content.decode()

    punch = Punch.objects.get()
    assert (punch.at, len(punch.device), punch.network) == (NINE - 5 * MINUTE, 64, "127.0.0.0/24")
    assert ([str(m) for m in first.context["messages"]], second.status_code) == (["08:55 已上班打卡。"], 409)
    assert "商城时间" in page


def test_who_has_no_shift_is_told_the_next_one_and_from_when_it_may_be_clocked(worker):
    at = NINE + 26 * HOUR
    browser = client_of(Visitor("x", "staff", "", worker.user))

    pages = []
    for made in (False, True):
        if made:
            Duty.objects.create(
                employee=worker, starts_at=at, ends_at=at + 8 * HOUR, published_at=NINE, made_at=NINE
            )
        with time_machine.travel(NINE, tick=False):
            pages.append(browser.get("/admin/my/attendance/").content.decode())

    assert ["以后的班表还没有公布" in page for page in pages] == [True, False]
    assert "11-25 星期三 11:00 – 19:00" in pages[1]
    assert "11-25 09:00 起可以打上班卡" in pages[1]


def test_a_leader_sees_and_decides_only_of_their_own_people(worker, leader, django_assert_max_num_queries):
    duty, now = shift(worker, timezone.now() - HOUR), timezone.now()
    Punch.objects.create(employee=worker, duty=duty, kind="in", at=now)
    asked = attendance.ask_correction(
        employee=worker, duty=duty, kind="in", meant_at=duty.starts_at, reason="忘了"
    )
    stranger, client = visiting(make_employee()), visiting(leader)
    with django_assert_max_num_queries(24):
        page = client.get("/admin/my/on-duty/")

    decision = {"act": "decide", "pk": asked.pk, "answer": "approve"}
    refused = stranger.post("/admin/my/on-duty/", decision).status_code
    decided = client.post("/admin/my/on-duty/", decision).status_code

    assert ([row[0] for row in page.context["rows"]], refused, decided) == ([duty], 404, 302)


def test_the_admin_shows_results_of_those_whom_one_leads(worker, leader):
    head = make_employee(position=make_position(role="department_head"))
    employees.report_to(actor=None, employee=worker, superior=head)
    mine, other = worked(worker), worked(make_employee())

    client = client_of(Visitor("head", "staff", "department_head", head.user))
    listed = client.get("/admin/staff/attendanceresult/").context["cl"].queryset

    assert (list(listed), AttendanceResult.objects.count()) == ([mine], 2)
    assert client.get(f"/admin/staff/attendanceresult/{other.pk}/change/").status_code == 302
