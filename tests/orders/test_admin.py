"""The staff's face: for looking, and finance's few acts."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mall.adminlinks import ReadonlyField
from mall.audit.models import Act
from orders.admin import bookings
from orders.models import (
    Account,
    AccountKind,
    CommissionRate,
    OrderState,
    PayoutHold,
    Refund,
    RefundState,
    Shipment,
)
from orders.services import ledger, refunds, settlement
from orders.services.payments import apply_event
from tests.permissions.world import Visitor, client_of, person

from .factories import balance, completed_order, event, make_rate, make_shop, make_sku, paid_order

pytestmark = pytest.mark.django_db


def staff(*permissions: str, name: str = "finance"):
    user = person(name, is_staff=True)
    codes = [code.split(".")[1] for code in permissions]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes, content_type__app_label="orders"))
    return client_of(Visitor("staff", "staff", user=user))


@pytest.fixture
def root():
    return client_of(Visitor("root", "superuser", user=person("root", is_staff=True, is_superuser=True)))


# Queries of the list, and of one row's page. Journals name what they are about, with one query a kind.
# One of each asks whether a superuser is the guard, whose door the sidebar would show.
QUERIES = {
    "order": (7, 15),
    "trade": (7, 7),
    "payment": (8, 7),
    "paymentevent": (9, 7),
    "refund": (7, 9),
    "journal": (10, 8),
    "entry": (7, 8),
    "account": (7, 7),
    "payouthold": (8, 9),
}
# Finance adds these; nobody changes them by hand.
ADDED = {"payouthold"}


def make_rows(*, lines: int = 1) -> None:
    """A row at least of every model; the order has ``lines``."""
    shop = make_shop()
    order = completed_order({make_sku(shop=shop): 1 for _ in range(lines)})
    refunds.ask(actor=None, order=order, amount=1, reason="退")
    settlement.hold(actor=None, order=order, clause="D8.3", reason="严管")


def page_of(model: str) -> str:
    """The address of the newest row's page."""
    row = apps.get_model("orders", model).objects.latest("pk")
    return reverse(f"admin:orders_{model}_change", args=[row.pk])


def test_lists_and_pages_cost_the_same_however_long_they_are(root):
    lists = {model: reverse(f"admin:orders_{model}_changelist") for model in QUERIES}
    make_rows()
    ContentType.objects.get_for_models(*apps.get_models())  # they are read once
    root.get(lists["order"])

    costs = []
    for lines in (1, 3):
        make_rows(lines=lines)
        costs.append(
            {model: (_queries(root, lists[model]), _queries(root, page_of(model))) for model in QUERIES}
        )

    assert costs == [QUERIES, QUERIES]


def _queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_pages_are_for_looking(root):
    make_rows()

    answers = {}
    for model in QUERIES:
        url = page_of(model)
        answers[model] = (
            root.get(url).status_code,
            root.post(url, {"state": "paid"}).status_code,
            root.get(reverse(f"admin:orders_{model}_add")).status_code,
            root.post(url.replace("/change/", "/delete/")).status_code,
        )

    assert answers == {model: (200, 403, 200 if model in ADDED else 403, 403) for model in QUERIES}


@pytest.mark.rule("D7.3")
def test_an_orders_page_masks_its_buyer(root):
    order = paid_order()

    page = root.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()

    assert "138****5678" in page
    assert "13812345678" not in page
    assert "文三路" not in page


def test_what_was_booked_for_an_order_stands_beside_it_for_who_may_read_journals():
    order = completed_order({make_sku(price=10_000): 1})
    refunds.ask(actor=None, order=order, amount=150, reason="退")
    other = completed_order()
    page = reverse("admin:orders_order_change", args=[order.pk])

    seen = staff("orders.view_order", "orders.view_journal").get(page).content.decode()
    without = staff("orders.view_order", name="agent").get(page).content.decode()

    booked = list(bookings.journals_of(order).values_list("kind", flat=True))
    assert booked == ["capture", "settle", "refund_asked"]
    links = re.findall(r"/admin/orders/journal/(\d+)/change/", seen)
    assert links == [str(journal.pk) for journal in bookings.journals_of(order)]
    assert {"付款到账", "结算给商家", "退款记账", "100.00", "-1.50"} <= set(re.findall(r">([^<>]+)<", seen))
    assert "/admin/orders/journal/" not in without
    assert not set(bookings.journals_of(order)) & set(bookings.journals_of(other))


def test_what_stands_in_the_rows_below_a_page_is_a_link_only_for_who_may_open_it(root):
    order = completed_order({make_sku(price=10_000): 1})
    shipper = person("shipper", is_staff=True)
    order.shipments.update(shipped_by=shipper)
    journal = bookings.journals_of(order)[0]
    pages = [
        (reverse("admin:orders_order_change", args=[order.pk]), shipper),
        (reverse("admin:orders_journal_change", args=[journal.pk]), journal.entries.first().account),
    ]
    clerk = staff("orders.view_order", "orders.view_shipment", "orders.view_journal", "orders.view_entry")

    found = {}
    for name, client in (("root", root), ("clerk", clerk)):
        for page, named in pages:
            html = client.get(page).content.decode()
            link = reverse(f"admin:{named._meta.app_label}_{named._meta.model_name}_change", args=[named.pk])
            found[name, named] = (f"{named}" in html, f'href="{link}"' in html)

    account, shipment = pages[1][1], order.shipments.get()
    form = modelform_factory(Shipment, fields=())(instance=shipment)
    by_nobody = ReadonlyField(form, "shipped_by", True, admin.site.get_model_admin(Shipment)).contents()
    assert found == {
        ("root", shipper): (True, True),
        ("root", account): (True, True),
        ("clerk", shipper): (True, False),
        ("clerk", account): (True, False),
    }
    assert by_nobody == f"{shipper}"


def test_every_account_shows_its_balance_the_malls_own_too(root):
    order = completed_order({make_sku(price=10_000): 1})

    rows = root.get(reverse("admin:orders_account_changelist")).context["cl"].result_list

    shown = {(row.kind, row.shop_id): row.now for row in rows}
    kinds = [AccountKind.BANK, AccountKind.BUYER_CLEARING]
    assert {kind: shown[kind, None] for kind in kinds} == {kind: balance(kind) for kind in kinds}
    assert shown["bank", None] == order.total
    owed = Account.objects.get(shop=order.shop).balance
    assert (shown["merchant_payable", order.shop_id], owed < 0) == (owed, True)


def test_every_kind_of_journal_has_its_words():
    sources = Path(ledger.__file__).parent.glob("*.py")
    kinds = {kind for file in sources for kind in re.findall(r'^ +kind="(\w+)",$', file.read_text(), re.M)}

    assert sorted(kinds - bookings.KINDS.keys()) == []


def refund_url(order):
    return reverse("admin:orders_order_refund", args=[order.pk])


def test_finance_refunds_a_part():
    order = paid_order({make_sku(price=1_000): 1})
    client = staff("orders.view_order", "orders.change_refund")

    client.post(refund_url(order), {"amount": "3.50", "reason": "少件"})

    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.asked_by.display_name) == (350, "少件", "finance")


def test_an_amount_that_cannot_be_is_told():
    order = paid_order({make_sku(price=1_000): 1})
    client = staff("orders.view_order", "orders.change_refund")
    unreadable, refused = ("", "1e3", "３", "1.234", "x", "-1"), ("0", "10.01")

    answers = {
        amount: client.post(refund_url(order), {"amount": amount, "reason": "少件"}).status_code
        for amount in unreadable + refused
    }

    assert answers == dict.fromkeys(unreadable, 400) | dict.fromkeys(refused, 409)
    assert not Refund.objects.exists()


def test_without_the_permission_nobody_refunds():
    order = paid_order()

    assert staff("orders.view_order").post(refund_url(order), {"amount": "1"}).status_code == 403


def test_a_failed_refund_is_asked_for_again():
    refund = refunds.ask(actor=None, order=paid_order(), amount=1, reason="退")
    Refund.objects.update(state=RefundState.FAILED)
    client = staff("orders.view_refund", "orders.change_refund")

    client.post(reverse("admin:orders_refund_ask_again", args=[refund.pk]))

    refund.refresh_from_db()
    assert refund.state == RefundState.ASKED


@pytest.mark.rule("B11.4")
@pytest.mark.parametrize("of_shop", [False, True])
def test_finance_lifts_its_own_hold_with_the_reason_on_record(of_shop):
    order = completed_order()
    if of_shop:
        hold = settlement.hold_shop(actor=None, shop=order.shop, clause="B11.4", reason="核查")
    else:
        hold = settlement.hold(actor=None, order=order, clause="B11.4", reason="核查")
    client = staff("orders.view_payouthold", "orders.change_payouthold")
    url = reverse("admin:orders_payouthold_lift", args=[hold.pk])

    assert client.post(url, {"reason": " "}).status_code == 400
    assert PayoutHold.objects.open(timezone.now()).filter(pk=hold.pk).exists()
    assert client.post(url, {"reason": "核查完毕"}).status_code == 302
    assert client.post(url, {"reason": "再来一次"}).status_code == 409

    assert not PayoutHold.objects.open(timezone.now()).filter(pk=hold.pk).exists()
    acts = Act.objects.filter(verb="payout.lift").values_list("rule", "reason")
    assert list(acts) == [("B11.4", "核查完毕")]


@pytest.mark.rule("B11.4")
@pytest.mark.parametrize("clause", ["D8.3", "E19"])
def test_another_clauses_hold_is_not_finances_to_lift(clause):
    order = completed_order()
    settlement.hold(actor=None, order=order, clause="D8.3", reason="严管")
    hold = order.payout_holds.get(clause=clause)
    client = staff("orders.view_payouthold", "orders.change_payouthold")

    response = client.post(reverse("admin:orders_payouthold_lift", args=[hold.pk]), {"reason": "店铺催款"})

    assert response.status_code == 409
    page = client.get(reverse("admin:orders_payouthold_change", args=[hold.pk])).content.decode()
    assert reverse("admin:orders_payouthold_lift", args=[hold.pk]) not in page
    assert order.payout_holds.open(timezone.now()).count() == 2
    assert not Act.objects.filter(verb="payout.lift").exists()


def test_a_rate_is_added():
    client = staff("orders.view_commissionrate", "orders.add_commissionrate")

    client.post(reverse("admin:orders_commissionrate_add"), {"basis_points": "300"})

    assert list(CommissionRate.objects.values_list("shop", "category", "basis_points")) == [(None, None, 300)]


def test_a_rate_above_everything_is_told():
    client = staff("orders.view_commissionrate", "orders.add_commissionrate")

    response = client.post(reverse("admin:orders_commissionrate_add"), {"basis_points": "10001"})

    assert response.status_code in {200, 409}
    assert not CommissionRate.objects.exists()


def test_a_rate_is_changed_on_record_and_stays_its_shops():
    shop, other = make_shop(), make_shop()
    rate = make_rate(300, shop=shop)
    client = staff("orders.view_commissionrate", "orders.change_commissionrate")
    url = reverse("admin:orders_commissionrate_change", args=[rate.pk])

    for basis_points in ("250", "250"):
        assert client.post(url, {"basis_points": basis_points, "shop": other.pk}).status_code == 302

    assert list(CommissionRate.objects.values_list("shop", "basis_points")) == [(shop.pk, 250)]
    act = Act.objects.get(verb="commission.set")
    assert (act.actor.display_name, act.subject_id, act.data) == (
        "finance",
        rate.pk,
        {"from": 300, "to": 250},
    )


def test_a_rate_is_not_changed_to_what_cannot_be():
    rate = make_rate(300)
    client = staff("orders.view_commissionrate", "orders.change_commissionrate")
    url = reverse("admin:orders_commissionrate_change", args=[rate.pk])

    for basis_points in ("10001", "-1", "", "三", "1" * 4_000):
        assert client.post(url, {"basis_points": basis_points}).context["errors"], basis_points
    rate.refresh_from_db()
    assert (rate.basis_points, Act.objects.filter(verb="commission.set").count()) == (300, 0)


def test_a_rate_is_not_changed_without_the_permission():
    rate = make_rate(300)
    client = staff("orders.view_commissionrate", "orders.add_commissionrate")
    url = reverse("admin:orders_commissionrate_change", args=[rate.pk])

    assert client.post(url, {"basis_points": "250"}).status_code == 403


def test_quarantined_events_are_found_by_their_filter(root):
    order = paid_order()
    apply_event(event=event(order.trade.payments.get(), event_id="odd", payment_number="P0"))

    page = root.get(reverse("admin:orders_paymentevent_changelist") + "?outcome__exact=quarantined")

    assert [row.event_id for row in page.context["cl"].result_list] == ["odd"]


def test_an_orders_state_is_no_field_to_type_in(root):
    order = paid_order()

    root.post(reverse("admin:orders_order_change", args=[order.pk]), {"state": OrderState.COMPLETED})

    order.refresh_from_db()
    assert order.state == OrderState.PAID


def test_an_order_a_refund_and_a_shop_lead_to_their_journals(root):
    order, other = completed_order(), completed_order()
    refund = refunds.ask(actor=None, order=order, amount=1, reason="退")

    def found(query):
        page = root.get(reverse("admin:orders_journal_changelist"), {"q": query})
        return sorted(row.kind for row in page.context["cl"].result_list)

    assert found(order.number) == ["capture", "refund_asked", "settle"]
    assert found(refund.number) == ["refund_asked"]
    assert found(other.shop.name) == ["settle"]
    assert found("nobody") == []


def test_the_balances_page_costs_the_same_however_many_shops_there_are(root, django_assert_num_queries):
    url = reverse("admin:orders_account_balances")
    root.get(url)
    for _ in range(2):
        for _ in range(2):
            order = completed_order({make_sku(price=1_000): 1})
        refunds.ask(actor=None, order=order, amount=1, reason="退")
        with django_assert_num_queries(12):
            page = root.get(url)

    rows = {shop.pk: position for shop, position in page.context["rows"]}
    assert (rows[order.shop_id].payable, rows[order.shop_id].held) == (999, 999)
    assert root.get(url, {"red": "1"}).context["rows"] == []


def test_finance_holds_an_order_or_a_whole_shop_on_record():
    order, other = completed_order(), completed_order()
    client = staff("orders.view_payouthold", "orders.add_payouthold")
    url = reverse("admin:orders_payouthold_add")

    client.post(url, {"shop": order.shop_id, "order": order.number, "reason": "投诉"})
    client.post(url, {"shop": other.shop_id, "order": "", "reason": "从严"})
    wrong = client.post(url, {"shop": order.shop_id, "order": other.number, "reason": "投诉"})

    holds = PayoutHold.objects.filter(clause="B11.4").order_by("id")
    assert list(holds.values_list("shop", "order", "reason")) == [
        (order.shop_id, order.pk, "投诉"),
        (other.shop_id, None, "从严"),
    ]
    assert "没有这个订单号" in wrong.content.decode()
    assert Act.objects.filter(verb="payout.hold").count() == 2
