"""What happens when a clock of a shop warns or runs out."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mall.deadlines.models import Clock
from mall.deadlines.registry import on_expiry

from . import rules
from .models import Appeal, Demand, Document, Holiday, Invitation, Sanction, Shop, Violation
from .services import (
    appeals,
    demands,
    documents,
    holidays,
    invitations,
    referrals,
    sanctions,
    statements,
    vetting,
)


def _permit_runs_out_soon(clock: Clock, document: Document, now: datetime) -> None:
    documents.warn(document=document, now=now)


@on_expiry(rules.PERMITS, documents.EXPIRY_STAGE, warn=_permit_runs_out_soon, title=_("更新将到期的资质"))
def permit_ran_out(clock: Clock, document: Document, now: datetime) -> None:
    documents.expire(document=document, now=now)


@on_expiry(rules.VERIFIED, vetting.VERIFY_STAGE, title=_("复核店铺资料"))
def verification_due(clock: Clock, shop: Shop, now: datetime) -> None:
    vetting.reverification_due(shop=shop, now=now)


@on_expiry(rules.SANCTIONS, sanctions.END_STAGE, title=_("处理措施到期"))
def sanction_over(clock: Clock, sanction: Sanction, now: datetime) -> None:
    sanctions.end(sanction=sanction, now=now)


@on_expiry(rules.REFERRAL, referrals.STAGE, title=_("登记移送的结果"))
def referral_without_outcome(clock: Clock, sanction: Sanction, now: datetime) -> None:
    referrals.remind(sanction=sanction, owner=(clock.owner_kind, clock.owner_id), now=now)


@on_expiry(rules.MEASURES, appeals.STAGE, title=_("等商城复议申诉"))
def appeal_overdue(clock: Clock, appeal: Appeal, now: datetime) -> None:
    appeals.remind(appeal=appeal, now=now)


def _statement_due_soon(clock: Clock, case: Violation, now: datetime) -> None:
    statements.warn(case=case, now=now)


@on_expiry(rules.MEASURES, statements.STAGE, warn=_statement_due_soon, title=_("陈述违规案件"))
def statement_missed(clock: Clock, case: Violation, now: datetime) -> None:
    statements.miss(case=case, now=now)


def _demand_due_soon(clock: Clock, demand: Demand, now: datetime) -> None:
    demands.warn(demand=demand, now=now)


@on_expiry(rules.INFORMATION, demands.STAGE, warn=_demand_due_soon, title=_("按期提供资料"))
def information_missed(clock: Clock, demand: Demand, now: datetime) -> None:
    demands.miss(demand=demand, now=now)


@on_expiry(rules.INSPECTION, demands.STAGE, warn=_demand_due_soon, title=_("限期整改"))
def rectification_missed(clock: Clock, demand: Demand, now: datetime) -> None:
    demands.miss(demand=demand, now=now)


@on_expiry(rules.AGREEMENT, invitations.STAGE, title=_("等对方接受邀请"))
def invitation_over(clock: Clock, invitation: Invitation, now: datetime) -> None:
    invitations.expire(invitation=invitation, now=now)


@on_expiry(rules.CLOSED_TO_NEW_ORDERS, holidays.BEGIN_STAGE, title=_("店铺开始休息"))
def holiday_begins(clock: Clock, holiday: Holiday, now: datetime) -> None:
    holidays.begin(holiday=holiday, now=now)


@on_expiry(rules.CLOSED_TO_NEW_ORDERS, holidays.END_STAGE, title=_("店铺恢复接单"))
def holiday_ends(clock: Clock, holiday: Holiday, now: datetime) -> None:
    holidays.end(holiday=holiday, now=now)
