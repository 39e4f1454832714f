"""The mall looks at an application: checks that run by themselves, and the reviewers' steps. (B4.2)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.signatures.services import chain, sign
from mall.transitions import move
from merchants import requirements, rules, states
from merchants.models import Application, ApplicationState, Document, DocumentState, Shop

from . import applications, bans, documents, identities, permits, shops
from .notices import tell_owners

REVIEWER, APPROVER = "reviewer", "approver"
VERIFY_STAGE = "reverification"
HOME = "/apply/"


@dataclass(frozen=True)
class Check:
    """Something that the machine has looked at; ``tone`` is ok, warn or bad."""

    label: object
    tone: str
    words: object


def checks(application: Application) -> list[Check]:
    """What a reviewer reads before looking at the papers. A handful of queries."""
    found = [_identity(application)]
    if application.has_licence:
        found.append(_licence(application))
    found.append(_banned(application))
    found.append(_person(application))
    lacking = applications.lacking_of(application)
    words = "、".join(map(str, lacking)) or _("齐全")
    found.append(Check(_("材料"), "bad" if lacking else "ok", words))
    is_signed = applications.signature_of(application) is not None
    found.append(
        Check(_("入驻协议"), "ok" if is_signed else "warn", _("已签署") if is_signed else _("还没有签署"))
    )
    return found


def _identity(application: Application) -> Check:
    try:
        identities.read_person_id(application.person_id)
    except DomainError as error:
        return Check(_("负责人身份"), "bad", error.message)
    return Check(_("负责人身份"), "ok", _("校验码、出生日期和年龄相符"))


def _licence(application: Application) -> Check:
    try:
        identities.read_uscc(application.uscc)
    except DomainError as error:
        return Check(_("统一社会信用代码"), "bad", error.message)
    others = Application.objects.in_use().filter(uscc=application.uscc).exclude(pk=application.pk)
    if others.exists():
        return Check(_("统一社会信用代码"), "bad", _("已用于另一家店铺或另一份申请"))
    licence = application.documents.filter(type="business_licence").first()
    if licence and licence.number and licence.number.upper() != application.uscc:
        return Check(_("统一社会信用代码"), "warn", _("与执照文件上填的编号不一致"))
    return Check(_("统一社会信用代码"), "ok", _("校验码相符，没有重复"))


def _banned(application: Application) -> Check:
    found = bans.found(application)
    words = "、".join(f"{ban.get_kind_display()}（{ban.shop}）" for ban in found)
    return Check(_("封禁名单"), "bad" if found else "ok", words or _("不在名单上"))


def _person(application: Application) -> Check:
    same = Application.objects.in_use().filter(person_hash=application.person_hash)
    names = [str(other) for other in same.exclude(pk=application.pk).order_by("pk")[:5]]
    if application.person_hash and names:
        return Check(_("同一负责人"), "warn", _("还负责：%(names)s") % {"names": "、".join(names)})
    return Check(_("同一负责人"), "ok", _("没有别的店铺"))


@locks.service
def ask_more(*, actor, application: Application, reason: str) -> Application:
    """Send an application back to be put right; the applicant reads why.

    Raises DomainError without a reason, ForbiddenMove.
    """
    return _answer(actor, application, "ask_more", reason, _("入驻申请需要补充材料"))


@locks.service
def refuse(*, actor, application: Application, reason: str) -> Application:
    """Turn an application down; the applicant reads why. Raises without a reason, ForbiddenMove. (F4)"""
    return _answer(actor, application, "refuse", reason, _("入驻申请没有通过"), decided_at=timezone.now())


def _answer(actor, application: Application, action: str, reason: str, title, **changes) -> Application:
    reason = reason.strip()
    if not reason:
        raise DomainError(_("请写明原因，申请人会看到。"), field="reason")
    _require_stranger(actor, application)
    row = move(
        states.APPLICATION,
        application,
        action,
        actor=actor,
        rule=rules.APPROVAL.id,
        reason=reason,
        remark=reason,
        **changes,
    )
    _tell(row, action, title, reason)
    return row


@locks.service
def pass_on(*, actor, application: Application) -> Application:
    """The first of two reviewers finds all in order; the applicant is asked to sign.

    Raises RuleError B4.2 while a paper isn't accepted, RuleError D8.2 for who was banned
    meanwhile, ForbiddenMove.
    """
    row = locks.lock_one(application)
    _require_stranger(actor, row)
    _require_sound(row)
    _sign(actor, row, REVIEWER)
    move(states.APPLICATION, application, "pass", actor=actor, rule=rules.APPROVAL.id)
    _tell(row, "pass", _("入驻申请初审通过，请签署协议"), "")
    return application


@locks.service
def record_deposit(*, actor, application: Application, amount: int, reference: str) -> Application:
    """Note that the deposit has come in. Raises DomainError for too little of it and without a reference."""
    row = locks.lock_one(application)
    wanted = rules.APPROVAL.figure("deposit") * 100
    if row.state not in (ApplicationState.SUBMITTED, ApplicationState.PASSED):
        raise DomainError(_("申请不在审核中，不能登记保证金。"))
    if amount < wanted:
        raise DomainError(_("保证金不足：应为 %(n)d 元。") % {"n": wanted // 100}, field="amount")
    if not reference.strip():
        raise DomainError(_("请填写到账流水号。"), field="reference")
    row.deposit, row.deposit_reference, row.deposit_at = amount, reference.strip()[:60], timezone.now()
    row.save(update_fields=["deposit", "deposit_reference", "deposit_at"])
    record(actor=actor, verb="application.deposit", subject=row, data={"amount": amount})
    return row


@locks.service
def approve(*, actor, application: Application, now: datetime | None = None) -> Shop:
    """The second reviewer agrees: the shop is there, open, with its papers followed.

    Raises RuleError F4 without a signed agreement, RuleError B4.2 for the first reviewer and without the
    deposit or an accepted paper, DomainError for a name that was taken meanwhile, RuleError D8.2 for who was
    banned meanwhile, ForbiddenMove where it wasn't passed.
    """
    now = now or timezone.now()
    row = locks.lock_one(application)
    _require_stranger(actor, row)
    _require_sound(row)
    for rule, holds, words in _conditions(actor, row):
        rule.require(holds, words)
    if row.state == ApplicationState.PASSED:
        _sign(actor, row, APPROVER)
    return _open(actor, application, row, now)


def why_not_approved_by(actor, application: Application) -> str:
    """What stands in the way of this person's approval, with its clauses; "" where nothing does."""
    return " ".join(
        f"{words}（{rule.id}）" for rule, holds, words in _conditions(actor, application) if not holds
    )


def _conditions(actor, row: Application) -> list[tuple]:
    """[rule, whether it holds, what is said otherwise] of an approval by ``actor``."""
    signatures = chain(row)
    is_first = any(one.party.role == REVIEWER and one.party.person_id == actor.pk for one in signatures)
    is_signed = applications.signature_of(row) is not None
    return [
        (rules.APPROVAL, not is_first, _("初审是您签的字，同一人不能再批准，请由另一位同事办理。")),
        (rules.AGREEMENT, is_signed, _("申请人还没有签署现行的入驻协议，签署后才能批准。")),
        (rules.APPROVAL, row.deposit is not None, _("保证金还没有登记到账，不能批准。")),
    ]


def _open(actor, application: Application, row: Application, now: datetime) -> Shop:
    shop = shops.create_shop(
        actor=actor, slug=row.slug, name=row.name, kind=row.kind, intro=row.intro, owner=row.applicant
    )
    Shop.objects.filter(pk=shop.pk).update(verified_at=now)
    move(
        states.APPLICATION,
        application,
        "approve",
        actor=actor,
        rule=rules.APPROVAL.id,
        shop=shop,
        decided_at=now,
        remark="",
    )
    take_over(row, shop, now=now)
    shops.open_shop(actor=actor, shop=shop)
    watch(shop, now=now)
    tell_owners(
        shop,
        key=f"application:{row.pk}:approved",
        title=_("店铺“{shop}”已开业"),
        values={"shop": shop.name},
        body=_("现在可以上架第一件商品。"),
        rule=rules.APPROVAL.id,
    )
    return shop


def take_over(application: Application, shop: Shop, *, now: datetime) -> None:
    """The accepted papers become the shop's, and their clocks run."""
    accepted = list(application.documents.filter(state=DocumentState.ACCEPTED).order_by("pk"))
    Document.objects.filter(pk__in=[document.pk for document in accepted]).update(shop=shop)
    for document in accepted:
        document.shop = shop
        documents.follow(document, now=now)
    permits.refresh(shop=shop)


def _require_stranger(actor, application: Application) -> None:
    if application.applicant_id == actor.pk:
        raise DomainError(_("申请人不能审核自己的申请。"))


def _require_sound(row: Application) -> None:
    wanted = requirements.for_application(row.kind, row.slugs)
    accepted = set(row.documents.valid(timezone.localdate()).order_by().values_list("type", flat=True))
    lacking = [str(type_.label) for type_ in wanted if type_ not in accepted]
    rules.APPROVAL.require(not lacking, _("还有文件没有通过：%(names)s。") % {"names": "、".join(lacking)})
    applications.require_unused(row)


def _sign(actor, row: Application, role: str) -> None:
    content = {"application": row.pk, "round": row.round, "name": row.name, "person": row.person_hash}
    sign(actor=actor, subject=row, step=role, role=role, content=content, round_no=max(1, row.round))


def _tell(application: Application, action: str, title, body) -> None:
    notify(
        person=application.applicant,
        key=f"application:{application.pk}:{action}:{application.round}",
        title=title,
        body=body,
        link=HOME,
        rule=rules.APPROVAL.id,
        channels=("email", "sms"),
    )


def watch(shop: Shop, *, now: datetime | None = None) -> None:
    """Have the clock run to the shop's next verification. The caller holds the shop. (D3.1)"""
    clocks.start(
        shop,
        rules.VERIFIED,
        stage=VERIFY_STAGE,
        owner=("mall", 0),
        now=now,
    )


@locks.service
def reverification_due(*, shop: Shop, now: datetime) -> None:
    """Half a year has gone by: the shop waits to be verified again. Called by the clock. (D3.1)"""
    Shop.objects.filter(pk=shop.pk, reverify_at=None).update(reverify_at=now)
    tell_owners(
        shop,
        key=f"shop:{shop.pk}:reverify:{now:%Y%m%d}",
        title=_("店铺资料到了复核的时候"),
        body=_("请核对证照和联系方式，有变化的请更新；商城会来复核。"),
        rule=rules.VERIFIED.id,
    )


@locks.service
def verify_again(*, actor, shop: Shop, note: str, now: datetime | None = None) -> Shop:
    """Somebody has looked at the shop's papers anew; the next half year begins. Raises without a note."""
    now = now or timezone.now()
    if not note.strip():
        raise DomainError(_("请写明核对了什么。"), field="reason")
    row = locks.lock_one(shop)
    clocks.cancel(row, rules.VERIFIED, stage=VERIFY_STAGE, now=now)
    Shop.objects.filter(pk=row.pk).update(verified_at=now, reverify_at=None, version=F("version") + 1)
    watch(row, now=now)
    record(actor=actor, verb="shop.verify", subject=row, rule=rules.VERIFIED.id, reason=note.strip())
    return row
