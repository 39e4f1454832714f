"""What is kept no longer than needed."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from mall.accounts.models import SignIn
from mall.accounts.services import sign_ins
from mall.roof import retention, tasks
from tests.staff.factories import make_person

pytestmark = pytest.mark.django_db


def session(key: str, *, expires: timedelta) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + expires)
    UserSession.objects.create(user=make_person(), session_key=key, ip="192.0.2.1", user_agent="x")


def test_expired_sessions_go_and_with_them_their_entry_in_the_persons_list():
    session("old", expires=-timedelta(seconds=1))
    session("new", expires=timedelta(days=1))

    assert retention.purge_sessions() == 2

    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["new"]


def test_purging_runs_every_retention_function():
    assert tasks.purge().keys() == retention.PURGES.keys()


def test_one_purge_that_fails_does_not_stop_the_others(monkeypatch, caplog):
    def fail():
        raise RuntimeError("disk")

    monkeypatch.setitem(retention.PURGES, "clocks", fail)

    assert tasks.purge().keys() == retention.PURGES.keys() - {"clocks"}
    assert "purging clocks failed" in caplog.text


def test_the_address_of_a_sign_in_is_forgotten_after_180_days_and_the_sign_in_kept():
    person, now = make_person(), timezone.now()
    sign_in = SignIn.objects.create(
        user=person, at=now, ip="192.0.2.1", user_agent="iPhone", method="password"
    )

    with time_machine.travel(now + timedelta(days=180), tick=False):
        assert sign_ins.forget_addresses() == 0
    with time_machine.travel(now + timedelta(days=180, seconds=1), tick=False):
        assert sign_ins.forget_addresses() == 1

    sign_in.refresh_from_db()
    assert (sign_in.ip, sign_in.user_agent) == (None, "iPhone")
