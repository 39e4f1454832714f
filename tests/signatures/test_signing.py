import pytest
from django.db import IntegrityError, transaction

from mall.audit.models import Seal
from mall.errors import DomainError
from mall.signatures.models import Party, Signature
from mall.signatures.services import chain, fits, missing_roles, sign, signed
from tests.ground.factories import at_once, make_person

SLIP = Seal(pk=7)  # any row that has a number will do for a document
CONTENT = {"lines": [{"sku": 1, "count": 2}], "note": "易碎"}


def sign_as(role: str, *, actor, step: str = "check", **over) -> Signature:
    return sign(**{"actor": actor, "subject": SLIP, "step": step, "role": role, "content": CONTENT} | over)


@pytest.mark.django_db
def test_a_signature_tells_who_signed_what_in_which_role():
    person = make_person()

    signature = sign_as("checker", actor=person, note="齐")

    assert (signature.party.person, signature.party.role) == (person, "checker")
    assert (signature.step, signature.round, signature.note) == ("check", 1, "齐")
    assert fits(signature, CONTENT)
    assert not fits(signature, CONTENT | {"note": "不易碎"})


@pytest.mark.django_db
def test_one_person_in_a_second_role_on_the_same_document_is_refused():
    person = make_person()
    sign_as("picker", actor=person, step="pick")

    with pytest.raises(DomainError, match="同一人不能代表两方签字"):
        sign_as("checker", actor=person, step="check")

    assert Signature.objects.count() == Party.objects.count() == 1


@pytest.mark.django_db
def test_one_person_may_sign_several_steps_in_one_role_and_other_documents_in_another():
    person = make_person()

    sign_as("picker", actor=person, step="pick")
    sign_as("picker", actor=person, step="pack")
    sign_as("checker", actor=person, subject=Seal(pk=8))

    assert [signature.step for signature in chain(SLIP)] == ["pick", "pack"]


@pytest.mark.django_db
def test_the_same_step_twice_by_the_same_person_is_refused():
    person = make_person()
    sign_as("checker", actor=person)

    with pytest.raises(DomainError, match="已签过"):
        sign_as("checker", actor=person)

    assert Signature.objects.count() == 1


@pytest.mark.django_db
def test_the_same_step_is_signed_again_in_the_next_round():
    person = make_person()
    sign_as("checker", actor=person)
    sign_as("checker", actor=person, round_no=2)

    assert [signature.round for signature in chain(SLIP)] == [1, 2]
    assert len(signed(SLIP, step="check", round_no=2)) == 1


@pytest.mark.django_db
def test_a_step_knows_which_roles_it_still_waits_for():
    roles = ["picker", "checker"]

    assert missing_roles(SLIP, step="check", roles=roles) == roles
    sign_as("checker", actor=make_person())
    assert missing_roles(SLIP, step="check", roles=roles) == ["picker"]
    sign_as("picker", actor=make_person())
    assert missing_roles(SLIP, step="check", roles=roles) == []


@pytest.mark.django_db
def test_the_chain_names_all_signers_in_one_query(django_assert_max_num_queries):
    for role in ("picker", "checker", "packer"):
        sign_as(role, actor=make_person())

    with django_assert_max_num_queries(1):
        names = [signature.party.person.name for signature in chain(SLIP)]

    assert len(names) == 3


@pytest.mark.django_db
def test_the_database_itself_refuses_the_second_role():
    sign_as("picker", actor=(person := make_person()))
    second = {"subject_kind": "audit.seal", "subject_id": SLIP.pk, "person": person, "role": "checker"}

    with pytest.raises(IntegrityError, match="one_person_one_role"), transaction.atomic():
        Party.objects.create(**second)


@pytest.mark.django_db(transaction=True)
def test_one_person_signing_in_two_roles_at_once_gets_one_of_them():
    person = make_person()

    outcomes = at_once(
        *[lambda role=role: sign_as(role, actor=person, step=role).step for role in ("a", "b", "c", "d")]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DomainError"] * 3 + ["str"]
    assert Signature.objects.count() == Party.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_signing_the_same_step_twice_at_once_signs_once():
    person = make_person()

    outcomes = at_once(*[lambda: sign_as("checker", actor=person).step] * 4)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DomainError"] * 3 + ["str"]
    assert Signature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_signing_at_once_both_sign():
    one, two = make_person(), make_person()

    at_once(lambda: sign_as("picker", actor=one), lambda: sign_as("checker", actor=two))

    assert {signature.party.person for signature in chain(SLIP)} == {one, two}
