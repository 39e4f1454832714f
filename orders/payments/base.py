"""What a payment provider is to the mall.

A provider is asked outside of any transaction that holds locks, and may be slow, down or wrong: everything it
says goes through ``services.payments.apply_event``, whichever way it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from orders.models import Payment, Refund

MAX_BODY = 64 * 1024


class EventKind(StrEnum):
    CAPTURED = "captured"
    FAILED = "failed"


@dataclass(frozen=True)
class Event:
    """A provider's word on a payment. ``event_id`` is the same however often it is said; fen."""

    provider: str
    event_id: str
    payment_number: str
    kind: EventKind
    amount: int
    reference: str
    digest: str


class ProviderError(DomainError):
    """The provider can't be reached or refuses; the payment or refund may be tried again."""

    status = 503


class BadCallback(Exception):  # noqa: N818 - it is what came in that is bad
    """A callback that says nothing the mall could understand. ``status`` is the answer's."""

    def __init__(self, words: str, status: int = 400):
        super().__init__(words)
        self.status = status


class Provider(Protocol):
    code: str
    label: object

    def start(self, payment: Payment, return_url: str) -> str:
        """Where to send the shopper to pay; they come back to ``return_url``. Raises ProviderError."""

    def verify(self, headers, body: bytes) -> Event:
        """The event in a callback, its signature checked. Raises RuleError B12.1 or BadCallback."""

    def query(self, payment: Payment) -> Event | None:
        """What became of a payment, None while nothing did. Raises ProviderError."""

    def refund(self, refund: Refund) -> bool:
        """Pay back, once per refund number. True when done, False while under way. Raises ProviderError."""


@cache
def providers() -> dict[str, Provider]:
    """The providers in use by code, in the order of the settings."""
    made = [import_string(path)() for path in settings.PAYMENT_PROVIDERS]
    return {provider.code: provider for provider in made}


def provider(code: str) -> Provider:
    """Raises DomainError for a method that isn't offered."""
    try:
        return providers()[code]
    except KeyError:
        raise DomainError(_("请选择页面上提供的支付方式。"), field="provider") from None
