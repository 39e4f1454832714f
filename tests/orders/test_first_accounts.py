"""The account of the application becomes the shop's first payout account, once and only then."""

import pytest

from merchants.models import Application
from orders.models import PayoutAccount
from orders.services import first_accounts, payout_accounts
from orders.tasks import take_over_accounts
from tests.merchants.applicants import approved
from tests.merchants.factories import make_shop, owner_of

pytestmark = pytest.mark.django_db


@pytest.mark.rule("B4.2")
def test_an_approved_shop_is_paid_to_the_account_that_it_applied_with():
    shop, bare = approved(), make_shop()

    assert (take_over_accounts(), take_over_accounts()) == (1, 0)

    account, application = payout_accounts.in_use(shop), Application.objects.get(shop=shop)
    assert (account.number, account.holder, account.tail) == (
        application.account,
        "林小满",
        application.account[-4:],
    )
    assert (account.number_hash, account.requested_by) == (application.account_hash, owner_of(shop))
    assert payout_accounts.in_use(bare) is None


def test_a_shop_whose_account_does_not_fit_holds_up_no_later_one(monkeypatch):
    bad, good = approved(), approved()
    Application.objects.filter(shop=bad).update(bank="")
    monkeypatch.setattr(first_accounts, "A_ROUND", 1)

    assert take_over_accounts() == 1

    assert PayoutAccount.objects.get().shop == good


def test_a_shop_that_has_named_an_account_keeps_it_and_one_that_is_closed_or_banned_gets_none():
    named, closed, banned = approved(), approved(), approved()
    payout_accounts.propose(
        actor=owner_of(named), shop=named, holder="林小满", bank="工商银行", number="6222021234567890"
    )
    type(closed).objects.filter(pk=closed.pk).update(state="closed")
    Application.objects.filter(shop=banned).update(state="refused")

    assert take_over_accounts() == 0
    assert [first_accounts.take_over(shop=shop) for shop in (named, banned)] == [None, None]
    assert PayoutAccount.objects.values_list("shop", "state").get() == (named.pk, "waiting")
