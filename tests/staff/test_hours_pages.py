"""Roster, leave and swaps as people use them: on their own pages, by their own rights."""

import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mall.rulebook.models import Refusal
from mall.uploads.models import PrivateFile
from staff import own
from staff.models import (
    Cover,
    Duty,
    Holiday,
    LeaveEntry,
    LeaveRequest,
    LeaveState,
    Pattern,
    RosterMonth,
    Swap,
    SwapState,
)
from staff.services import patterns
from tests.permissions.world import Visitor, client_of

from .factories import make_employee, make_person
from .hours import local, make_team, work

pytestmark = pytest.mark.django_db
ASK, REQUEST, SWAP = "/admin/my/leave/ask/", "/admin/my/leave/request/", "/admin/my/swaps/swap/"


@pytest.fixture
def team():
    with time_machine.travel(local(1, 9), tick=False):
        yield make_team()


def browser(employee):
    Authenticator.objects.filter(user=employee.user).delete()  # another browser of the same person
    return client_of(Visitor("x", "staff", "", employee.user))


def photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (600, 400), "white").save(file, "PNG")
    return file.getvalue()


def asking(**over) -> dict:
    return {
        "act": "ask",
        "kind": "personal",
        "starts_at": "2026-12-09T08:00",
        "ends_at": "2026-12-09T16:00",
        "reason": "家里有事",
        "channel": "self",
        **over,
    }


def test_leave_is_asked_from_a_shift_and_approved_by_the_superior(team):
    [duty] = work(team.ann, team.day, 9)
    ann, lead = browser(team.ann), browser(team.lead)
    form = ann.get(f"{ASK}?duty={duty.pk}").content.decode()

    asked = ann.post(ASK, asking())
    waiting = lead.get("/admin/my/leave/").context["waiting_rows"]
    work_list = lead.get("/admin/").content.decode()
    page = lead.get(asked.url)
    lead.post(asked.url, {"act": "approve", "note": "去吧"})

    request = LeaveRequest.objects.get()
    assert 'value="2026-12-09T08:00"' in form
    assert f'href="{asked.url}"' in work_list
    assert (waiting, [shift.words for shift in page.context["effect"].shifts]) == (
        [request],
        ["12-09 08:00–16:00"],
    )
    assert (request.state, request.decision) == (LeaveState.APPROVED, "去吧")


@pytest.mark.rule("K8.2")
def test_a_refusal_cites_its_clause_keeps_what_was_typed_and_is_recorded(team):
    with time_machine.travel(local(9, 6), tick=False):
        response = browser(team.ann).post(ASK, asking())

    page = response.content.decode()
    assert (response.status_code, LeaveRequest.objects.count()) == (409, 0)
    told = ["要提前一天请假", "可改请特殊事假", 'href="/rules/#K8.2"', "家里有事"]
    assert [words for words in told if words not in page] == []
    assert re.findall(r'<details class="mall-fold"( open)?>', page) == ["", " open"]
    assert Refusal.objects.get().clause == "K8.2"


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"starts_at": "10000-01-01T00:00"}, "starts_at"),
        ({"starts_at": "1999-01-01T00:00"}, "starts_at"),
        ({"ends_at": "１２月"}, "ends_at"),
        ({"kind": "holiday"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"certificate_from_on": "2026-12-09"}, "certificate_to_on"),
        ({"certificate_from_on": "2026-12-09", "certificate_to_on": "2026-12-08"}, "certificate_to_on"),
        ({"colleague": "999999"}, "colleague"),
        ({"certificate": SimpleUploadedFile("x.pdf", b"no pdf")}, "certificate"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(team, over, field):
    response = browser(team.ann).post(ASK, asking(**over))

    assert (response.status_code, list(response.context["forms"]["ask"].errors)) == (400, [field])


def test_a_certificate_opens_to_its_owner_and_the_superior_only(team):
    work(team.ann, team.day, 9)
    sick = {"kind": "sick", "certificate_from_on": "2026-12-09", "certificate_to_on": "2026-12-09"}
    asked = browser(team.ann).post(ASK, asking(**sick, certificate=SimpleUploadedFile("x.png", photo())))

    url = f"/files/{PrivateFile.objects.get().pk}/"
    opened = {one.name: browser(one).get(url) for one in (team.ann, team.lead, team.bo)}
    seen = {name: response.status_code for name, response in opened.items()}
    read = [len(b"".join(response)) for response in opened.values() if response.status_code == 200]
    assert (len(read), min(read) > 100) == (2, True)  # read to the end, as browsers do, which closes the file
    assert (asked.status_code, seen) == (302, {"小安": 200, "班长": 200, "小波": 404})


def test_what_is_anothers_is_not_found_and_the_records_hide_the_reason(team):
    work(team.ann, team.day, 9)
    asked = browser(team.ann).post(ASK, asking())
    swap_of_others = f"{SWAP}?pk=1"
    hr = make_employee(role="hr")

    assert [browser(team.bo).get(url).status_code for url in (asked.url, swap_of_others)] == [404, 404]
    assert browser(team.bo).post(asked.url, {"act": "approve"}).status_code == 404
    assert browser(hr).get(asked.url).status_code == 200
    record = browser(hr).get(f"/admin/staff/leaverequest/{LeaveRequest.objects.get().pk}/change/")
    assert "家里有事" not in record.content.decode()


def test_a_swap_goes_its_whole_way_on_the_pages(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    ann, bo, lead = browser(team.ann), browser(team.bo), browser(team.lead)
    page = ann.get(f"/admin/my/swaps/propose/?duty={mine.pk}")
    offered = [(one.employee, one.repaid) for one in page.context["partners"]]
    choice = {"act": "propose", "choice": f"{team.bo.pk}:{yours.pk}"}
    wrong = ann.post(f"/admin/my/swaps/propose/?duty={mine.pk}", {**choice, "reason": "", "choice": "1:1"})
    made = ann.post(f"/admin/my/swaps/propose/?duty={mine.pk}", {**choice, "reason": "家里有事"})

    steps = [client.post(made.url, {"act": act}).status_code for client, act in (
        (bo, "agree"), (lead, "approve"), (ann, "sign"), (bo, "sign"),
    )]  # fmt: skip

    mine.refresh_from_db()
    assert (offered, wrong.status_code) == ([(team.bo, (yours,))], 400)
    assert (steps, Swap.objects.get().state, mine.employee) == ([302] * 4, SwapState.SIGNED, team.bo)
    assert [client.get(made.url).status_code for client in (ann, bo, lead)] == [200] * 3


@pytest.mark.rule("K9.2")
@pytest.mark.rule("K9.6")
def test_who_can_swap_with_nobody_reads_whether_it_is_the_limit_the_shift_or_the_others(team):
    nobody, holiday, begun, promised, limited = (work(team.ann, team.day, on)[0] for on in (3, 8, 1, 20, 28))
    Holiday.objects.create(day=date(2026, 12, 8), name="校庆")
    ann = browser(team.ann)

    def read(duty) -> str:
        page = ann.get(f"/admin/my/swaps/propose/?duty={duty.pk}").content.decode()
        return re.search(r'<p class="mall-notice--warn">(.*?)</p>', page, re.DOTALL).group(1)

    type(team.bo).objects.filter(pk=team.bo.pk).update(state="left")
    assert "这个班现在没有合规的换班对象" in read(nobody)
    assert ("节假日的班次，不能换班" in read(holiday), "#K9.6" in read(holiday)) == (True, True)
    with time_machine.travel(begun.starts_at, tick=False):
        assert read(begun) == "班次已经开始，不能再换。"
    for day, given in ((14, None), (16, promised)):
        Swap.objects.create(
            proposer=team.ann,
            partner=team.bo,
            given=given,
            given_starts_at=local(day, 8),
            given_ends_at=local(day, 16),
            state="proposed",
            proposed_at=local(1, 8),
            payback_due_on=date(2026, 12, 30),
            reason="家里有事",
        )
    assert read(promised) == "这个班次正在另一次换班里，请先等那次有结果。"
    words = f"在这个班次的月份，{team.ann.name}换过和正在谈的班已有 2 次，每人每月最多 2 次。"
    assert read(limited).startswith(words)
    assert "#K9.2" in read(limited)


@pytest.mark.parametrize(
    ("hour", "said"),
    [(7, ["下一个班 12-09 08:00"]), (9, ["正在上的班 12-09 08:00", "下一个班 12-10 08:00"])],
)
def test_the_shift_that_runs_is_told_apart_from_the_next(team, hour, said):
    work(team.ann, team.day, 9, 10)
    with time_machine.travel(local(9, hour), tick=False):
        page = browser(team.ann).get("/admin/my/hours/").content.decode()
    shown = re.findall(
        r'mall-hours-next"><span class="mall-muted">(\S+)</span><strong>(\S+) \S+ (\d\d:\d\d)', page
    )
    assert [" ".join(parts) for parts in shown] == said


def test_a_month_is_made_published_and_changed_by_a_tap_and_as_a_table(team):
    patterns.save_rotation(
        actor=None,
        department=team.department,
        name="白班",
        steps=[team.day, None],
        people=[team.ann, team.bo],
        begins_on=date(2026, 12, 1),
    )
    patterns.require_cover(actor=None, department=team.department, needed=1)
    lead = browser(team.lead)
    url = f"/admin/team/?department={team.department.pk}&month=2026-12"
    lead.post(url, {"act": "generate"})
    refused = lead.post(url, {"act": "publish"})
    lead.post(url, {"act": "publish", "accepts_holes": "on"})
    day = f"/admin/team/day/?employee={team.ann.pk}&day=2026-12-09"
    hole = lead.post(day, {"act": "change", "kind": ""})

    lead.post(day, {"act": "change", "kind": team.evening.pk, "accepts_holes": "on"})
    person = f"/admin/team/person/?employee={team.bo.pk}&month=2026-12"
    form = {f.html_name: f.value() or "" for f in lead.get(person).context["forms"]["save"].days}
    lead.post(person, {"act": "save", **form, "d2026-12-31": team.night.pk, "accepts_holes": "on"})

    codes = Duty.objects.filter(work_day__in=["2026-12-09", "2026-12-31"]).order_by("starts_at", "employee")
    assert (refused.status_code, hole.status_code, RosterMonth.objects.get().state) == (409, 409, "published")
    assert list(codes.values_list("employee__name", "kind__code")) == [
        ("小安", "evening"),
        ("小波", "night"),
        ("小安", "day"),
    ]


def test_what_rosters_are_made_of_is_entered_in_the_admin_through_services(team):
    hr, other = browser(make_employee(role="hr")), browser(make_employee(role="department_head"))
    rotation = {
        "department": team.department.pk,
        "name": "三班",
        "steps": "day - evening",
        "people": [team.ann.pk],
        "begins_on": "2026-12-01",
    }
    hr.post("/admin/staff/holiday/add/", {"day": "2027-01-01", "name": "元旦", "is_day_off": "on"})
    wrong = hr.post("/admin/staff/pattern/add/", {**rotation, "steps": "day dusk"})
    hr.post("/admin/staff/pattern/add/", rotation)
    hr.post(
        "/admin/staff/cover/add/",
        {"department": team.department.pk, "starts": "0:00", "ends": "0:00", "needed": 1},
    )
    hr.post(
        "/admin/staff/leaveentry/add/",
        {"employee": team.ann.pk, "year": 2026, "minutes": 480, "note": "补录"},
    )
    found = Pattern.objects.get()

    assert list(wrong.context["adminform"].form.errors) == ["steps"]
    assert [step.kind and step.kind.code for step in found.steps.all()] == ["day", None, "evening"]
    assert (found.members.get().employee, Holiday.objects.get().name) == (team.ann, "元旦")
    assert (Cover.objects.get().needed, LeaveEntry.objects.get().minutes) == (1, 480)
    assert (
        other.get(f"/admin/staff/pattern/{found.pk}/change/").status_code == 302
    )  # not there, says the list
    assert other.get("/admin/staff/pattern/").context["cl"].result_count == 0


def test_only_who_plans_a_team_finds_its_roster(team):
    stranger = make_employee(role="department_head")
    url = f"/admin/team/?department={team.department.pk}"
    day = f"/admin/team/day/?employee={team.ann.pk}&day=2026-12-09"

    assert [browser(one).get(url).status_code for one in (team.lead, stranger, team.ann)] == [200, 404, 404]
    assert [browser(one).get(day).status_code for one in (team.lead, stranger, team.ann)] == [200, 404, 404]


def test_the_roster_is_shown_with_few_queries_however_many_people(team, django_assert_max_num_queries):
    place = {"position": team.ann.position}
    for _n in range(4):
        work(make_employee(**place), team.day, 9, 11)
    lead, ann = browser(team.lead), browser(team.ann)
    lead.get("/admin/team/?month=2026-12")

    with django_assert_max_num_queries(22):
        page = lead.get("/admin/team/?month=2026-12")
    with django_assert_max_num_queries(16):
        ann.get("/admin/my/hours/?month=2026-12")

    assert page.content.decode().count("mall-shift--day") == 8 + 1  # and the legend


def test_who_has_no_employees_record_is_told_so_and_can_do_nothing(team):
    person = make_person(is_staff=True)
    client = client_of(Visitor("x", "staff", "", person))

    seen = {
        page.url(): (client.get(page.url()).status_code, client.post(page.url(), {"act": "x"}).status_code)
        for page in own.PAGES
    }

    assert seen == {page.url(): (200 if page.is_open_to(person) else 403, 403) for page in own.PAGES}
    assert {page.name for page in own.PAGES if not page.is_open_to(person)} == {"gate"}


def test_ones_shifts_go_into_the_phones_calendar(team):
    [duty] = work(team.ann, team.evening, 9)
    work(team.bo, team.day, 9)

    response = browser(team.ann).get("/admin/my/hours/roster.ics")

    lines = response.content.decode().split("\r\n")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert [line for line in lines if line.startswith(("UID", "DTSTART", "DTEND", "SUMMARY"))] == [
        f"UID:duty-{duty.pk}@roster",
        "DTSTART:20261209T080000Z",
        "DTEND:20261209T160000Z",
        "SUMMARY:中班",
    ]


@pytest.mark.parametrize("query", ["month=2026-13", "month=９９", "month=10000-01", "page=9999999"])
def test_an_address_that_makes_no_sense_shows_this_month(team, query):
    lead = browser(team.lead)

    assert lead.get(f"/admin/team/?{query}").context["first_on"] == date(2026, 12, 1)
    assert lead.get(f"/admin/my/hours/?{query}").context["first_on"] == date(2026, 12, 1)
    assert lead.get(f"{REQUEST}?pk={'9' * 30}").status_code == 404


@pytest.mark.rule("G5.2")
def test_a_shift_under_approved_leave_is_offered_for_no_change_and_none_is_made(team):
    away, _free = work(team.ann, team.day, 9, 10)
    for starts_at, ends_at in ((away.starts_at, away.ends_at), (local(12), local(14))):
        LeaveRequest.objects.create(
            employee=team.ann,
            kind="personal",
            starts_at=starts_at,
            ends_at=ends_at,
            reason="家里有事",
            asked_by=team.ann.user,
            state=LeaveState.APPROVED,
            decided_at=local(1),
        )
    lead, hr = browser(team.lead), browser(make_employee(role="hr"))
    day, person = "/admin/team/day/", f"/admin/team/person/?employee={team.ann.pk}&month=2026-12"

    pages = [
        lead.get(f"{day}?employee={team.ann.pk}&day=2026-12-{n}").content.decode() for n in ("09", "10", "12")
    ]
    pressed = lead.post(f"{day}?employee={team.ann.pk}&day=2026-12-09", {"act": "change", "kind": ""})
    put = lead.post(f"{day}?employee={team.ann.pk}&day=2026-12-12", {"act": "change", "kind": team.day.pk})
    closed = lead.get(person).context["forms"]["save"].away
    lead.post(person, {"act": "save", "d2026-12-09": "", "d2026-12-10": "", "d2026-12-12": team.day.pk})
    document = hr.get(f"/admin/staff/duty/{away.pk}/change/").content.decode()

    assert [("已记为请假" in page, "没有可以排的班" in page, 'name="kind"' in page) for page in pages] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]
    assert (put.status_code, "12-12 00:00 至 12-13 24:00 请了假（事假，已批准）" in put.content.decode()) == (
        409,
        True,
    )
    assert closed == {date(2026, 12, n) for n in (9, 12, 13)}
    assert (pressed.status_code, list(team.ann.duties.all())) == (409, [away])
    assert ("在已批准的假里" in document, f"/admin/staff/duty/{away.pk}/cancel/" in document) == (True, False)
