from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mall.audit.models import Act, Look
from mall.errors import DomainError
from mall.rulebook.models import Refusal
from mall.rulebook.rule import RuleError
from mall.uploads import services
from mall.uploads.models import PrivateFile, private_storage
from merchants.models import Shop
from tests.ground.factories import make_person

from . import corpus


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path, monkeypatch) -> Path:
    """A private storage of the test's own, beside the public one and not under it."""
    private = {
        **settings.STORAGES["private"],
        "OPTIONS": {**settings.STORAGES["private"]["OPTIONS"], "location": tmp_path / "private"},
    }
    settings.STORAGES = {**settings.STORAGES, "private": private}
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(PrivateFile._meta.get_field("file"), "storage", private_storage())
    return tmp_path / "private"


@pytest.fixture
def owner(db):
    return make_person()


@pytest.fixture
def shop(owner, monkeypatch) -> Shop:
    """A subject that lets one person open what hangs on it."""
    monkeypatch.setattr(Shop, "may_open", lambda self, viewer, private: viewer == owner, raising=False)
    return Shop.objects.create(slug="a", name="甲")


@pytest.fixture
def licence(owner, shop) -> PrivateFile:
    upload = SimpleUploadedFile("../营业执照.pdf", corpus.pdf())
    return services.store(actor=owner, subject=shop, purpose="licence", upload=upload)


def address(private: PrivateFile) -> str:
    return reverse("uploads:private", args=[private.pk])


def test_a_private_file_lies_outside_what_is_public_under_a_name_that_tells_nothing(
    licence, private_root, settings
):
    path = Path(licence.file.path)

    assert path.is_relative_to(private_root)
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert "营业执照" not in licence.file.name
    assert licence.name == "营业执照.pdf"
    assert (licence.size, licence.media_type) == (len(corpus.pdf()), "application/pdf")
    assert Act.objects.get().verb == "file.store"


def test_other_accounts_of_the_machine_can_read_neither_file_nor_folder(licence, private_root):
    path = Path(licence.file.path)
    folders = [folder for folder in path.parents if folder.is_relative_to(private_root)]

    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


@pytest.mark.rule("G11.1")
def test_who_may_opens_it_and_the_look_is_recorded(client, licence, owner):
    client.force_login(owner)

    response = client.get(address(licence))

    assert response.getvalue() == corpus.pdf()
    look = Look.objects.get()
    assert (look.viewer, look.subject_kind, look.subject_id) == (owner, "uploads.privatefile", licence.pk)
    assert look.fields == ["licence"]


def test_an_opened_file_can_run_nothing_and_stays_in_no_cache(client, licence, owner):
    client.force_login(owner)

    response = client.get(address(licence))
    response.getvalue()

    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"] == "inline; filename*=utf-8''%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7.pdf"
    )


@pytest.mark.rule("G11.1")
def test_to_a_stranger_it_is_not_there_and_the_refusal_is_recorded(client, licence):
    stranger = make_person()
    client.force_login(stranger)

    assert client.get(address(licence)).status_code == 404
    assert Look.objects.count() == 0
    assert Refusal.objects.values_list("clause", "actor").get() == ("G11.1", stranger.pk)


def test_who_has_not_signed_in_is_asked_to(client, licence):
    response = client.get(address(licence))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_staff_without_the_subjects_leave_are_strangers_too(client, licence):
    client.force_login(make_person(is_staff=True, is_superuser=True))

    assert client.get(address(licence)).status_code == 404
    assert Look.objects.count() == 0


@pytest.mark.rule("G11.1")
def test_where_the_subject_says_nothing_nobody_opens_it(owner, db):
    mute = make_person()
    upload = SimpleUploadedFile("a.jpg", corpus.picture())
    private = services.store(actor=owner, subject=mute, purpose="id_card", upload=upload)

    with pytest.raises(RuleError, match="无权打开"):
        services.open_private(viewer=owner, private=private)


@pytest.mark.rule("G11.1")
def test_where_the_subject_is_gone_nobody_opens_it(licence, owner, shop):
    shop.delete()

    with pytest.raises(RuleError):
        services.open_private(viewer=owner, private=licence)


def test_a_person_who_was_switched_off_opens_nothing(licence, owner):
    owner.is_active = False

    assert not services.may_open(licence, viewer=owner)


@pytest.mark.parametrize(
    "path",
    [
        "/files/0/",
        "/files/999999/",
        "/files/99999999999999999999999999/",
        "/files/-1/",
        "/files/../../etc/passwd",
        "/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd/",
        "/files/1%00/",
        "/files/licence/",
    ],
)
def test_an_address_that_names_no_file_is_not_found(client, owner, path):
    client.force_login(owner)

    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_file_is_only_read_by_its_address(client, licence, owner, method):
    client.force_login(owner)

    assert getattr(client, method)(address(licence)).status_code == 405


def test_a_file_whose_bytes_are_lost_is_not_found(client, licence, owner):
    Path(licence.file.path).unlink()
    client.force_login(owner)

    assert client.get(address(licence)).status_code == 404


def test_a_refused_upload_leaves_no_row_and_no_bytes(owner, shop, private_root):
    with pytest.raises(DomainError):
        services.store(
            actor=owner, subject=shop, purpose="licence", upload=SimpleUploadedFile("a.pdf", corpus.HTML)
        )

    assert PrivateFile.objects.count() == 0
    assert not list(private_root.rglob("*.*"))


def test_bytes_whose_row_did_not_come_about_are_taken_away(owner, shop, private_root):
    nobody = type(owner)(pk=None, email="x@example.test")
    upload = SimpleUploadedFile("a.jpg", corpus.picture())

    with pytest.raises(ValueError, match="unsaved"):
        services.store(actor=nobody, subject=shop, purpose="licence", upload=upload)

    assert not list(private_root.rglob("*.*"))


@pytest.mark.parametrize(("name", "shown"), corpus.NAMES.items())
def test_whatever_it_was_called_the_file_keeps_a_harmless_name(owner, shop, name, shown):
    upload = SimpleUploadedFile("x", corpus.picture())
    upload._name = name

    private = services.store(actor=owner, subject=shop, purpose="licence", upload=upload)

    assert private.name == f"{shown.rpartition('.')[0] or 'file'}.webp"
    assert private_storage().exists(private.file.name)
