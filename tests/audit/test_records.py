import pytest

from mall import locks
from mall.audit.models import Act, Look
from mall.audit.services import record, record_look
from mall.errors import DomainError
from tests.ground.factories import make_person


@pytest.mark.django_db
def test_an_act_tells_who_did_what_to_what_and_why():
    person = make_person()

    act = record(actor=person, verb="v", subject=person, rule="E14", reason="因为", data={"n": 1})

    assert Act.objects.about(person).get() == act
    assert (act.actor, act.rule, act.reason, act.data) == (person, "E14", "因为", {"n": 1})


@pytest.mark.django_db
def test_the_mall_itself_acts_as_nobody():
    assert record(actor=None, verb="v", subject=make_person()).actor is None


@pytest.mark.django_db(transaction=True)
def test_the_record_of_what_was_rolled_back_is_rolled_back_too():
    person = make_person()

    @locks.service
    def fails():
        record(actor=person, verb="v", subject=person)
        raise DomainError("no")

    with pytest.raises(DomainError):
        fails()

    assert Act.objects.count() == 0


@pytest.mark.django_db
def test_a_look_names_its_fields_in_order():
    person = make_person()

    look = record_look(viewer=person, subject=person, fields={"street", "phone"}, reason="核对")

    assert Look.objects.about(person).get() == look
    assert look.fields == ["phone", "street"]


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_look_without_a_reason_is_refused_in_words(reason):
    person = make_person()

    with pytest.raises(DomainError, match="写明查看的原因"):
        record_look(viewer=person, subject=person, fields=["phone"], reason=reason)

    assert Look.objects.count() == 0
