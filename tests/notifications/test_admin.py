"""Deliveries in the admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mall.audit.models import Act
from mall.errors import DomainError
from mall.notifications.models import Delivery
from mall.notifications.services import deliver, retry
from tests.accounts.factories import make_staff
from tests.rulebook.steps import enter

pytestmark = pytest.mark.django_db


def make_failed() -> Delivery:
    delivery = deliver(channel="sms", address="13812345678", body="订单已发货", key="sent:1")
    Delivery.objects.update(state="failed", attempts=6, last_error="gateway answered 503")
    return delivery


def test_the_pages_say_how_it_went_and_not_to_whom(client):
    enter(client, "view_delivery")
    delivery = make_failed()
    for url in (
        reverse("admin:notifications_delivery_changelist"),
        reverse("admin:notifications_delivery_change", args=[delivery.pk]),
    ):
        page = client.get(url).content.decode()
        assert "gateway answered 503" in page
        assert "13812345678" not in page
        assert "订单已发货" not in page


def test_a_failed_delivery_is_put_back(client):
    staff = enter(client, "view_delivery", "change_delivery")
    delivery = make_failed()
    client.post(reverse("admin:notifications_delivery_retry", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("pending", 0)
    assert Act.objects.filter(verb="delivery.retry", actor=staff).count() == 1


def test_without_the_permission_nothing_is_put_back(client):
    enter(client, "view_delivery")
    delivery = make_failed()
    assert client.post(reverse("admin:notifications_delivery_retry", args=[delivery.pk])).status_code == 403
    delivery.refresh_from_db()
    assert delivery.state == "failed"


@pytest.mark.parametrize("state", ["pending", "sent", "expired"])
def test_only_what_failed_is_put_back(state):
    delivery = make_failed()
    Delivery.objects.update(state=state)
    with pytest.raises(DomainError):
        retry(actor=make_staff(), delivery=delivery)
    delivery.refresh_from_db()
    assert delivery.state == state
