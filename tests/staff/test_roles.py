"""The role groups are exactly the table."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from staff.roles import BY_CODE, ROLES, Role, label
from staff.services import roles

pytestmark = pytest.mark.django_db


def names(group: Group) -> set[str]:
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_every_permission_a_role_names_exists(role):
    existing = {
        f"{app}.{codename}"
        for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }

    assert set(role.permissions) - existing == set()


def test_sync_gives_each_group_exactly_its_permissions():
    Group.objects.all().delete()

    groups = roles.sync()

    assert {code: names(group) for code, group in groups.items()} == {
        role.code: set(role.permissions) for role in ROLES
    }


def test_sync_takes_away_what_somebody_added_by_hand_and_keeps_the_group():
    group = roles.sync()["handler"]
    group.permissions.add(Permission.objects.get(content_type__app_label="orders", codename="delete_order"))

    again = roles.sync()["handler"]

    assert (again.pk, names(again)) == (group.pk, set(BY_CODE["handler"].permissions))


def test_sync_names_a_permission_that_does_not_exist_and_changes_nothing(monkeypatch):
    wrong = Role("dreamer", "梦", ("catalog.fly_product",))
    monkeypatch.setattr(roles, "ROLES", (*ROLES, wrong))
    Group.objects.all().delete()

    with pytest.raises(LookupError, match=r"catalog\.fly_product"):
        roles.sync()

    assert not Group.objects.exists()


def test_the_command_syncs(capsys):
    call_command("sync_roles")

    assert Group.objects.count() == len(ROLES)
    assert capsys.readouterr().out == f"{len(ROLES)} role groups are in order.\n"


def test_nobody_but_the_merchant_manager_may_delete_anything():
    deleting = {role.code: [p for p in role.permissions if ".delete_" in p] for role in ROLES}

    assert {code: found for code, found in deleting.items() if found} == {
        "merchant_manager": ["merchants.delete_member"]
    }


def test_a_group_of_ours_is_called_by_its_label_and_another_by_its_name():
    assert (str(label("hr")), label("自建")) == ("人事", "自建")
