from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, models

from mall import crypto
from mall.accounts.models import User
from mall.crypto import EncryptedTextField, WrongKey, lookup_hash
from tests.ground.factories import make_person

PHONE = "13812345678"


def stored(person: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


def rotate() -> str:
    out = StringIO()
    call_command("rotate_field_keys", stdout=out)
    return out.getvalue()


@pytest.fixture
def keys(settings):
    """Three keys; the first is in use."""
    made = [Fernet.generate_key().decode() for _ in range(3)]
    settings.FIELD_KEYS = made[:1]
    return made


@pytest.mark.rule("G11.1")
@pytest.mark.django_db
def test_what_the_database_holds_is_not_the_phone_and_reads_back_as_it():
    person = make_person(phone=PHONE)

    assert PHONE not in stored(person)
    assert User.objects.get(pk=person.pk).phone == PHONE


@pytest.mark.django_db
def test_the_same_phone_is_never_the_same_ciphertext_but_is_found_by_its_hash():
    person = make_person(phone=PHONE)
    first = stored(person)
    person.save()

    assert stored(person) != first
    assert User.objects.by_phone(PHONE) == person
    assert User.objects.by_phone("13800000000") is None


@pytest.mark.django_db
def test_nothing_stays_nothing():
    person = make_person()

    assert stored(person) == ""
    assert User.objects.filter(phone="").get() == person
    assert lookup_hash("") == ""


@pytest.mark.parametrize("text", ["王小明", "a" * 10_000, "\u202e\U0001f600", "x'; DROP TABLE y; --"])
@pytest.mark.django_db
def test_any_text_comes_back_as_it_went(text):
    person = make_person()
    User.objects.filter(pk=person.pk).update(phone=text, phone_hash="h")

    assert User.objects.values_list("phone", flat=True).get() == text


@pytest.mark.parametrize("lookup", ["phone", "phone__icontains", "phone__startswith", "phone__in"])
@pytest.mark.django_db
def test_a_search_by_an_encrypted_field_is_a_programming_error_and_not_an_empty_page(lookup):
    with pytest.raises(TypeError, match="hash column"):
        User.objects.filter(**{lookup: PHONE}).first()


def test_another_hash_key_gives_another_hash(settings):
    first = lookup_hash(PHONE)
    settings.HASH_KEY = "another"

    assert lookup_hash(PHONE) != first


@pytest.mark.django_db
def test_a_missing_key_says_which_column_and_what_to_do(keys, settings):
    make_person(phone=PHONE)
    settings.FIELD_KEYS = keys[1:2]

    with pytest.raises(WrongKey, match=r"accounts\.User\.phone .* Put that key back"):
        User.objects.get()


def test_a_malformed_key_is_named(settings):
    settings.FIELD_KEYS = ["not a key"]

    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS must be"):
        crypto.cipher()


@pytest.mark.django_db
def test_after_a_rotation_the_old_key_can_be_dropped(keys, settings):
    person = make_person(phone=PHONE)
    settings.FIELD_KEYS = [keys[1], keys[0]]

    assert "accounts.User.phone: 1" in rotate()
    assert "0 values left" in rotate()

    settings.FIELD_KEYS = [keys[1]]
    assert User.objects.get(pk=person.pk).phone == PHONE


@pytest.mark.django_db
def test_without_a_rotation_the_old_key_can_not_be_dropped(keys, settings):
    make_person(phone=PHONE)
    settings.FIELD_KEYS = [keys[1], keys[0]]
    User.objects.get()
    settings.FIELD_KEYS = [keys[1]]

    with pytest.raises(WrongKey):
        User.objects.get()


@pytest.mark.django_db
def test_an_interrupted_rotation_is_started_again_where_it_stopped(keys, settings):
    people = [make_person(phone=f"1381234567{n}") for n in range(5)]
    settings.FIELD_KEYS = [keys[1], keys[0]]
    interrupted = crypto.rotate_column(User, User._meta.get_field("phone"), batch=2)
    next(interrupted)
    interrupted.close()
    done = [stored(person) for person in people[:2]]

    assert list(crypto.rotate_column(User, User._meta.get_field("phone"), batch=2)) == [0, 2, 1]
    assert [stored(person) for person in people[:2]] == done


@pytest.mark.django_db
def test_what_somebody_writes_during_a_rotation_is_left_as_they_wrote_it(keys, settings, monkeypatch):
    person = make_person(phone=PHONE)
    settings.FIELD_KEYS = [keys[1], keys[0]]
    read = crypto._page

    def written_after_the_page_was_read(*args):
        rows = read(*args)
        User.objects.filter(pk=person.pk).update(phone="13900000000")
        return rows

    monkeypatch.setattr(crypto, "_page", written_after_the_page_was_read)
    rotation = crypto.rotate_column(User, User._meta.get_field("phone"))

    assert next(rotation) == 0
    assert User.objects.get().phone == "13900000000"


@pytest.mark.django_db
def test_a_rotation_without_the_old_key_stops_and_says_so(keys, settings):
    make_person(phone=PHONE)
    settings.FIELD_KEYS = [keys[1]]

    with pytest.raises(CommandError, match="Put that key back"):
        rotate()


PERSONAL = ("phone", "recipient", "street", "id_number", "id_card", "real_name", "bank_account", "passport")


@pytest.mark.rule("G11.1")
def test_no_column_that_is_named_like_identity_data_is_stored_in_the_clear():
    ours = [model for model in apps.get_models() if not model.__module__.startswith(("django.", "allauth."))]
    in_the_clear = [
        f"{model._meta.label}.{field.name}"
        for model in ours
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and any(name in field.name for name in PERSONAL)
        and not isinstance(field, EncryptedTextField)
        and not field.name.endswith("_hash")
    ]

    assert in_the_clear == []


def test_no_history_and_no_append_only_table_holds_an_encrypted_column():
    from mall.appendonly import append_only_models

    encrypted = {model for model, _field in crypto.encrypted_columns()}

    assert encrypted & set(append_only_models()) == set()
    assert User in encrypted
