"""Where a shop is paid: changed with delay, under other people's eyes, never shown in full unrecorded."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from mall.accounts.services.people import create_account
from mall.audit.models import Look
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.transitions import ForbiddenMove
from merchants.models import Member, MemberRole
from orders.models import AccountState, PayoutAccount
from orders.services import payout_accounts, payouts

from .factories import make_member, make_shop
from .payout_factories import NUMBER, clerk, make_account, owed

pytestmark = pytest.mark.django_db

OTHER = "6222021234567890123"
WAIT = timedelta(hours=72)


def propose(shop, number=OTHER, **over):
    values = {"actor": make_member(shop), "holder": "王小明", "bank": "工商银行杭州分行", "number": number}
    return payout_accounts.propose(shop=shop, **values | over)


def state_of(account) -> str:
    account.refresh_from_db()
    return account.state


@pytest.mark.rule("B11.4")
def test_a_new_account_waits_while_the_old_one_stays_in_use_and_everybody_concerned_is_told():
    shop = make_shop()
    old = make_account(shop)
    finance, orders = make_member(shop, MemberRole.FINANCE), make_member(shop, MemberRole.ORDERS)

    new = propose(shop)
    sweep(now=new.requested_at + WAIT - timedelta(seconds=1))
    assert (state_of(new), payout_accounts.in_use(shop)) == (AccountState.WAITING, old)
    sweep(now=new.requested_at + WAIT)

    assert (state_of(old), state_of(new)) == (AccountState.REPLACED, AccountState.EFFECTIVE)
    told = set(Notice.objects.filter(key__startswith="payout-account").values_list("person", "key"))
    people = (new.requested_by_id, finance.pk)
    keys = (f"payout-account:{new.pk}:asked", f"payout-account:{new.pk}:effective")
    assert told == {(person, key) for person in people for key in keys}
    assert not Notice.objects.filter(person=orders).exists()


@pytest.mark.rule("B11.4")
def test_where_much_is_at_stake_two_of_finance_agree_whenever_the_wait_ends():
    shop = owed(5_000_000)
    one, other = clerk(), clerk()
    new = propose(shop)
    assert new.needs_approval is True
    assert Notice.objects.filter(person=one, key=f"payout-account:{new.pk}:approve").count() == 1

    payout_accounts.approve(actor=one, account=new)
    with pytest.raises(DomainError, match="同一人"):
        payout_accounts.approve(actor=one, account=new)
    sweep(now=new.due_at)
    assert state_of(new) == AccountState.WAITING
    payout_accounts.approve(actor=other, account=new, now=new.due_at)

    assert state_of(new) == AccountState.EFFECTIVE


@pytest.mark.rule("B11.4")
def test_two_who_agree_at_once_do_not_shorten_the_wait():
    new = propose(owed(5_000_000))

    for person in (clerk(), clerk()):
        payout_accounts.approve(actor=person, account=new)
    assert state_of(new) == AccountState.WAITING
    sweep(now=new.due_at)

    assert state_of(new) == AccountState.EFFECTIVE


def test_what_came_in_while_a_change_waited_asks_for_approval_as_well():
    shop = make_shop()
    make_account(shop)
    new = propose(shop)
    assert new.needs_approval is False
    owed(5_000_000, shop=shop)

    sweep(now=new.due_at)

    assert (state_of(new), new.needs_approval) == (AccountState.WAITING, True)


@pytest.mark.rule("B11.4")
def test_money_under_way_counts_towards_what_is_at_stake():
    shop = owed(5_000_000)
    payout = payouts.draft(actor=None, shop=shop)
    for person in (clerk(), clerk()):
        payout = payouts.approve(actor=person, payout=payout)
    assert payout.state == "instructed"

    assert propose(shop).needs_approval is True


def test_withdrawn_or_refused_all_stays_as_it_was():
    shop = owed(5_000_000)
    old = payout_accounts.in_use(shop)
    first = propose(shop)
    payout_accounts.withdraw(actor=first.requested_by, account=first)
    second = propose(shop, actor=first.requested_by)
    payout_accounts.refuse(actor=clerk(), account=second, reason="电话核实不符")

    sweep(now=second.due_at)

    assert (state_of(first), state_of(second)) == (AccountState.WITHDRAWN, AccountState.REFUSED)
    assert payout_accounts.in_use(shop) == old
    assert set(Clock.objects.about(shop).values_list("state", flat=True)) == {"cancelled"}
    with pytest.raises(ForbiddenMove):
        payout_accounts.approve(actor=clerk(), account=second)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"holder": "王" * 61}, "holder"),
        ({"holder": "王\x00"}, "holder"),
        ({"bank": ""}, "bank"),
        ({"number": "６２x２５８８０"}, "number"),
        ({"number": "1234567"}, "number"),
        ({"number": "1" * 4_000}, "number"),
        ({"number": "62AB5678"}, "number"),
    ],
)
def test_what_cannot_be_an_account_is_refused_at_its_field(values, field):
    with pytest.raises(DomainError) as refused:
        propose(make_shop(), **values)

    assert refused.value.field == field


def test_the_one_in_use_and_a_second_change_at_once_are_refused():
    shop = make_shop()
    used = make_account(shop)
    owner = make_member(shop)
    with pytest.raises(DomainError, match="不需要更换"):
        propose(shop, NUMBER, actor=owner, holder=used.holder, bank=used.bank)

    propose(shop, actor=owner)
    with pytest.raises(DomainError, match="先撤回"):
        propose(shop, actor=owner)


def test_a_payout_goes_to_the_account_that_is_in_use_when_it_is_drafted():
    shop = owed()
    propose(shop)

    assert payouts.draft(actor=None, shop=shop).account.number == NUMBER


def test_the_number_is_ciphertext_in_the_database_and_finance_sees_who_else_has_it():
    account, other = make_account(make_shop()), make_account(make_shop())
    with connection.cursor() as cursor:
        cursor.execute("SELECT holder, number FROM orders_payoutaccount WHERE id = %s", [account.pk])
        stored = cursor.fetchone()

    assert not any(text in column for column in stored for text in (NUMBER, "5678", "茶业"))
    assert payout_accounts.same_number_elsewhere(account) == [other.shop]


# --- The portal ---


@pytest.fixture
def shop():
    return make_shop()


@pytest.fixture
def owner(client, shop):
    """An owner who has signed in by password, but not confirmed it since."""
    user = create_account(
        actor=None, email="owner@example.test", phone="13800000099", password="a-long-one-9"
    )
    Member.objects.create(shop=shop, user=user, role=MemberRole.OWNER)
    client.force_login(user)
    return user


def confirm(client):
    client.post(reverse("account_reauthenticate"), {"password": "a-long-one-9"})


FILLED = {"holder": "王小明", "bank": "工商银行", "number": "６222 0212 3456 7890 123", "again": OTHER}


@pytest.mark.rule("B11.4")
def test_an_account_is_only_changed_by_an_owner_who_has_just_shown_that_it_is_they(client, shop, owner):
    url = reverse("orders:seller_account_change", args=[shop.slug])

    for method in (client.get, client.post):
        response = method(url, FILLED)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not PayoutAccount.objects.exists()
    assert OTHER not in str(dict(client.session))

    confirm(client)
    assert client.get(url).status_code == 200
    assert client.post(url, FILLED).status_code == 302

    made = PayoutAccount.objects.get()
    assert (made.number, made.tail, made.state, made.requested_by) == (OTHER, "0123", "waiting", owner)
    page = client.get(reverse("orders:seller_account", args=[shop.slug])).content.decode()
    assert "工商银行 **** 0123" in page
    assert OTHER not in page


def test_what_was_typed_wrong_is_told_at_its_field(client, shop, owner):
    confirm(client)
    url = reverse("orders:seller_account_change", args=[shop.slug])

    response = client.post(url, FILLED | {"again": "1"})
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["again"])
    response = client.post(url, FILLED | {"number": "１" * 7, "again": "１" * 7})
    assert (response.status_code, list(response.context["form"].errors)) == (409, ["number"])
    assert 'value="王小明"' in response.content.decode()


@pytest.mark.rule("G11.1")
@pytest.mark.parametrize(
    ("over", "status"), [({"again": "6222021234567890124"}, 400), ({"number": OTHER}, 409)]
)
def test_the_number_that_was_typed_is_in_no_page_and_in_no_report_of_an_error(
    client, shop, owner, over, status
):
    confirm(client)
    propose(shop)  # so that a second is refused

    response = client.post(reverse("orders:seller_account_change", args=[shop.slug]), FILLED | over)

    assert response.status_code == status
    fields = ("number", "again")
    assert [str(response.context["form"][name]).count("value=") for name in fields] == [0, 0]
    assert "345678901" not in response.content.decode()
    assert response.wsgi_request.sensitive_post_parameters == ("number", "again", "holder")


@pytest.mark.rule("G11.1")
def test_every_look_at_the_whole_account_is_on_record(client, shop, owner):
    account = make_account(shop)
    url = reverse("orders:seller_account_reveal", args=[shop.slug, account.pk])
    assert client.post(url).status_code == 302
    assert not Look.objects.exists()

    confirm(client)
    page = client.post(url).content.decode()

    assert NUMBER in page
    look = Look.objects.get()
    assert (look.viewer, look.subject_id, look.fields) == (owner, account.pk, ["holder", "number"])


def test_a_change_is_withdrawn_from_the_page(client, shop, owner):
    account = propose(shop)

    client.post(reverse("orders:seller_account_withdraw", args=[shop.slug, account.pk]))

    assert state_of(account) == AccountState.WITHDRAWN


def test_the_shops_finance_sees_the_account_but_does_not_change_it(client, shop):
    make_account(shop)
    client.force_login(make_member(shop, MemberRole.FINANCE))

    page = client.get(reverse("orders:seller_account", args=[shop.slug])).content.decode()

    assert "只有店主可以更换收款账户" in page
    assert client.get(reverse("orders:seller_account_change", args=[shop.slug])).status_code == 403
