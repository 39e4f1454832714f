"""What happens when a clock of a shop warns or runs out."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mall.deadlines.models import Clock
from mall.deadlines.registry import on_expiry

from . import rules
from .models import Document, Shop
from .services import documents, vetting


def _permit_runs_out_soon(clock: Clock, document: Document, now: datetime) -> None:
    documents.warn(document=document, now=now)


@on_expiry(rules.PERMITS, documents.EXPIRY_STAGE, warn=_permit_runs_out_soon, title=_("更新将到期的资质"))
def permit_ran_out(clock: Clock, document: Document, now: datetime) -> None:
    documents.expire(document=document, now=now)


@on_expiry(rules.VERIFIED, vetting.VERIFY_STAGE, title=_("复核店铺资料"))
def verification_due(clock: Clock, shop: Shop, now: datetime) -> None:
    vetting.reverification_due(shop=shop, now=now)
