"""Applying for a shop: begun, written as one goes, handed in, signed, withdrawn. (B4.1, B4.2, D3.1, F4)"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.validators import ValidationError as BadSlug
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.crypto import lookup_hash
from mall.errors import DomainError
from mall.rulebook import services as rulebook
from mall.transitions import ForbiddenMove, move
from merchants import agreement, rules, states
from merchants.models import (
    IN_HAND,
    AgreementSignature,
    Application,
    ApplicationState,
    DocumentType,
    Shop,
    ShopKind,
)

from . import bans, documents, identities

LONGEST_NAME, LONGEST_TEXT = 40, 200
MOST_CATEGORIES = 30
# What must be said before an application can be handed in, and what to call it.
NEEDED = {
    "slug": _("网址名"),
    "name": _("店名"),
    "person_name": _("负责人姓名"),
    "person_id": _("负责人身份证号"),
    "bank": _("开户银行"),
    "holder": _("户名"),
    "account": _("账号"),
}
NEEDED_WITH_LICENCE = {"legal_name": _("执照上的名称"), "uscc": _("统一社会信用代码")}


def open_of(person) -> Application | None:
    """The application that somebody is at, if any."""
    return Application.objects.open().filter(applicant=person).first()


@locks.service
def start(*, actor, kind: str) -> Application:
    """Begin an application. Raises DomainError for staff and while another one is open."""
    if actor.is_staff:
        raise DomainError(_("商城员工不能开店。"))
    if kind not in ShopKind.values:
        raise DomainError(_("请选择主体类型。"), field="kind")
    if open_of(actor):
        raise DomainError(_("您已有一份进行中的申请：请先办完或撤回它，再开始新的。"))
    try:
        with transaction.atomic():
            application = Application.objects.create(applicant=actor, kind=kind)
    except IntegrityError as error:  # two tabs
        raise DomainError(_("您已有一份进行中的申请：请先办完或撤回它，再开始新的。")) from error
    record(actor=actor, verb="application.start", subject=application, data={"kind": kind})
    return application


@locks.service
def save_shop(
    *,
    actor,
    application: Application,
    kind: str,
    slug: str,
    name: str,
    intro: str,
    categories: Sequence[Sequence[str]],
) -> Application:
    """What the shop is to be; parts may be left for later. Raises DomainError at the field that can't be.

    ``categories`` are [slug, name] of the departments wanted.
    """
    row = _in_hand(application)
    if kind not in ShopKind.values:
        raise DomainError(_("请选择主体类型。"), field="kind")
    slug, name = slug.strip().lower(), _line(name)
    _require_free(slug, name)
    if len(categories) > MOST_CATEGORIES:
        raise DomainError(_("类目选得太多：先选最主要的几个，开店后还能增加。"), field="categories")
    values = {
        "kind": kind,
        "slug": slug,
        "name": name,
        "intro": _line(intro)[:LONGEST_TEXT],
        "categories": [[str(part)[:60] for part in pair] for pair in categories],
    }
    return _save(actor, row, values)


@locks.service
def save_subject(
    *, actor, application: Application, legal_name: str = "", uscc: str = "", person_name: str, person_id: str
) -> Application:
    """Who answers for the shop; an empty number stays as it was, because a page never shows it again.

    Raises RuleError D3.1 for a wrong number or somebody too young, RuleError D8.2 for who is banned, and
    DomainError for a licence that another shop or application has.
    """
    row = _in_hand(application)
    values: dict[str, str] = {"person_name": _line(person_name)[:LONGEST_NAME]}
    if row.has_licence:
        values["legal_name"] = _line(legal_name)[:80]
        values["uscc"] = identities.read_uscc(uscc) if uscc.strip() else ""
    if person_id.strip():
        values["person_id"] = identities.read_person_id(person_id)
        values["person_hash"] = lookup_hash(values["person_id"])
    row = _save(actor, row, values)
    require_unused(row)
    return row


@locks.service
def save_account(*, actor, application: Application, bank: str, holder: str, account: str) -> Application:
    """Where the shop is to be paid; an empty number stays as it was. Raises as ``save_subject`` does."""
    row = _in_hand(application)
    values = {"bank": _line(bank)[:60], "holder": _line(holder)[:60]}
    if account.strip():
        number = identities.read_account(account)
        values |= {"account": number, "account_hash": lookup_hash(number), "account_tail": number[-4:]}
    row = _save(actor, row, values)
    bans.require_unbanned(row)
    return row


def require_unused(application: Application) -> None:
    """Raise where the licence or the person can't be applied with: in use by others, or banned.

    A natural person sells under one shop; the person behind companies may have several.
    """
    bans.require_unbanned(application)
    others = Application.objects.in_use().exclude(pk=application.pk)
    if application.has_licence and application.uscc and others.filter(uscc=application.uscc).exists():
        raise DomainError(_("这张营业执照已经用于另一家店铺或另一份申请，一照只能开一家店。"), field="uscc")
    mine = others.filter(kind=ShopKind.PERSON, person_hash=application.person_hash)
    if not application.has_licence and application.person_hash and mine.exists():
        raise DomainError(_("此人已有自己的店铺或申请，一人只能开一家自然人店铺。"), field="person_id")


@locks.service
def submit(*, actor, application: Application) -> Application:
    """Hand in what is complete.

    Raises RuleError B4.1 naming all that is missing, and as ``require_unused`` does.
    """
    row = locks.lock_one(application)
    if not states.APPLICATION.allows(row.state, "submit"):
        raise ForbiddenMove(states.APPLICATION, row.state, "submit")
    lacking = lacking_of(row)
    rules.COMPLETE_APPLICATION.require(
        not lacking, _("还不能提交，缺少：%(lacking)s。") % {"lacking": "、".join(map(str, lacking))}
    )
    require_unused(row)
    _require_free(row.slug, row.name)
    return move(
        states.APPLICATION,
        application,
        "submit",
        actor=actor,
        rule=rules.COMPLETE_APPLICATION.id,
        submitted_at=timezone.now(),
        round=row.round + 1,
    )


def lacking_of(application: Application) -> list:
    """What an application lacks to be handed in, in words: fields first, then papers."""
    needed = NEEDED | (NEEDED_WITH_LICENCE if application.has_licence else {})
    fields = [words for name, words in needed.items() if not getattr(application, name)]
    if not application.categories:
        fields.append(_("经营类目"))
    return fields + [_paper(type_, lacks) for type_, lacks in documents.missing(application).items()]


def _paper(type_: DocumentType, lacks: Sequence) -> str:
    words = "、".join(map(str, lacks))
    return f"{type_.label}（{words}）" if words else str(type_.label)


@locks.service
def withdraw(*, actor, application: Application) -> Application:
    """The applicant doesn't want the shop any more. Raises ForbiddenMove for what is decided."""
    return move(states.APPLICATION, application, "withdraw", actor=actor, decided_at=timezone.now())


@locks.service
def sign_agreement(*, actor, application: Application, version: str, ip: str | None) -> AgreementSignature:
    """The applicant signs the agreement as it is now; once. They thereby take note of the current rules.

    Raises DomainError where they looked at another version, or nothing is left to sign for. (F4, D3.2-3)
    """
    row = locks.lock_one(application)
    if row.applicant_id != actor.pk or row.state in (
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
        ApplicationState.DRAFT,
    ):
        raise DomainError(_("请先提交申请，再签署协议。"))
    if version != agreement.VERSION:
        raise DomainError(_("协议在您阅读期间更新了，请重新阅读后再签。"))
    signature, is_new = AgreementSignature.objects.get_or_create(
        application=row,
        version=agreement.VERSION,
        digest=agreement.digest(),
        defaults={"signer": actor, "ip": ip},
    )
    if is_new:
        edition = rulebook.publish_edition(actor=None)
        rulebook.acknowledge(person=actor, edition=edition, audience="merchants")
        record(
            actor=actor,
            verb="application.sign",
            subject=row,
            rule=rules.AGREEMENT.id,
            data={"version": signature.version, "digest": signature.digest},
        )
    return signature


def signature_of(application: Application) -> AgreementSignature | None:
    """The signature under the agreement as it is now, if there is one."""
    return application.agreements.filter(digest=agreement.digest()).first()


def _in_hand(application: Application) -> Application:
    row = locks.lock_one(application)
    if row.state not in IN_HAND:
        words = _("申请当前是“%(state)s”，不能再改。")
        raise DomainError(words % {"state": row.get_state_display()})
    return row


def _require_free(slug: str, name: str) -> None:
    if slug:
        try:
            validate_slug(slug)
        except BadSlug as error:
            raise DomainError(_("网址名只能用字母、数字、横线和下划线。"), field="slug") from error
        if len(slug) > LONGEST_NAME:
            raise DomainError(_("网址名最多 %(most)d 个字符。") % {"most": LONGEST_NAME}, field="slug")
        if Shop.objects.filter(slug=slug).exists():
            raise DomainError(_("这个网址名已被占用，请换一个。"), field="slug")
    if len(name) > LONGEST_NAME:
        raise DomainError(_("店名最多 %(most)d 个字。") % {"most": LONGEST_NAME}, field="name")
    if name and Shop.objects.filter(name=name).exists():
        raise DomainError(_("这个店名已被占用，请换一个。"), field="name")


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _save(actor, row: Application, values: dict) -> Application:
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=list(values))
    record(actor=actor, verb="application.write", subject=row, data={"fields": sorted(values)})
    return row
