"""Whom we don't let in, and how they are known again under another name. (A13.2)"""

from __future__ import annotations

import re
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from stdnum.cn import ric

from mall import locks
from mall.audit.services import record
from mall.crypto import lookup_hash
from mall.errors import DomainError
from mall.halfwidth import plain
from mall.rulebook import register
from staff.models import BlockedVisitor, Visit
from staff.rules import VISITORS

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_PASSPORT = re.compile(r"[A-Z0-9]{5,17}", re.ASCII)


@locks.service
def block(
    *,
    actor,
    name: str,
    clause: str,
    reason: str,
    phone: str = "",
    identity: str = "",
    until_on: date | None = None,
) -> BlockedVisitor:
    """Put somebody on the list. Only hashes of phone and identity number are kept, and their last digits.

    Raises DomainError without a number to know them by, without a reason, for a clause that there isn't, or
    a last day in the past.
    """
    phone, identity = clean_phone(phone) if phone.strip() else "", clean_identity(identity)
    if not phone and not identity:
        raise DomainError(_("手机号和证件号码至少填一项，不然换个名字就认不出来。"), field="phone")
    if clause not in register.clauses():
        raise DomainError(
            _("没有条款“%(clause)s”，请填规则页上的条款编号。") % {"clause": clause[:12]}, field="clause"
        )
    if not reason.strip():
        raise DomainError(_("请写明原因。"), field="reason")
    if until_on is not None and until_on < timezone.localdate():
        raise DomainError(_("到期日不能早于今天。"), field="until_on")
    with translation.override(settings.LANGUAGE_CODE):  # it is kept, whoever typed it
        tails = [_("手机尾号 %(end)s") % {"end": phone[-4:]}] if phone else []
        tails += [_("证件尾号 %(end)s") % {"end": identity[-4:]}] if identity else []
    blocked = BlockedVisitor.objects.create(
        name=name.strip(),
        phone_hash=lookup_hash(phone),
        identity_hash=lookup_hash(identity),
        known_by=" · ".join(tails),
        clause=clause,
        reason=reason.strip(),
        until_on=until_on,
        blocked_by=actor,
    )
    record(actor=actor, verb="visitor.block", subject=blocked, rule=clause, reason=reason.strip())
    return blocked


@locks.service
def lift(*, actor, blocked: BlockedVisitor, reason: str, now: datetime | None = None) -> BlockedVisitor:
    """Take somebody off the list again. Raises DomainError without a reason or where it was done already."""
    blocked = locks.lock_one(blocked)
    if blocked.lifted_at is not None:
        raise DomainError(_("已经解除过了。"))
    if not reason.strip():
        raise DomainError(_("请写明原因。"), field="reason")
    blocked.lifted_at = now or timezone.now()
    blocked.save(update_fields=["lifted_at"])
    record(actor=actor, verb="visitor.lift", subject=blocked, reason=reason.strip())
    return blocked


def require_welcome(visit: Visit, *, now: datetime) -> None:
    """Raises RuleError (A13.2), with clause and reason, for a visitor who is on the list by either number."""
    same = Q(pk__in=[])
    if visit.phone_hash:
        same |= Q(phone_hash=visit.phone_hash)
    if visit.identity_hash:
        same |= Q(identity_hash=visit.identity_hash)
    today = timezone.localdate(now)
    found = [one for one in BlockedVisitor.objects.filter(same) if one.is_in_force(today)]
    VISITORS.require(
        not found,
        found
        and _("这位访客在谢绝来访名单上（条款 %(clause)s：%(reason)s），不能放行，请联系安保。")
        % {"clause": found[0].clause, "reason": found[0].reason},
        field="phone",
    )


def clean_phone(text: str) -> str:
    """A mainland mobile as 11 digits, however it was typed. Raises DomainError for anything else."""
    digits = plain(text).replace("-", "").removeprefix("+86")
    if not _MOBILE.fullmatch(digits):
        raise DomainError(_("请填 11 位手机号。"), field="phone")
    return digits


def clean_identity(text: str) -> str:
    """A resident's number or another paper's, '' for none. Raises DomainError for a number that is none."""
    number = plain(text).replace("-", "").upper()
    if not number:
        return ""
    is_resident = len(number) == 18 and ric.is_valid(number)
    if not is_resident and (len(number) == 18 or not _PASSPORT.fullmatch(number)):
        raise DomainError(_("证件号码不对：请核对身份证 18 位号码，或护照等证件的号码。"), field="identity")
    return number
