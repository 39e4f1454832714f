"""Accounts in the admin: masked, and opened with a reason."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from mall.audit.models import Look
from tests.rulebook.steps import enter

from .factories import make_user

pytestmark = pytest.mark.django_db


def test_the_list_and_the_account_show_no_contact_in_full(client):
    enter(client, "view_user")
    user = make_user(phone="13812345678")
    for url in (
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_change", args=[user.pk]),
    ):
        page = client.get(url).content.decode()
        assert "138****5678" in page
        assert "13812345678" not in page


def test_a_contact_is_revealed_with_a_reason_that_is_kept(client):
    staff = enter(client, "view_user", "reveal_user")
    user = make_user(phone="13812345678")
    page = client.post(reverse("admin:accounts_user_reveal", args=[user.pk]), {"reason": "核对退款"})
    assert "13812345678" in page.content.decode()
    look = Look.objects.get()
    assert (look.viewer, look.subject_id, look.fields, look.reason) == (
        staff,
        user.pk,
        ["email", "phone"],
        "核对退款",
    )


def test_without_a_reason_nothing_is_revealed(client):
    enter(client, "view_user", "reveal_user")
    user = make_user(phone="13812345678")
    page = client.post(reverse("admin:accounts_user_reveal", args=[user.pk]), {"reason": "  "})
    assert page.status_code == 400
    assert "13812345678" not in page.content.decode()
    assert Look.objects.count() == 0


def test_without_the_permission_it_is_refused(client):
    enter(client, "view_user")
    user = make_user()
    assert (
        client.post(reverse("admin:accounts_user_reveal", args=[user.pk]), {"reason": "x"}).status_code == 403
    )


def test_no_account_is_added_changed_or_deleted_by_hand(client):
    enter(client, "view_user", "add_user", "change_user", "delete_user")
    user = make_user()
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    assert client.post(reverse("admin:accounts_user_delete", args=[user.pk])).status_code == 403
    assert (
        client.post(reverse("admin:accounts_user_change", args=[user.pk]), {"is_staff": "on"}).status_code
        == 403
    )
    user.refresh_from_db()
    assert not user.is_staff


def test_what_the_library_keeps_has_no_page_of_its_own():
    shown = {model._meta.app_label for model in admin.site._registry}
    assert shown & {"account", "mfa", "usersessions"} == set()
