import pytest
from django.core.management import call_command
from django.urls import reverse

from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook import register, services
from mall.rulebook.models import Acknowledgement, Edition
from tests.ground.factories import make_person

pytestmark = pytest.mark.django_db


def test_a_release_publishes_the_rulebook_once_and_the_page_names_the_edition(client):
    call_command("publish_rulebook", verbosity=0)
    call_command("publish_rulebook", verbosity=0)

    assert [edition.number for edition in Edition.objects.all()] == [1]
    assert Act.objects.get(verb="rulebook.publish").subject_id == Edition.objects.get().pk
    assert "第 1 版" in client.get(reverse("rulebook:index")).content.decode()


def test_a_changed_text_is_a_new_edition_and_the_old_one_stays(monkeypatch, tmp_path):
    first = services.publish_edition(actor=None)
    changed = tmp_path / "register.toml"
    changed.write_bytes(register.FILE.read_bytes() + b"\n# changed\n")
    monkeypatch.setattr(register, "FILE", changed)

    second = services.publish_edition(actor=None)

    assert (first.number, second.number) == (1, 2)
    assert first.digest != second.digest
    assert Edition.objects.count() == 2


def test_a_person_acknowledges_an_edition_once_for_each_audience():
    person, edition = make_person(), services.publish_edition(actor=None)

    once = services.acknowledge(person=person, edition=edition, audience="staff")
    again = services.acknowledge(person=person, edition=edition, audience="staff")

    assert once == again
    assert Acknowledgement.objects.values_list("person", "edition", "audience").get() == (
        person.pk,
        edition.pk,
        "staff",
    )


def test_an_audience_that_no_clause_binds_acknowledges_nothing():
    with pytest.raises(DomainError, match="没有这样的身份"):
        services.acknowledge(
            person=make_person(), edition=services.publish_edition(actor=None), audience="nobody"
        )

    assert Acknowledgement.objects.count() == 0
