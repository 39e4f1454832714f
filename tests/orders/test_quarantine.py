"""Events on unknown payments and of wrong amounts wait until somebody has looked into them. (B12.1)"""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from mall.audit.models import Act
from mall.errors import DomainError
from mall.roof import work
from orders.models import EventOutcome, EventReview, PaymentEvent
from orders.services import quarantine
from orders.services.payments import apply_event
from staff.services import roles
from tests.permissions.world import Visitor, client_of, person

from .factories import begin, event, paid_order, placed

pytestmark = pytest.mark.django_db


def unknown(event_id: str = "odd") -> PaymentEvent:
    payment = begin(placed())
    apply_event(event=event(payment, event_id=event_id, payment_number="P0"))
    return PaymentEvent.objects.get(event_id=event_id)


def finance(name: str = "finance"):
    user = person(name, is_staff=True)
    user.groups.set([roles.sync()["finance"]])
    return user


def waiting(user) -> dict[str, int]:
    return {str(queue.label): queue.count for queue in work.waiting_for(user)}


@pytest.mark.rule("B12.1")
def test_finance_finds_the_event_in_its_queue_and_closes_it_in_words():
    odd, user = unknown(), finance()
    client = client_of(Visitor("staff", "staff", user=user))
    url = reverse("admin:orders_paymentevent_changelist") + "?review=waiting"
    assert waiting(user)["待核对的支付事件"] == 1
    assert list(client.get(url).context["cl"].result_list) == [odd]
    page = client.get(reverse("admin:orders_paymentevent_change", args=[odd.pk])).content.decode()
    step = reverse("admin:orders_paymentevent_resolve", args=[odd.pk])
    assert step in page

    assert client.post(step, {"words": " 渠道查无此单 "}).status_code == 302

    review = EventReview.objects.get()
    assert (review.event, review.reviewed_by, review.words) == (odd, user, "渠道查无此单")
    act = Act.objects.get(verb="payment_event.resolve")
    assert (act.actor, act.subject_id, act.rule, act.reason) == (user, odd.pk, "B12.1", "渠道查无此单")
    assert waiting(user)["待核对的支付事件"] == 0
    assert list(client.get(url).context["cl"].result_list) == []
    page = client.get(reverse("admin:orders_paymentevent_change", args=[odd.pk])).content.decode()
    assert "渠道查无此单" in page
    assert step not in page


@pytest.mark.rule("B12.1")
def test_a_wrong_amount_waits_for_a_look_although_its_money_is_on_the_way_back():
    payment, user = begin(placed()), finance()
    apply_event(event=event(payment, event_id="wrong", amount=payment.amount + 1))
    wrong = PaymentEvent.objects.get(outcome=EventOutcome.QUARANTINED)
    client = client_of(Visitor("staff", "staff", user=user))
    assert waiting(user)["待核对的支付事件"] == 1
    step = reverse("admin:orders_paymentevent_resolve", args=[wrong.pk])
    assert step in client.get(reverse("admin:orders_paymentevent_change", args=[wrong.pk])).content.decode()

    assert client.post(step, {"words": "渠道多扣一分，已退"}).status_code == 302

    assert waiting(user)["待核对的支付事件"] == 0


@pytest.mark.parametrize(("words", "status"), [("", 400), ("  ", 400), ("查" * 301, 400)])
def test_without_words_that_can_be_kept_it_stays_in_the_queue(words, status):
    odd, user = unknown(), finance()
    client = client_of(Visitor("staff", "staff", user=user))

    response = client.post(reverse("admin:orders_paymentevent_resolve", args=[odd.pk]), {"words": words})

    assert (response.status_code, waiting(user)["待核对的支付事件"]) == (status, 1)
    with pytest.raises(DomainError):
        quarantine.resolve(actor=user, event=odd, words=words)


def test_what_waits_for_nobody_is_not_closed():
    done, user = unknown(), finance()
    quarantine.resolve(actor=user, event=done, words="测试请求")
    known = paid_order().trade.payments.get().events.get()

    for settled in (done, known):
        with pytest.raises(DomainError, match="不需要核对，或已有人核对"):
            quarantine.resolve(actor=user, event=settled, words="再看一遍")

    assert EventReview.objects.count() == 1


def test_a_review_is_never_changed():
    quarantine.resolve(actor=finance(), event=unknown(), words="测试请求")

    for write in (lambda: EventReview.objects.update(words="x"), lambda: EventReview.objects.all().delete()):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            write()
