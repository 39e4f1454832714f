"""What providers say that our books don't know or say otherwise: a person looks into it. (B11.4, B12.1)"""

from __future__ import annotations

from typing import NamedTuple

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.rulebook.rule import Rule
from orders import rules
from orders.models import EventReview, PaymentEvent, PayoutEvent, PayoutEventReview

LONGEST_WORDS = 300


class _Case(NamedTuple):
    """How the events of one kind are closed."""

    reviews: type[EventReview] | type[PayoutEventReview]
    verb: str
    rule: Rule


_CASES = {
    PaymentEvent: _Case(EventReview, "payment_event.resolve", rules.SAFE_PAYMENT),
    PayoutEvent: _Case(PayoutEventReview, "payout_event.resolve", rules.SETTLEMENT),
}


@locks.service
def resolve(*, actor, event: PaymentEvent | PayoutEvent, words: str) -> EventReview | PayoutEventReview:
    """Close the case of an event that waits for finance, with what was found. No money moves by it.

    Raises DomainError without words, for an event that waits for nobody, and for the slower of two.
    """
    words = words.strip()
    if not 0 < len(words) <= LONGEST_WORDS:
        raise DomainError(
            _("请写明核对的结果，例如“已与渠道核实，系测试请求”，最多 %(most)d 个字。")
            % {"most": LONGEST_WORDS},
            field="words",
        )
    settled = DomainError(_("这条不需要核对，或已有人核对。请刷新页面看最新状态。"))
    if not type(event).objects.to_review().filter(pk=event.pk).exists():
        raise settled
    case = _CASES[type(event)]
    try:
        review = case.reviews.objects.create(event=event, reviewed_by=actor, words=words)
    except IntegrityError as error:  # somebody was faster
        raise settled from error
    record(actor=actor, verb=case.verb, subject=event, rule=case.rule.id, reason=words)
    return review
