"""Appraisals from one's own view to the last word, and the decisions that cite them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from staff.models import Appraisal, AppraisalState, Breach, Decision
from staff.services import appraisals
from tests.permissions.world import Visitor, client_of

from .factories import make_employee, make_position

pytestmark = pytest.mark.django_db
GOOD = {"attitude": 4, "ability": 5, "teamwork": 3}


@pytest.fixture
def boss():
    return make_employee()


@pytest.fixture
def worker(boss):
    return make_employee(superior=boss)


@pytest.fixture
def hr():
    return make_employee(role="hr")


def opened(worker) -> Appraisal:
    values = {"title": "2026 下半年", "starts_on": date(2026, 7, 1), "ends_on": date(2026, 12, 31)}
    return appraisals.open_cycle(actor=None, **values).appraisals.get(employee=worker)


def finished(worker, boss, hr) -> Appraisal:
    appraisal = appraisals.submit(actor=boss.user, appraisal=opened(worker), words="稳", **GOOD)
    return appraisals.calibrate(actor=hr.user, appraisal=appraisal, answer="与同级一致", **GOOD)


@pytest.mark.rule("A6.1")
@pytest.mark.parametrize("missing", list(GOOD))
def test_nothing_is_submitted_without_all_three_scores(worker, boss, missing):
    appraisal = opened(worker)
    with pytest.raises(RuleError):
        appraisals.submit(actor=boss.user, appraisal=appraisal, words="", **{**GOOD, missing: None})
    with pytest.raises(RuleError):
        appraisals.assess_oneself(employee=worker, appraisal=appraisal, words="", **{**GOOD, missing: None})

    assert appraisals.submit(actor=boss.user, appraisal=appraisal, words="", **GOOD).state == "submitted"


def test_an_appraisal_goes_from_ones_own_view_to_the_answer_to_an_objection(worker, boss, hr):
    appraisal = opened(worker)
    appraisal = appraisals.assess_oneself(employee=worker, appraisal=appraisal, words="尽力", **GOOD)
    for stranger in (worker, hr):
        with pytest.raises(PermissionDenied):
            appraisals.submit(actor=stranger.user, appraisal=appraisal, words="", **GOOD)
    appraisal = appraisals.submit(actor=boss.user, appraisal=appraisal, words="", **{**GOOD, "attitude": 2})
    with pytest.raises(PermissionDenied):
        appraisals.calibrate(actor=worker.user, appraisal=appraisal, answer="好", **GOOD)
    appraisal = appraisals.calibrate(actor=hr.user, appraisal=appraisal, answer="同级一致", **GOOD)
    with pytest.raises(DomainError):
        appraisals.object_to(employee=worker, appraisal=appraisal, objection=" ")
    appraisal = appraisals.object_to(employee=worker, appraisal=appraisal, objection="夜班没算")
    appraisal = appraisals.calibrate(actor=hr.user, appraisal=appraisal, answer="已计入", **GOOD)

    appraisal = appraisals.acknowledge(employee=worker, appraisal=appraisal)

    assert (appraisal.state, appraisal.scores, appraisal.own_words) == (
        AppraisalState.ACKNOWLEDGED,
        "4 / 5 / 3",
        "尽力",
    )


@pytest.mark.rule("A6.2")
def test_a_decision_cites_a_finished_appraisal_or_a_violation_of_that_person(worker, boss, hr):
    raw = opened(worker)
    breach = Breach.objects.create(employee=boss, clause="K8.7", facts="x", happened_at=timezone.now())
    values = {"actor": hr.user, "employee": worker, "reason": "季度之星"}
    for ground in ({}, {"appraisal": raw}, {"breach": breach}):
        with pytest.raises(RuleError):
            appraisals.decide(kind="reward", **values, **ground)
    raw = appraisals.submit(actor=boss.user, appraisal=raw, words="", **GOOD)
    done = appraisals.calibrate(actor=hr.user, appraisal=raw, answer="一致", **GOOD)
    with pytest.raises(DomainError):
        appraisals.decide(kind="promotion", appraisal=done, **values)
    with pytest.raises(DomainError):
        appraisals.decide(kind="reward", appraisal=done, **{**values, "actor": worker.user})

    position = make_position(role="department_head")
    appraisals.decide(kind="reward", appraisal=done, **values)
    appraisals.decide(kind="promotion", appraisal=done, position=position, **values)
    appraisals.decide(kind="penalty", breach=breach, **{**values, "employee": boss})

    worker.refresh_from_db()
    assert (worker.position, Decision.objects.count()) == (position, 3)


def test_it_is_done_on_the_phone_and_each_sees_their_own(worker, boss, hr):
    appraisal = opened(worker)
    mine = client_of(Visitor("w", "staff", "", worker.user))
    theirs = client_of(Visitor("b", "staff", "", boss.user))
    page = "/admin/my/appraisals/"
    scores = {"pk": appraisal.pk, "attitude": "4", "ability": "5", "teamwork": "3", "words": "稳"}

    short = mine.post(page, {"act": "assess", **scores, "teamwork": ""})
    foreign = theirs.post(page, {"act": "assess", **scores})
    codes = [
        mine.post(page, {"act": "assess", **scores}).status_code,
        mine.post(page, {"act": "submit", **scores}).status_code,
        theirs.post(page, {"act": "submit", **scores}).status_code,
    ]

    appraisal.refresh_from_db()
    assert (short.status_code, list(short.context["refused"].errors)) == (409, ["teamwork"])
    assert (foreign.status_code, codes, appraisal.state) == (404, [302, 404, 302], "submitted")
    assert [row.employee for row in theirs.get(page).context["mine"]] == [boss]
    office = client_of(Visitor("h", "staff", "", hr.user))
    url = f"/admin/staff/appraisal/{appraisal.pk}/calibrate/"
    form = office.get(url).context["form"]
    office.post(url, {**{name: form[name].value() for name in GOOD}, "answer": "与同级一致"})
    appraisal.refresh_from_db()
    assert (appraisal.scores, appraisal.own_scores, appraisal.state) == (
        "4 / 5 / 3",
        "4 / 5 / 3",
        "calibrated",
    )
