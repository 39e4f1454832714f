"""Leaving: every department signs its line, and with the last signature the employment ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mall.deadlines.models import Clock
from mall.errors import DomainError
from mall.signatures.services import chain
from staff.models import Clearance, ClearanceState, EmployeeState, LineKind
from staff.services import clearances, employees
from tests.permissions.world import Visitor, client_of

from .factories import make_department, make_employee, make_position

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def hr():
    return make_employee(position=make_position(role="hr", department=make_department(code="people")))


@pytest.fixture
def leaver(hr):
    leaver = make_employee()
    leaver.colleague = make_employee(position=leaver.position)
    return leaver


def opened(hr, leaver, **over) -> Clearance:
    values = {"actor": hr.user, "employee": leaver, "reason": "辞职", "last_day_on": TODAY()}
    return clearances.open_clearance(**{**values, **over})


def signer_of(line, hr, leaver):
    return leaver.colleague if line.department == leaver.department else hr


def test_each_line_goes_to_a_department_where_somebody_else_can_sign_it(hr, leaver):
    clearance = opened(hr, leaver)

    own, people = leaver.department, hr.department
    assert [(line.kind, line.department) for line in clearance.lines.all()] == [
        (kind, own if kind == LineKind.WORK else people) for kind in LineKind
    ]


def test_rights_hold_until_the_last_signature_and_end_with_it(hr, leaver):
    clearance = opened(hr, leaver)
    *first, last = clearance.lines.all()

    for line in first:
        clearances.sign(actor=signer_of(line, hr, leaver).user, line=line)
    leaver.refresh_from_db()
    meanwhile = leaver.state
    with pytest.raises(DomainError):
        employees.leave(actor=hr.user, employee=leaver, reason="等不及")
    clearances.sign(actor=hr.user, line=last, note="钥匙齐")

    leaver.refresh_from_db()
    clearance.refresh_from_db()
    assert (meanwhile, leaver.state, clearance.state) == (
        EmployeeState.ACTIVE,
        EmployeeState.LEFT,
        ClearanceState.COMPLETE,
    )
    assert [signature.step for signature in chain(clearance)] == list(LineKind)


def test_who_may_sign_and_what_may_be_signed_is_said_in_words(hr, leaver):
    clearance = opened(hr, leaver)
    work = clearance.lines.get(kind=LineKind.WORK)
    papers = clearance.lines.get(kind=LineKind.PAPERS)

    for actor, line in ((leaver, work), (hr, work), (leaver.colleague, papers)):
        with pytest.raises(DomainError):
            clearances.sign(actor=actor.user, line=line)
    clearances.sign(actor=hr.user, line=papers)
    with pytest.raises(DomainError):
        clearances.sign(actor=hr.user, line=papers)
    with pytest.raises(DomainError):
        opened(hr, leaver)
    with pytest.raises(DomainError):
        opened(hr, leaver.colleague, last_day_on=TODAY() - timedelta(days=1))
    with pytest.raises(DomainError):
        opened(hr, hr)

    assert clearance.lines.filter(signed_at=None).count() == len(LineKind) - 1


def test_open_work_is_listed_and_handed_over_before_its_line_is_signed(hr, leaver):
    clearance, due = opened(hr, leaver), timezone.now() + timedelta(hours=5)
    clock = Clock.objects.create(
        rule="K1.2",
        stage="x",
        subject_kind="staff.employee",
        subject_id=hr.pk,
        owner_kind="person",
        owner_id=leaver.user_id,
        due_at=due,
        wake_at=due,
        figure={"seconds": 1},
    )
    work = clearance.lines.get(kind=LineKind.WORK)
    with pytest.raises(DomainError):
        clearances.sign(actor=leaver.colleague.user, line=work)
    client = client_of(Visitor("hr", "staff", "hr", hr.user))

    listed = client.get(f"/admin/staff/clearance/{clearance.pk}/change/").content.decode()
    client.post(f"/admin/staff/clearance/{clearance.pk}/hand-over/", {"to": leaver.colleague.pk})
    clearances.sign(actor=leaver.colleague.user, line=work)

    clock.refresh_from_db()
    assert (str(hr) in listed, clock.owner_id, clock.due_at) == (True, leaver.colleague.user_id, due)


def test_it_is_signed_on_the_phone_by_whose_line_it_is_and_by_nobody_else(hr, leaver):
    clearance = opened(hr, leaver)
    work = clearance.lines.get(kind=LineKind.WORK)
    stranger = client_of(Visitor("x", "staff", "", make_employee().user))
    colleague = client_of(Visitor("y", "staff", "", leaver.colleague.user))

    refused = stranger.post("/admin/my/clearances/", {"act": "sign", "pk": work.pk})
    odd = colleague.post("/admin/my/clearances/", {"act": "sign", "pk": "９" * 4_000})
    page = colleague.get("/admin/my/clearances/")
    signed = colleague.post("/admin/my/clearances/", {"act": "sign", "pk": work.pk, "note": "无"})

    assert (refused.status_code, odd.status_code, signed.status_code) == (404, 400, 302)
    assert (page.context["lines"], clearances.waiting_for(leaver.colleague.user).count()) == ([work], 0)
