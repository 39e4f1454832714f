"""The committee's work in the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mall.rulebook.models import Amendment, Refusal, Resolution

from .factories import make_person, make_resolution
from .steps import enter

pytestmark = pytest.mark.django_db
ADD_AMENDMENT = "/admin/rulebook/amendment/add/"


def amendment(**over) -> dict:
    effective_at = timezone.localtime() + over.pop("ahead", timedelta(days=8))
    return {
        "of": "D7.2|figure",
        "becomes": "36 小时",
        "resolution": over.pop("resolution", None) or make_resolution().pk,
        "effective_at_0": effective_at.strftime("%Y-%m-%d"),
        "effective_at_1": effective_at.strftime("%H:%M:%S"),
    } | over


def test_a_resolution_is_recorded_in_the_name_of_who_enters_it(client):
    staff = enter(client, "add_resolution", "view_resolution")
    data = {"number": "2026-9", "title": "调整发货时限", "text": "同意。", "passed_on": "2026-11-01"}

    response = client.post("/admin/rulebook/resolution/add/", data)

    assert response.status_code == 302
    assert Resolution.objects.get().recorded_by == staff


def test_an_amendment_is_announced_in_the_words_of_people(client):
    staff = enter(client, "add_amendment", "view_amendment", "view_resolution")

    response = client.post(ADD_AMENDMENT, amendment())

    assert response.status_code == 302
    row = Amendment.objects.get()
    assert (row.clause, row.name, row.value, row.announced_by) == (
        "D7.2",
        "figure",
        {"seconds": 129_600},
        staff,
    )
    page = client.get(f"/admin/rulebook/amendment/{row.pk}/change/").content.decode()
    assert "36 小时" in page


@pytest.mark.rule("D10.1-2")
def test_too_short_a_notice_is_refused_in_the_form_and_counted(client):
    staff = enter(client, "add_amendment", "view_amendment", "view_resolution")

    response = client.post(ADD_AMENDMENT, amendment(ahead=timedelta(days=6)))

    assert response.status_code == 409
    assert "生效时间至少要在公示之后 7 天" in response.content.decode()
    assert Amendment.objects.count() == 0
    assert list(Refusal.objects.values_list("clause", "actor")) == [("D10.1-2", staff.pk)]


def test_what_cannot_be_understood_is_said_in_the_form(client):
    enter(client, "add_amendment", "view_amendment", "view_resolution")
    wanted = [
        ({"becomes": "36"}, ["becomes"]),
        ({"becomes": "３６ 小时"}, ["becomes"]),
        ({"becomes": ""}, ["becomes"]),
        ({"becomes": "0 小时"}, ["__all__"]),
        ({"of": "Z9|figure"}, ["of"]),
        ({"effective_at_0": "10000-01-01"}, ["effective_at"]),
    ]

    answers = [client.post(ADD_AMENDMENT, amendment(**over)) for over, _fields in wanted]

    told = [list(answer.context["adminform"].form.errors) for answer in answers]
    assert told == [fields for _over, fields in wanted]
    assert Amendment.objects.count() == 0


def test_amendments_and_resolutions_are_never_changed_or_deleted(client):
    enter(client, "add_resolution", "view_resolution", "change_resolution", "delete_resolution")
    resolution = make_resolution()

    url = f"/admin/rulebook/resolution/{resolution.pk}"
    assert client.post(f"{url}/change/", {"number": "9"}).status_code == 403
    assert client.post(f"{url}/delete/", {"post": "yes"}).status_code == 403


def test_refusals_can_be_counted_by_clause(client):
    enter(client, "view_refusal")
    person = make_person()
    for clause in ("E14", "E14", "D7.2"):
        Refusal.objects.create(clause=clause, actor=person, message="太晚了", where="orders:pay")

    assert client.get("/admin/rulebook/refusal/", {"q": "E14"}).context["cl"].result_count == 2


def test_who_may_not_look_sees_nothing(client):
    enter(client)
    models = ["resolution", "amendment", "refusal", "edition", "acknowledgement"]

    codes = {model: client.get(f"/admin/rulebook/{model}/").status_code for model in models}

    assert codes == dict.fromkeys(models, 403)
