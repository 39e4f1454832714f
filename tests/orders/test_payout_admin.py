"""Finance's queue: approve, retry, give up, look into differences. (B11.4)"""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from mall.audit.models import Look
from orders.models import Payout, PayoutAccount, PayoutEvent, PayoutEventKind, PayoutState
from orders.services import payout_events
from tests.permissions.world import Visitor, client_of

from .factories import make_shop
from .payout_factories import NUMBER, clerk, drafted, heard, instructed, make_account, owed, word

pytestmark = pytest.mark.django_db


def finance(name: str = "finance"):
    """A clerk's browser, with all that the role may do."""
    from staff.services import roles

    roles.sync()
    return client_of(Visitor("staff", "staff", user=clerk(name)))


def step(payout, name: str) -> str:
    return reverse(f"admin:orders_payout_{name}", args=[payout.pk])


def state_of(row) -> str:
    row.refresh_from_db()
    return row.state


@pytest.mark.rule("B11.4")
def test_a_large_payout_waits_for_the_second_signature():
    payout = drafted(5_000_000)
    one, other = finance("甲"), finance("乙")

    one.post(step(payout, "approve"))
    again = one.post(step(payout, "approve"))
    assert (state_of(payout), again.status_code) == (PayoutState.DRAFT, 409)
    page = other.get(reverse("admin:orders_payout_change", args=[payout.pk])).content.decode()
    assert "甲" in page

    other.post(step(payout, "approve"))

    assert state_of(payout) == PayoutState.INSTRUCTED


@pytest.mark.rule("B11.4")
def test_who_signs_sees_what_is_paid_to_whom_and_whether_this_signature_sends_it():
    small, large = drafted(), drafted(5_000_000)
    one, other = finance("甲"), finance("乙")

    def shown(client, payout):
        page = client.get(step(payout, "approve"))
        facts = {str(label): str(value) for label, value in page.context["facts"]}
        return facts, "同意付款</button>" in page.content.decode()

    facts, has_button = shown(one, small)
    assert (facts.pop("已签字"), has_button) == ("—", True)
    assert facts == {
        "店铺": str(small.shop),
        "金额（元）": "10.00",
        "收款账户": small.account.masked,
        "状态": "待审批",
        "现在应付（元）": "10.00",
        "其中冻结（元）": "0.00",
        "您签字之后": "签字已满，立即发出付款指令。",
    }
    assert shown(one, large)[0]["您签字之后"] == "还要另一位财务签字，才发出付款指令。"
    said = [one.post(step(payout, "approve"), follow=True).content.decode() for payout in (small, large)]
    assert ["签满后" in page for page in said] == [False, True]
    assert shown(one, large)[0]["您签字之后"] == "您已经签过，要由另一位财务签字。"
    assert shown(other, large)[0]["您签字之后"] == "签字已满，立即发出付款指令。"
    assert shown(other, small)[1] is False


def test_many_are_approved_at_once_and_one_that_is_refused_holds_back_none():
    good, gone = drafted(), drafted()
    type(gone.account).objects.filter(pk=gone.account_id).update(state="replaced")
    rows = [good.pk, gone.pk]

    response = finance().post(
        reverse("admin:orders_payout_changelist"),
        {"action": "approve_selected", "_selected_action": rows},
        follow=True,
    )

    assert (state_of(good), state_of(gone)) == (PayoutState.INSTRUCTED, PayoutState.DRAFT)
    html = response.content.decode()
    assert "已为 1 笔付款签字" in html
    assert "已经更换" in html


def test_finance_drafts_cancels_retries_and_gives_up():
    client = finance()
    shop = owed()

    client.post(reverse("admin:orders_payout_add"), {"shop": shop.pk})
    draft = Payout.objects.get()
    assert (draft.amount, draft.drafted_by.display_name) == (1_000, "finance")
    assert client.post(step(draft, "cancel"), {"reason": ""}).status_code == 400
    client.post(step(draft, "cancel"), {"reason": "金额待核"})
    assert state_of(draft) == PayoutState.CANCELLED

    failed = heard(instructed(), PayoutEventKind.FAILED)
    client.post(step(failed, "retry"))
    assert state_of(failed) == PayoutState.INSTRUCTED
    heard(failed, PayoutEventKind.FAILED, event_id=f"{failed.number}-failed-2")
    client.post(step(failed, "give_up"), {"reason": "销户"})
    assert state_of(failed) == PayoutState.CANCELLED


def test_a_shop_without_an_account_is_named_where_finance_drafts():
    response = finance().post(reverse("admin:orders_payout_add"), {"shop": make_shop().pk})

    assert response.status_code == 409
    assert "还没有生效的收款账户" in response.content.decode()


def test_a_silent_payout_is_found_by_its_filter_and_marked_failed():
    payout = instructed()
    Payout.objects.filter(pk=payout.pk).update(silent_at=timezone.now())
    instructed()
    client = finance()

    listed = client.get(reverse("admin:orders_payout_changelist"), {"silent": "1"})
    client.post(step(payout, "mark_failed"), {"reason": "渠道查无此单"})

    assert [row.pk for row in listed.context["cl"].result_list] == [payout.pk]
    assert state_of(payout) == PayoutState.FAILED


def test_a_difference_is_looked_into_and_leaves_the_queue():
    payout_events.apply(word=word(heard(instructed()), PayoutEventKind.FAILED))
    event = PayoutEvent.objects.to_review().get()
    client = finance()
    queue = reverse("admin:orders_payoutevent_changelist") + "?review=waiting"
    assert [row.pk for row in client.get(queue).context["cl"].result_list] == [event.pk]

    client.post(
        reverse("admin:orders_payoutevent_resolve", args=[event.pk]), {"words": "渠道误报，已与其核实"}
    )

    assert list(client.get(queue).context["cl"].result_list) == []


@pytest.mark.rule("G11.1")
def test_the_account_is_masked_until_it_is_asked_for_with_a_reason():
    account = make_account(make_shop())
    client = finance()
    page = client.get(reverse("admin:orders_payoutaccount_change", args=[account.pk])).content.decode()
    assert "**** 5678" in page
    assert NUMBER not in page
    url = reverse("admin:orders_payoutaccount_reveal", args=[account.pk])

    assert client.post(url, {"reason": " "}).status_code == 400
    shown = client.post(url, {"reason": "电话核实"}).content.decode()

    assert NUMBER in shown
    assert list(Look.objects.values_list("subject_id", "reason")) == [(account.pk, "电话核实")]


def test_a_change_of_much_is_agreed_to_by_two_and_refused_by_one():
    shop = owed(5_000_000)
    waiting = make_account(
        shop, "6222021234567890123", state="waiting", needs_approval=True, effective_at=None
    )
    for name in ("甲", "乙"):
        finance(name).post(reverse("admin:orders_payoutaccount_agree", args=[waiting.pk]))
    assert state_of(waiting) == "effective"

    other = make_account(shop, "6222021234567890124", state="waiting", effective_at=None)
    finance("丙").post(
        reverse("admin:orders_payoutaccount_refuse", args=[other.pk]), {"reason": "电话核实不符"}
    )
    assert (state_of(other), other.refusal) == ("refused", "电话核实不符")
    assert PayoutAccount.objects.get(state="effective") == waiting


# Queries of the list, and of one row's page.
QUERIES = {"payout": (8, 12), "payoutaccount": (8, 11), "payoutevent": (9, 8)}


def test_lists_and_pages_cost_the_same_however_long_they_are(django_assert_num_queries):
    client = finance()
    ContentType.objects.get_for_models(*apps.get_models())  # they are read once
    client.get(reverse("admin:orders_payout_changelist"))
    for _ in range(2):
        row = heard(instructed())
        for found in (row, row.account, row.events.first()):
            model = found._meta.model_name
            of_list, of_page = QUERIES[model]
            with django_assert_num_queries(of_list):
                assert client.get(reverse(f"admin:orders_{model}_changelist")).status_code == 200
            with django_assert_num_queries(of_page):
                page = reverse(f"admin:orders_{model}_change", args=[found.pk])
                assert client.get(page).status_code == 200
