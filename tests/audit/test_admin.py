import ast
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from mall.accounts.services import people
from mall.audit import words
from mall.audit.models import Act
from mall.audit.services import record, record_look
from tests.ground.factories import make_person


@pytest.fixture
def auditor(client, db):
    """An employee with the right to read acts and looks and no other; past the second factor."""
    person = make_person(is_staff=True)
    codenames = ["view_act", "view_look", "view_seal"]
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "StaffMfa" not in name]


def test_an_auditor_finds_an_act_by_its_clause(client, auditor):
    record(actor=auditor, verb="shop.open", subject=auditor, rule="E14", reason="资料齐全")
    record(actor=None, verb="shop.close", subject=auditor, rule="D8.1")

    page = client.get(reverse("admin:audit_act_changelist"), {"q": "E14"})

    assert [act.verb for act in page.context["cl"].result_list] == ["shop.open"]


@pytest.mark.parametrize(
    ("language", "seen"),
    [("zh-hans", ["暂停", "营业中 → 已暂停"]), ("en", ["Suspend", "Open → Suspended"])],
)
def test_an_act_is_told_in_the_readers_words(client, auditor, language, seen):
    people.set_locale(actor=auditor, locale=language)
    act = record(
        actor=None,
        verb="shop.suspend",
        subject=auditor,
        rule="D8.1",
        data={"from": "open", "to": "suspended"},
    )

    row = client.get(reverse("admin:audit_act_changelist")).content.decode()
    page = client.get(reverse("admin:audit_act_change", args=[act.pk])).content.decode()

    assert [words for words in seen if words not in page] == []
    assert (seen[0] in row, "shop.suspend" in row, "shop.suspend" in page) == (True, False, True)


def test_who_acted_is_a_link_only_for_who_may_open_their_account(client, auditor):
    actor = make_person()
    act = record(actor=actor, verb="shop.open", subject=auditor, rule="E14")
    page, link = reverse("admin:audit_act_change", args=[act.pk]), f"/admin/accounts/user/{actor.pk}/change/"

    without = client.get(page).content.decode()
    auditor.user_permissions.add(Permission.objects.get(codename="view_user"))
    having = client.get(page).content.decode()

    assert [(f"{actor}" in text, link in text) for text in (without, having)] == [(True, False), (True, True)]


def test_every_verb_that_the_code_records_has_its_words():
    verbs = {
        part.value
        for package in ("mall", "staff", "merchants", "catalog", "orders")
        for file in Path(package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "verb"
        for part in ast.walk(node.value)
        if isinstance(part, ast.Constant) and "." in str(part.value).strip(".")
    }

    assert sorted(verb for verb in verbs if words.verb_words(verb) == verb) == []


def test_an_auditor_reads_a_look_and_cannot_change_it(client, auditor):
    look = record_look(viewer=auditor, subject=auditor, fields=["phone", "name"], reason="核对身份")
    address = reverse("admin:audit_look_change", args=[look.pk])

    assert "name、phone" in client.get(address).content.decode()
    assert client.post(address, {"reason": "x"}).status_code == 403
    assert client.post(reverse("admin:audit_look_delete", args=[look.pk])).status_code == 403


def test_the_list_of_acts_does_not_ask_once_a_row(client, auditor, django_assert_max_num_queries):
    for _ in range(30):
        record(actor=make_person(), verb="v", subject=auditor)

    with django_assert_max_num_queries(15):
        client.get(reverse("admin:audit_act_changelist"))


@pytest.mark.rule("G11.1")
@pytest.mark.parametrize("model", ["act", "look", "seal"])
def test_staff_without_the_permission_see_none_of_it(client, model, db):
    client.force_login(make_person(is_staff=True))

    assert client.get(reverse(f"admin:audit_{model}_changelist")).status_code == 403


def test_nobody_adds_an_act_by_hand(client, db):
    person = make_person(is_staff=True, is_superuser=True)
    client.force_login(person)

    assert client.get(reverse("admin:audit_act_add")).status_code == 403
    assert Act.objects.count() == 0


@pytest.mark.parametrize("q", ["%00", "\x00", "９９", "9" * 400, "'; --"])
def test_an_odd_search_is_an_empty_page_and_no_error(client, auditor, q):
    for model in ("act", "look"):
        assert client.get(reverse(f"admin:audit_{model}_changelist"), {"q": q}).status_code in {200, 302, 400}
