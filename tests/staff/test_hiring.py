"""From the opening to the new colleague; and training at its interval."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from mall.audit.models import Act
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.uploads.models import PrivateFile
from mall.uploads.services import may_open
from staff.models import Application, ApplicationState, Employee, EmployeeState, QualificationReview
from staff.services import hiring, trainings
from tests.permissions.world import Visitor, client_of

from .factories import make_employee, make_person, make_position

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def hr():
    return make_employee(role="hr").user


@pytest.fixture
def opening(hr):
    return hiring.publish(
        actor=hr, position=make_position(), headcount=1, summary="接待顾客", criteria="口齿清楚，能上夜班"
    )


def applied(opening, **over) -> Application:
    values = {"applicant": make_person(), "name": "李想", "about": "三年客服", "consents": True}
    return hiring.apply(opening=opening, **{**values, **over})


def reviewed(hr, application, *, quality=True, ability=True):
    return hiring.review(
        actor=hr, application=application, has_quality=quality, has_ability=ability, note="面试记录"
    )


@pytest.mark.rule("A4.1")
def test_an_opening_has_criteria_and_every_stage_its_decider_and_reason(hr, opening):
    with pytest.raises(RuleError):
        hiring.publish(actor=hr, position=opening.position, headcount=1, summary="x", criteria=" ")
    application = applied(opening)
    with pytest.raises(RuleError):
        hiring.invite(actor=hr, application=application, reason=" ")

    hiring.invite(actor=hr, application=application, reason="经历合适")

    act = Act.objects.about(application).get(verb="application.invite")
    assert (act.actor, act.reason, act.rule) == (hr, "经历合适", "A4.1")


def test_applying_wants_consent_an_open_opening_and_happens_once(hr, opening):
    with pytest.raises(DomainError):
        applied(opening, consents=False)
    person = applied(opening).applicant
    with pytest.raises(DomainError):
        applied(opening, applicant=person)
    with pytest.raises(DomainError):
        applied(opening, applicant=hr)
    hiring.close(actor=hr, opening=opening)
    with pytest.raises(DomainError):
        applied(opening)
    with pytest.raises(DomainError):
        hiring.close(actor=hr, opening=opening)

    assert Application.objects.count() == 1


@pytest.mark.rule("A4.2")
@pytest.mark.parametrize("found", [None, (True, False), (False, True)])
def test_nobody_gets_an_offer_without_a_passed_review(hr, opening, found):
    application = hiring.invite(actor=hr, application=applied(opening), reason="合适")
    if found:
        reviewed(hr, application, quality=found[0], ability=found[1])
    with pytest.raises(RuleError):
        hiring.offer(actor=hr, application=application, reason="喜欢")

    reviewed(hr, application)

    assert hiring.offer(actor=hr, application=application, reason="合格").state == "offered"


@pytest.mark.rule("A4.1")
def test_a_review_comes_after_the_interview_and_has_its_ground(hr, opening):
    application, refused = applied(opening), []
    found = {"actor": hr, "has_quality": True, "has_ability": True}
    with pytest.raises(RuleError, match="面试之后") as refusal:
        hiring.review(application=application, note="看了简历", **found)
    refused.append(refusal.value.clause)
    application = hiring.invite(actor=hr, application=application, reason="合适")
    with pytest.raises(RuleError, match="依据") as refusal:
        hiring.review(application=application, note=" ", **found)
    refused.append(refusal.value.clause)

    made = hiring.review(application=application, note=" 面试记录 ", **found)

    assert (refused, made.note, QualificationReview.objects.get()) == (["A4.1", "A4.1"], "面试记录", made)


@pytest.mark.rule("G4")
def test_who_is_hired_was_found_qualified_last_and_waits_for_orientation(hr, opening):
    application = hiring.invite(actor=hr, application=applied(opening), reason="合适")
    reviewed(hr, application)
    application = hiring.offer(actor=hr, application=application, reason="合格")
    reviewed(hr, application, ability=False)
    with pytest.raises(RuleError):
        hiring.hire(actor=hr, application=application, number="N9")
    reviewed(hr, application)

    employee = hiring.hire(actor=hr, application=application, number="N9")

    application.refresh_from_db()
    assert (employee.name, employee.user, employee.position) == (
        "李想",
        application.applicant,
        opening.position,
    )
    assert (employee.state, application.state) == (EmployeeState.HIRED, ApplicationState.HIRED)


def png() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 40)).save(file, "PNG")
    return SimpleUploadedFile("简历.png", file.getvalue(), "image/png")


def test_an_application_on_the_phone_keeps_its_paper_private_until_the_term_is_over(hr, opening, client):
    person = make_person()
    client.force_login(person)
    form = {"name": "李想", "about": "三年客服"}
    bad = SimpleUploadedFile("x.exe", b"MZ" + bytes(100))

    shown = client.get("/jobs/").content.decode()
    without = client.post(f"/jobs/{opening.pk}/apply/", form)
    odd = client.post(f"/jobs/{opening.pk}/apply/", {**form, "consents": "on", "resume": bad})
    done = client.post(f"/jobs/{opening.pk}/apply/", {**form, "consents": "on", "resume": png()})

    application, paper = Application.objects.get(), PrivateFile.objects.get()
    assert (opening.position.title in shown, without.status_code, odd.status_code) == (True, 409, 400)
    assert (without.context["form"]["about"].value(), done.status_code) == ("三年客服", 302)
    openers = [may_open(paper, viewer=viewer) for viewer in (person, hr, make_employee().user)]
    assert openers == [True, True, False]

    client.post(f"/jobs/mine/{application.pk}/withdraw/")
    Clock.objects.update(wake_at=timezone.now() - timedelta(days=1), due_at=timezone.now())
    sweep()

    application.refresh_from_db()
    assert (application.state, application.name, application.about) == ("withdrawn", "", "")
    assert (application.forgotten_at is not None, PrivateFile.objects.count()) == (True, 0)


def test_an_application_is_ones_own(opening, client):
    application = applied(opening)
    client.force_login(make_person())

    assert client.post(f"/jobs/mine/{application.pk}/withdraw/").status_code == 404
    with pytest.raises(PermissionDenied):
        hiring.withdraw(applicant=make_person(), application=application)


def test_hr_takes_an_applicant_through_all_stages_in_the_admin(hr, opening):
    application, client = applied(opening), client_of(Visitor("hr", "staff", "hr", hr))
    base = f"/admin/staff/application/{application.pk}"

    codes = [
        client.post(f"{base}/{step}/", data).status_code
        for step, data in (
            ("invite", {"reason": "合适"}),
            ("offer", {"reason": "没审查"}),
            ("review", {"has_quality": "on", "has_ability": "on", "note": "面试"}),
            ("offer", {"reason": "合格"}),
            ("hire", {"number": "N7"}),
        )
    ]
    page = client.get(f"{base}/change/").content.decode()

    assert (codes, Employee.objects.get(number="N7").name) == ([302, 409, 302, 302, 302], "李想")
    assert all(words in page for words in ("约面试", "发录用通知", "办理录用"))


@pytest.mark.rule("A5.2")
def test_who_is_overdue_is_listed_and_told_once(hr, django_assert_num_queries):
    today = TODAY()
    one = make_employee(joined_on=today - timedelta(days=400))
    make_employee(joined_on=today)
    course = trainings.plan(actor=hr, title="消防", department=one.department, every_days=180, pass_score=60)
    with pytest.raises(DomainError):
        trainings.attend(actor=hr, course=course, employee=one, held_on=today + timedelta(days=1), score=90)
    with pytest.raises(DomainError):
        trainings.attend(actor=hr, course=course, employee=one, held_on=today, score=101)
    trainings.attend(actor=hr, course=course, employee=one, held_on=today - timedelta(days=180), score=60)
    trainings.attend(actor=hr, course=course, employee=one, held_on=today, score=59)

    with django_assert_num_queries(3):
        late = trainings.overdue()
    trainings.remind()
    trainings.remind()

    assert [(row.employee, row.since) for row in late] == [(one, today)]
    assert Notice.objects.filter(person=one.user, rule="A5.2").count() == 1
    trainings.attend(actor=hr, course=course, employee=one, held_on=today - timedelta(days=1), score=88)
    assert trainings.overdue() == []
