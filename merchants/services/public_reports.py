"""Anybody affected reports a shop; it becomes a case, and they see what became of it. (B7.1)

The shop reads what is said to have happened, and neither who said so nor their files.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.accounts.services.people import require_verified_contact
from mall.errors import DomainError
from mall.uploads.documents import clean_document
from merchants import rules
from merchants.models import Sanction, Shop, ShopState, Violation, ViolationState
from merchants.violation_types import TYPES

from . import sanctions, violations

# What the mall finds by itself nobody has to report.
KINDS = [code for code in TYPES if code not in ("silence", "overdue")]
MOST_OPEN, MOST_FILES, LONGEST = 10, 5, 4_000


def shop_called(text: str) -> Shop | None:
    """The shop whose address or name somebody typed, or whose page they copied the address of."""
    text = text.strip().rstrip("/")
    slug = text.rpartition("/")[2]
    there = Shop.objects.exclude(state=ShopState.PREPARING)
    return there.filter(slug=slug.lower()).first() or there.filter(name=text).first()


def make(
    *,
    actor,
    shop: Shop,
    type: str,  # noqa: A002 - the field's name
    facts: str,
    files: Sequence[UploadedFile] = (),
) -> Violation:
    """Report ``shop``; the case with its evidence is there for somebody to look into.

    Call it outside a service: files are written before their rows. All of it is checked first, so that
    nothing is half reported. Raises RuleError B8 without a verified contact, RuleError B7.1 for one's own
    shop, and DomainError at the field for a kind that can't be reported, without facts, for files that are
    too many or none, for the same report once more and for too many at a time.
    """
    if len(files) > MOST_FILES:
        raise DomainError(_("最多 %(n)d 个文件。") % {"n": MOST_FILES}, field="files")
    for upload in files:
        try:
            clean_document(upload)
        except DomainError as error:
            words = _("“%(name)s”不能用：%(why)s") % {"name": upload.name, "why": error.message}
            raise DomainError(words, field="files") from error
        upload.seek(0)
    case = _report(actor, shop, type, facts)
    for upload in files:
        violations.add_evidence(actor=actor, violation=case, upload=upload)
    return case


@locks.service
def _report(actor, shop: Shop, kind: str, facts: str) -> Violation:
    require_verified_contact(actor)
    locks.alone("reports of a person", actor.pk)  # a form that is sent twice at once is one report
    if kind not in KINDS:
        raise DomainError(_("请选择是哪一类问题。"), field="type")
    if len(facts.strip()) > LONGEST:
        raise DomainError(_("最多 %(n)d 个字。") % {"n": LONGEST}, field="facts")
    rules.UNFAIR_COMPETITION.require(
        not shop.members.filter(user=actor).exists(), _("这是您自己的店铺：内部的事请店主处理。")
    )
    mine = Violation.objects.filter(reported_by=actor, state=ViolationState.REPORTED)
    if mine.filter(shop=shop, type=kind).exists():
        raise DomainError(_("您已经举报过这家店的同类问题，正在处理；请等结果。"))
    if mine.count() >= MOST_OPEN:
        raise DomainError(_("您有 %(n)d 件举报正在处理，请等有了结果再举报。") % {"n": MOST_OPEN})
    return violations.report(actor=actor, shop=shop, type=kind, facts=facts)


def of(person):
    """What ``person`` has reported, the latest first."""
    return Violation.objects.filter(reported_by=person).select_related("shop").order_by("-id")


def measures_on(case: Violation) -> list[Sanction]:
    """What was done about it that the public may know, and as long as it may."""
    return list(sanctions.on_record(case.sanctions).order_by("id"))
