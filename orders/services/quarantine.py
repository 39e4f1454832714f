"""What providers say of unknown payments, and of wrong amounts: a person looks into it. (B12.1)"""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from orders import rules
from orders.models import EventReview, PaymentEvent

LONGEST_WORDS = 300


@locks.service
def resolve(*, actor, event: PaymentEvent, words: str) -> EventReview:
    """Close the case of a quarantined event, with what was found. No money moves by it.

    Raises DomainError without words, for an event that waits for nobody, and for the slower of two.
    """
    words = words.strip()
    if not 0 < len(words) <= LONGEST_WORDS:
        raise DomainError(
            _("请写明核对的结果，例如“渠道查无此单，系测试请求”，最多 %(most)d 个字。")
            % {"most": LONGEST_WORDS},
            field="words",
        )
    settled = DomainError(_("这条事件不需要核对，或已有人核对。请刷新页面看最新状态。"))
    if not PaymentEvent.objects.to_review().filter(pk=event.pk).exists():
        raise settled
    try:
        review = EventReview.objects.create(event=event, reviewed_by=actor, words=words)
    except IntegrityError as error:  # somebody was faster
        raise settled from error
    record(actor=actor, verb="payment_event.resolve", subject=event, rule=rules.SAFE_PAYMENT.id, reason=words)
    return review
