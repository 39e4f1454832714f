"""Safety rounds: on schedule, point by point, and every finding followed to its end."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from mall.uploads.models import PrivateFile
from staff.models import Finding, FindingState, Round, RoundState
from staff.services import findings, organisation, rounds
from tests.permissions.world import Visitor, client_of

from .factories import make_department, make_employee, make_position
from .hours import local

pytestmark = [pytest.mark.django_db, pytest.mark.rule("A13.1")]
NOW = local(1, 9)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team():
    department = make_department()
    head, walker, owner = (make_employee(position=make_position(department=department)) for _n in range(3))
    organisation.appoint_head(actor=None, department=department, head=head)
    return department, head, walker, owner


def planned(team, **over):
    values = {"actor": None, "area": "三层", "department": team[0], "points": "灭火器\n通道", "every_days": 7}
    return rounds.plan(**{**values, **over})


def walked(team, *, words="堆了样品", **over):
    plan = planned(team)
    seen = [rounds.Seen("灭火器"), rounds.Seen("通道", words, team[3], date(2026, 12, 4))]
    return rounds.walk(**{"actor": team[2].user, "tour": plan.rounds.get(), "seen": seen, **over})


def form_of(browser, url) -> list[str]:
    """The keys of the points on the page of a round, and the plan that it was drawn from."""
    form = browser.get(url).context["forms"]["walk"]
    return [*form.points, form.digest]


def test_a_round_that_is_walked_makes_the_next_one_due_an_interval_later(team):
    tour, [finding] = walked(team)

    later = Round.objects.get(state=RoundState.DUE)
    assert (tour.state, tour.walked_by) == (RoundState.WALKED, team[2].user)
    assert tour.points == [{"point": "灭火器", "is_fine": True}, {"point": "通道", "is_fine": False}]
    assert later.due_at == local(9, 0)
    assert Notice.objects.get(key=f"finding:{finding.pk}").person == team[3].user


def test_a_finding_is_put_right_by_its_owner_and_closed_by_another_who_has_looked(team):
    _department, head, walker, owner = team
    _tour, [finding] = walked(team)

    with pytest.raises(PermissionDenied):
        findings.fix(actor=make_employee().user, finding=finding, note="搬走了")
    findings.fix(actor=owner.user, finding=finding, note="搬走了")
    with pytest.raises(RuleError, match="不能自己复查"):
        findings.close(actor=owner.user, finding=finding)
    findings.send_back(actor=walker.user, finding=finding, reason="还有一箱", due_on=date(2026, 12, 5))
    findings.fix(actor=head.user, finding=finding, note="都搬走了")
    with pytest.raises(RuleError, match="不能自己复查"):
        findings.close(actor=head.user, finding=finding)
    findings.close(actor=walker.user, finding=finding)

    with pytest.raises(ForbiddenMove):
        findings.close(actor=walker.user, finding=finding)
    finding.refresh_from_db()
    assert (finding.state, finding.closed_by, finding.fixed_by) == ("closed", walker.user, head.user)


def test_rounds_and_findings_that_are_late_are_told_once(team):
    _tour, [finding] = walked(team)

    with time_machine.travel(local(9, 1), tick=False):
        sweep()
        sweep()
    finding.refresh_from_db()

    late = Round.objects.get(state=RoundState.DUE)
    told = Notice.objects.filter(key=f"round:{late.pk}:overdue").values_list("person", flat=True)
    assert (late.overdue_at, finding.overdue_at) == (local(9, 1), local(9, 1))
    assert set(told) == {one.user_id for one in team[1:]}
    about_finding = Notice.objects.filter(key=f"finding:{finding.pk}:2026-12-04")
    assert {one.person_id for one in about_finding} == {team[1].user_id, team[3].user_id}


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ([rounds.Seen("灭火器")], "每个检查点"),
        ([rounds.Seen("灭火器"), rounds.Seen("通道", "堵了")], "请选整改人"),
    ],
)
def test_a_point_is_never_passed_over_and_a_finding_never_without_an_owner(team, seen, words):
    plan = planned(team)

    with pytest.raises(RuleError, match=words):
        rounds.walk(actor=team[2].user, tour=plan.rounds.get(), seen=seen)

    assert (Finding.objects.count(), plan.rounds.get().state) == (0, RoundState.DUE)


def test_what_is_wrong_with_a_plan_or_a_date_is_said_in_words(team):
    plan = planned(team)
    yesterday = [rounds.Seen("灭火器"), rounds.Seen("通道", "堵了", team[3], date(2026, 11, 30))]

    for over in ({}, {"area": "四层", "points": " \n "}, {"area": "五层", "points": "门\n门"}):
        with pytest.raises(DomainError):
            planned(team, **over)
    with pytest.raises(DomainError, match="不能早于今天"):
        rounds.walk(actor=team[2].user, tour=plan.rounds.get(), seen=yesterday)
    with pytest.raises(PermissionDenied):
        rounds.walk(actor=make_employee().user, tour=plan.rounds.get(), seen=[])


def test_a_plan_out_of_use_drops_what_is_due_and_begins_anew_when_it_is_used_again(team):
    plan = planned(team)
    values = {"actor": None, "plan": plan, "department": team[0], "points": "门", "every_days": 3}

    rounds.change_plan(**values, is_in_use=False)
    dropped = list(Round.objects.values_list("state", flat=True))
    rounds.change_plan(**values, is_in_use=True)

    assert dropped == [RoundState.DROPPED]
    assert Round.objects.get(state=RoundState.DUE).due_at == local(5, 0)


def test_a_round_is_walked_on_a_phone_with_a_photo_that_colleagues_open(team):
    _department, _head, walker, owner = team
    tour = planned(team).rounds.get()
    phone = client_of(Visitor("x", "staff", "", walker.user))
    picture = BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "PNG")
    url = f"/admin/my/rounds/walk/?pk={tour.pk}"
    first, second, plan = form_of(phone, url)
    answers = {"act": "walk", "plan": plan, f"fine_{first}": "yes", f"fine_{second}": "no"}
    answers[f"words_{second}"] = "堆了样品"

    unsaid = phone.post(url, answers)
    photo = SimpleUploadedFile("a.png", picture.getvalue(), "image/png")
    walked = phone.post(
        url,
        {
            **answers,
            f"owner_{second}": owner.pk,
            f"due_{second}": "2026-12-04",
            f"photo_{second}": photo,
        },
    )
    finding = Finding.objects.get()
    done = phone.get(walked.url)
    other = client_of(Visitor("x", "staff", "", owner.user))
    page = other.get("/admin/my/rounds/")
    other.post("/admin/my/rounds/", {"act": "fix", "pk": finding.pk, "note": "搬走了"})
    phone.post("/admin/my/rounds/", {"act": "close", "pk": finding.pk})

    finding.refresh_from_db()
    file = PrivateFile.objects.about(finding).get()
    stranger = client_of(Visitor("x", "staff", "", make_employee().user))
    opened = other.get(f"/files/{file.pk}/")
    b"".join(opened.streaming_content)
    errors = unsaid.context["forms"]["walk"].errors
    assert (unsaid.status_code, sorted(errors)) == (400, sorted([f"due_{second}", f"owner_{second}"]))
    assert '整改人<span class="mall-muted">（有问题时要填）' in unsaid.content.decode()
    assert (walked.url, done.context["points"]) == (url, [("灭火器", None), ("通道", finding)])
    assert ["已巡查" in done.content.decode(), "最晚 12-08" in done.content.decode()] == [True, True]
    assert [one.pk for one, _files in page.context["findings"]] == [finding.pk]
    assert (opened.status_code, stranger.get(url).status_code) == (200, 404)
    assert finding.state == FindingState.CLOSED


def test_answers_to_a_plan_that_was_changed_meanwhile_stay_with_their_points_and_are_asked_for_anew(team):
    plan = planned(team)
    url = f"/admin/my/rounds/walk/?pk={plan.rounds.get().pk}"
    phone = client_of(Visitor("x", "staff", "", team[2].user))
    extinguisher, way, drawn_from = form_of(phone, url)
    answers = {"act": "walk", "plan": drawn_from, f"fine_{extinguisher}": "yes", f"fine_{way}": "yes"}
    values = {"actor": None, "plan": plan, "department": team[0], "every_days": 7, "is_in_use": True}

    rounds.change_plan(**values, points="通道\n灭火器")
    swapped = phone.post(url, answers)
    walked_by_then = Finding.objects.count(), plan.rounds.get().state
    again = phone.post(url, {**answers, "plan": swapped.context["forms"]["walk"].digest})

    assert (swapped.status_code, str(rounds.PLAN_CHANGED) in swapped.content.decode()) == (400, True)
    assert walked_by_then == (0, RoundState.DUE)
    assert again.status_code == 302
    points = Round.objects.get(state=RoundState.WALKED).points
    assert points == [{"point": "通道", "is_fine": True}, {"point": "灭火器", "is_fine": True}]


def test_a_round_of_many_points_asks_for_the_staff_once(team):
    phone = client_of(Visitor("x", "staff", "", team[2].user))
    plans = [planned(team, area=f"{n}层", points="\n".join(map(str, range(n)))) for n in (2, 12)]
    phone.get("/admin/my/rounds/")

    counts = []
    for plan in plans:
        url = f"/admin/my/rounds/walk/?pk={plan.rounds.get().pk}"
        with CaptureQueriesContext(connection) as queries:
            page = phone.get(url)
        counts.append(len(queries))

    assert len(page.context["forms"]["walk"].rows) == 12
    assert counts[0] == counts[1]
