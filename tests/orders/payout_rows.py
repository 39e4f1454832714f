"""Payouts in rows, as the services would leave them. ``test_deals`` compares them."""

from __future__ import annotations

from mall import rows
from mall.digests import digest_of
from mall.signatures.models import Party, Signature
from mall.subjects import kind_of
from orders import rules
from orders.models import AccountKind, Payout, PayoutAccount, PayoutState
from orders.payments.payouts import paying
from orders.services import numbers, payouts
from orders.services.ledger import Line

from .past import Past


def drafted(account: PayoutAccount, amount: int) -> Payout:
    """A payout of ``amount``, which is all that is owed to the account's shop."""
    past = Past()
    payout = rows.insert(
        Payout(
            number=numbers.new(past.now, prefix="W"),
            shop=account.shop,
            account=account,
            amount=amount,
            payable=amount,
            held=0,
            drafted_at=past.now,
        )
    )
    past.act("payout.draft", payout, rule=rules.SETTLEMENT.id, amount=amount)
    past.write()
    return payout


def instructed(payout: Payout, approver) -> Payout:
    """``payout`` after ``approver`` has signed it, the only one who has to."""
    past = Past()
    changes = {
        "state": PayoutState.INSTRUCTED,
        "provider": paying().code,
        "instructed_at": past.now,
        "next_try_at": past.now,
    }
    Payout.objects.filter(pk=payout.pk).update(**changes)
    for name, value in changes.items():
        setattr(payout, name, value)
    about = {"subject_kind": kind_of(payout), "subject_id": payout.pk}
    party = rows.insert(Party(**about, person=approver, role=payouts.ROLES[0]))
    content = {"number": payout.number, "amount": payout.amount, "account": payout.account_id}
    rows.insert(Signature(**about, party=party, step=payouts.APPROVE, digest=digest_of(content)))
    past.moved("payout.instruct", payout, "draft", "instructed", actor=approver, rule=rules.SETTLEMENT.id)
    past.clock(payout, rules.SETTLEMENT, payouts.ANSWER_STAGE, ("mall", 0), figure="payout_answer")
    past.post(
        f"payout-instructed:{payout.number}",
        "payout_instructed",
        payout,
        Line(AccountKind.MERCHANT_PAYABLE, payout.amount, payout.shop),
        Line(AccountKind.PAYOUTS, -payout.amount),
        actor=approver,
    )
    past.write()
    return payout
