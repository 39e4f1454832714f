"""A suspected crime goes to the authorities: the referral, its evidence, and what came of it. (B13.2)"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import datetime

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.deadlines.models import OwnerKind
from mall.errors import DomainError
from mall.notifications.services import notify_many
from mall.uploads import services as uploads
from mall.uploads.models import PrivateFile
from merchants import rules
from merchants.models import Sanction, SanctionKind, SanctionState, Violation
from staff.models import Employee

from . import notices, sanctions

LONGEST_OUTCOME = 2_000
STAGE = "referral_outcome"


def refer(*, actor, violation: Violation, authority: str, reason: str) -> Sanction:
    """Hand a suspected crime to the authorities: the referral, and its evidence in one archive.

    The archive is written before the rows, so that no referral lacks it; it is taken away again where they
    don't come about. Call it outside a service: a rollback of the caller's could not do that. Raises as
    ``impose`` does, and DomainError where a file of the evidence is gone or the authority has the case.
    """
    case = Violation.objects.select_related("shop").get(pk=violation.pk)
    bundle = _bundle(case, authority.strip())
    path = uploads.save_bytes(purpose="referral", upload=ContentFile(bundle), ext="zip")
    try:
        return _refer(
            actor=actor, violation=case, authority=authority, reason=reason, path=path, bundle=bundle
        )
    except BaseException:
        uploads.drop_bytes(path)
        raise


@locks.service
def _refer(*, actor, violation: Violation, authority: str, reason: str, path: str, bundle: bytes) -> Sanction:
    sanction = sanctions.impose(
        actor=actor,
        shop=violation.shop,
        kind=SanctionKind.REFERRAL,
        reason=reason,
        authority=authority,
        violation=violation,
    )
    _require_news(sanction)
    uploads.register_bytes(
        actor=actor,
        subject=sanction,
        purpose="referral",
        path=path,
        name=_name(sanction),
        media_type="application/zip",
        digest=hashlib.sha256(bundle).hexdigest(),
    )
    _follow(sanction, owner=_owner(actor), now=sanction.starts_at)
    return sanction


def _name(sanction: Sanction) -> str:
    """What the archive is called where it is handed over: of which case and day, for whom, whose it is.

    File names are cut at their end: the case and the day, which tell two archives apart, come first.
    """
    day = timezone.localtime(sanction.starts_at).date()
    parts = f"案件{sanction.violation_id}", day.isoformat(), sanction.authority, sanction.shop.name
    return "-".join(part.replace("/", "_").replace("\\", "_") for part in parts) + ".zip"


def _require_news(sanction: Sanction) -> None:
    """Asked under the lock that ``impose`` has of the case: of two at once the second sees the first."""
    before = Sanction.objects.filter(
        violation=sanction.violation_id,
        kind=SanctionKind.REFERRAL,
        state=SanctionState.ACTIVE,
        authority=sanction.authority,
    )
    if earlier := before.exclude(pk=sanction.pk).first():
        words = _("这起案件 %(day)s 已经移送%(authority)s；新的情况请登记在那次移送的结果里。")
        day = timezone.localtime(earlier.starts_at).date()
        raise DomainError(words % {"day": day, "authority": sanction.authority}, field="authority")


def _owner(actor) -> tuple[str, int]:
    """The department of whoever refers: people move on before authorities answer."""
    employee = Employee.objects.filter(user=actor).select_related("position").first()
    return (OwnerKind.TEAM, employee.position.department_id) if employee else (OwnerKind.PERSON, actor.pk)


def _follow(sanction: Sanction, *, owner: tuple[str, int], now: datetime) -> None:
    clocks.start(sanction, rules.REFERRAL, stage=STAGE, owner=owner, figure="outcome", now=now)


@locks.service
def remind(*, sanction: Sanction, owner: tuple[str, int], now: datetime) -> None:
    """Nobody has written down what came of it: those who handle cases are told, and the time runs anew.

    Called by the clock, until there is an outcome or the referral was taken back.
    """
    if sanction.outcome or sanction.state != SanctionState.ACTIVE:
        return
    notify_many(
        people=notices.staff_with("change_sanction"),
        key=f"referral:{sanction.pk}:late:{now:%Y%m%d%H}",
        title=format_lazy(_("店铺“{shop}”的移送还没有登记结果，请向主管机关查询"), shop=sanction.shop.name),
        link=reverse("admin:merchants_sanction_change", args=[sanction.pk]),
        rule=rules.REFERRAL.id,
    )
    _follow(sanction, owner=owner, now=now)


def _bundle(violation: Violation, authority: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        told = {
            "case": violation.pk,
            "shop": str(violation.shop),
            "authority": authority,
            "clause": violation.clause,
            "facts": violation.facts,
            "statement": violation.statement,
            "finding": violation.finding,
            "reported_at": violation.reported_at.isoformat(),
        }
        archive.writestr("case.json", json.dumps(told, ensure_ascii=False, indent=2))
        for private in PrivateFile.objects.about(violation).order_by("pk"):
            try:
                with private.file.open("rb") as file:
                    archive.writestr(f"evidence/{private.pk}-{private.name}", file.read())
            except FileNotFoundError as error:
                words = _("证据文件“%(name)s”找不到了，没有移送；请先找回它，或请技术同事处理。")
                raise DomainError(words % {"name": private.name}) from error
    return out.getvalue()


@locks.service
def record_outcome(*, actor, sanction: Sanction, outcome: str, now: datetime | None = None) -> Sanction:
    """Write down what the authority did with a referral; a later word follows the earlier, none is lost.

    Raises DomainError without words, and for another kind of measure.
    """
    now = now or timezone.now()
    row = locks.lock_one(sanction)
    words = outcome.strip()
    if row.kind != SanctionKind.REFERRAL:
        raise DomainError(_("只有移送才登记结果。"))
    if not words:
        raise DomainError(_("请写明主管机关怎样处理：受理、立案、不予立案、处罚……"), field="outcome")
    if len(words) > LONGEST_OUTCOME:
        raise DomainError(_("最多 %(n)d 个字。") % {"n": LONGEST_OUTCOME}, field="outcome")
    line = f"{timezone.localdate(now):%Y-%m-%d} {words}"
    row.outcome, row.outcome_at = f"{row.outcome}\n{line}".strip(), now
    row.save(update_fields=["outcome", "outcome_at"])
    clocks.meet(row, rules.REFERRAL, stage=STAGE, now=now)
    record(actor=actor, verb="sanction.outcome", subject=row, rule=rules.REFERRAL.id, reason=words)
    return row
