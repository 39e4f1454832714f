"""What a payout provider is to the mall: the licensed institution that keeps merchants' money. (B11.4, 二清)

The mall only instructs it. It is asked outside of any transaction that holds locks, may be slow, down or
wrong, and everything it says goes through ``services.payout_events.apply``, whichever way it came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from orders.models import Payout, PayoutEventKind

from .base import ProviderError


@dataclass(frozen=True)
class Word:
    """A provider's word on a payout; fen.

    ``event_id`` is the same however often it is said, and another for each refusal of a payout that was tried
    again: a provider that doesn't number its refusals needs an adapter that does.
    """

    provider: str
    event_id: str
    payout_number: str
    kind: PayoutEventKind
    amount: int
    reference: str
    digest: str
    why: str = ""


class NotThereError(ProviderError):
    """The provider has never heard of this number: it may be instructed."""


class PayoutProvider(Protocol):
    code: str
    label: object

    def instruct(self, payout: Payout) -> Word | None:
        """Ask for ``payout`` to be paid to its account, once per number. What became of it, None while
        nothing did. Raises ProviderError where it can't be reached."""

    def query(self, number: str) -> Word | None:
        """What became of a payout, None while nothing did. Raises NotThereError, ProviderError."""

    def verify(self, headers, body: bytes) -> Word:
        """The word in a callback, its signature checked. Raises RuleError B12.1 or BadCallback."""

    def bill(self, since: datetime, until: datetime) -> Iterable[Word]:
        """All that the provider has paid, refused or taken back between two times. Raises ProviderError."""


@cache
def payout_providers() -> dict[str, PayoutProvider]:
    """The payout providers in use by code, in the order of the settings; the first pays."""
    made = [import_string(path)() for path in settings.PAYOUT_PROVIDERS]
    return {provider.code: provider for provider in made}


def payout_provider(code: str) -> PayoutProvider:
    """Raises DomainError for one that isn't in use."""
    try:
        return payout_providers()[code]
    except KeyError:
        raise DomainError(_("付款渠道“%(code)s”没有启用。") % {"code": code}) from None


def paying() -> PayoutProvider:
    """The provider that new payouts go to. Raises DomainError where none is set up."""
    for provider in payout_providers().values():
        return provider
    raise DomainError(_("还没有配置付款渠道（PAYOUT_PROVIDERS），不能发出付款指令。"))
