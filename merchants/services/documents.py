"""Papers handed in: typed, attached, judged, and followed until they run out. (B4.1, E6)"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.transitions import move
from mall.uploads import services as uploads
from mall.uploads.models import PrivateFile
from merchants import requirements, rules, states
from merchants.models import IN_HAND, Application, Document, DocumentState, DocumentType, Shop

from . import notices, permits

EXPIRY_STAGE = "permit_expiry"
PURPOSE = "permit"
UNDER_REVIEW = ("submitted", "passed")
SENT_BACK = _("已退回，待重交")
LATEST = date(2999, 12, 31)


def hand_in(
    *,
    actor,
    application: Application | None = None,
    shop: Shop | None = None,
    type: str,  # noqa: A002 - the field's name
    upload: UploadedFile | None = None,
    **typed,
) -> Document:
    """Write what was typed from a paper, and keep its picture or PDF where one came along.

    What was typed stays where the file is refused, so that only the file has to be chosen again. Raises
    DomainError at its field for dates that can't be, for what was accepted already, and as ``uploads.store``
    does. Call it outside a service, as that has to be.
    """
    document = write(actor=actor, application=application, shop=shop, type=type, **typed)
    if upload is None:
        return document
    private = uploads.store(actor=actor, subject=document, purpose=PURPOSE, upload=upload)
    return attach(actor=actor, document=document, private=private)


@locks.service
def write(
    *,
    actor,
    application: Application | None,
    shop: Shop | None,
    type: str,  # noqa: A002
    number: str = "",
    issuer: str = "",
    valid_from_on: date | None = None,
    valid_to_on: date | None = None,
) -> Document:
    """What was typed from a paper, without its file. See ``hand_in``."""
    typed = {
        "number": _one_line(number, 60),
        "issuer": _one_line(issuer, 80),
        "valid_from_on": valid_from_on,
        "valid_to_on": valid_to_on,
    }
    _require_dates(valid_from_on, valid_to_on)
    document = _row(application, shop, DocumentType(type))
    if document.pk is None:
        for field, value in typed.items():
            setattr(document, field, value)
        document.save()
        record(actor=actor, verb="document.write", subject=document, data={"type": type})
        return document
    if document.state == DocumentState.ACCEPTED:
        raise DomainError(_("这份文件已经通过，不用再交。"))
    if document.state != DocumentState.PENDING:
        return move(states.DOCUMENT, document, "rewrite", actor=actor, written_at=timezone.now(), **typed)
    Document.objects.filter(pk=document.pk).update(**typed, written_at=timezone.now())
    document.refresh_from_db()
    record(actor=actor, verb="document.write", subject=document, data={"type": type})
    return document


def _row(application: Application | None, shop: Shop | None, type_: DocumentType) -> Document:
    """The row to write into, locked where it is there. Raises DomainError while somebody reviews."""
    if application is not None:
        application = locks.lock_one(application)
        if application.state not in IN_HAND:
            raise DomainError(_("申请正在审核或已经结束，现在不能改文件。"))
        mine = Document.objects.filter(application=application, type=type_).first()
        return mine or Document(application=application, type=type_)
    assert shop is not None
    shop = locks.lock_one(shop)
    waiting = Document.objects.filter(shop=shop, type=type_).exclude(
        state__in=(DocumentState.ACCEPTED, DocumentState.EXPIRED, DocumentState.REPLACED)
    )
    return waiting.order_by("-id").first() or Document(shop=shop, type=type_)


def _require_dates(valid_from_on: date | None, valid_to_on: date | None) -> None:
    today = timezone.localdate()
    if valid_from_on and valid_from_on > today:
        raise DomainError(_("证件还没有生效：请在生效后再交，或核对日期。"), field="valid_from_on")
    if valid_to_on and valid_to_on < today:
        raise DomainError(_("证件已经过期：请先办理延续，再交新的证件。"), field="valid_to_on")
    if valid_from_on and valid_to_on and valid_to_on < valid_from_on:
        raise DomainError(_("有效期至不能早于生效日期，请核对。"), field="valid_to_on")
    if valid_to_on and valid_to_on > LATEST:
        raise DomainError(_("有效期至太远：长期有效请留空。"), field="valid_to_on")


def _one_line(text: str, most: int) -> str:
    seen = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return seen[:most]


@locks.service
def attach(*, actor, document: Document, private: PrivateFile) -> Document:
    """Hang a stored file on its paper; the one that it takes the place of goes."""
    row = locks.lock_one(document)
    before = row.file
    row.file = private
    row.save(update_fields=["file"])
    if before is not None:
        uploads.discard(private=before)
    document.file = private
    return row


def missing(application: Application) -> dict[DocumentType, list]:
    """Which papers are still wanted of an applicant, and what each lacks; nothing of one that isn't there."""
    wanted = requirements.for_application(application.kind, application.slugs)
    there = {DocumentType(document.type): document for document in application.documents.all()}
    found = {type_: lacks(there[type_]) if type_ in there else [] for type_ in wanted}
    found = {type_: lacking for type_, lacking in found.items() if lacking or type_ not in there}
    sent_back = (type_ for type_ in there if type_ not in wanted and _is_sent_back(there[type_]))
    return found | {type_: [SENT_BACK] for type_ in sent_back}


def lacks(document: Document) -> list:
    """What a paper that is wanted lacks to be handed in, in words."""
    found: list = []
    if needs_number(DocumentType(document.type)) and not document.number:
        found.append(_("缺编号"))
    if not document.file_id:
        found.append(_("缺文件"))
    if document.valid_to_on and document.valid_to_on < timezone.localdate():
        found.append(_("已过有效期"))
    if _is_sent_back(document):
        found.append(SENT_BACK)
    elif document.state not in (DocumentState.PENDING, DocumentState.ACCEPTED):
        found.append(document.get_state_display())
    return found


def needs_number(type_: DocumentType) -> bool:
    """Whether such a paper, where it is wanted, can't be handed in without its number."""
    return type_ not in requirements.WITHOUT_NUMBER


def _is_sent_back(document: Document) -> bool:
    return document.state in (DocumentState.REFUSED, DocumentState.MORE_ASKED)


@locks.service
def judge(*, actor, document: Document, verdict: str, reason: str = "") -> Document:
    """``accept``, ``refuse`` or ``ask_more`` of one paper; the latter two want a reason.

    An accepted paper of a shop takes the place of the one before it, and its clock runs. Raises DomainError
    without a reason, for the applicant, and where it has run out or has no file; ForbiddenMove.
    """
    earlier = _replaced_by(document)
    row = locks.lock(Document, [document.pk, *earlier])[document.pk]
    _require_judge(actor, row)
    if verdict != "accept" and not reason.strip():
        raise DomainError(_("请写明哪里不对、要补什么，申请人会看到。"), field="reason")
    if verdict == "accept":
        _require_acceptable(row)
    if verdict == "accept":
        for other in locks.lock(Document, earlier).values():
            clocks.cancel(other, rules.PERMITS, stage=EXPIRY_STAGE)
            move(states.DOCUMENT, other, "replace", actor=actor, rule=rules.PERMITS.id)
    move(
        states.DOCUMENT,
        document,
        verdict,
        actor=actor,
        rule=rules.VERIFIED.id,
        reason=reason.strip()[:500],
        remark=reason.strip()[:500],
    )
    if document.shop:
        if verdict == "accept":
            follow(document)
        permits.refresh(shop=document.shop)
        notices.tell_owners(
            document.shop,
            key=f"document:{document.pk}:{verdict}:{int(document.written_at.timestamp())}",
            title=_("{document}：{state}"),
            values={"document": document.get_type_display(), "state": document.get_state_display()},
            body=document.remark,
            rule=rules.PERMITS.id,
        )
    return document


def _replaced_by(document: Document) -> list[int]:
    """The shop's papers of the same type that one takes the place of, once it is accepted."""
    if document.shop_id is None:
        return []
    same = Document.objects.filter(shop=document.shop_id, type=document.type, state=DocumentState.ACCEPTED)
    return list(same.exclude(pk=document.pk).order_by("pk").values_list("pk", flat=True))


def _require_judge(actor, document: Document) -> None:
    """Not the applicant, nobody of the shop, and only what was handed in."""
    application, shop = document.application, document.shop
    if application and application.applicant_id == actor.pk:
        raise DomainError(_("申请人不能审核自己的文件。"))
    if shop is None and application and application.state not in UNDER_REVIEW:
        raise DomainError(_("申请还没有提交或已经结束，现在不能审核文件。"))


def _require_acceptable(document: Document) -> None:
    if document.file_id is None:
        raise DomainError(_("这份文件还没有上传，不能通过。"))
    if document.valid_to_on and document.valid_to_on < timezone.localdate():
        raise DomainError(_("这份文件已经过期，不能通过。"))


def follow(document: Document, *, now: datetime | None = None) -> None:
    """Have an accepted paper's clock run to the end of its last day. The caller holds it."""
    if document.valid_to_on is None:
        return
    clocks.start(
        document,
        rules.PERMITS,
        stage=EXPIRY_STAGE,
        owner=("shop", document.shop_id),
        warn_before=rules.PERMITS.figure("warn_before"),
        due_at=end_of(document.valid_to_on),
        now=now,
    )


def end_of(day: date) -> datetime:
    """The first moment after ``day``, in the mall's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@locks.service
def expire(*, document: Document, now: datetime) -> None:
    """A paper has run out: what needs it can't be sold, all else goes on. Called by its clock. (E6)"""
    if document.state != DocumentState.ACCEPTED:
        return
    move(states.DOCUMENT, document, "expire", actor=None, rule=rules.PERMITS.id)
    permits.refresh(shop=document.shop, on=timezone.localdate(now))
    notices.tell_owners(
        document.shop,
        key=f"document:{document.pk}:expired",
        title=_("{document}已过期，需要它的商品停止销售"),
        values={"document": document.get_type_display()},
        body=_("请上传新的证件；审核通过后自动恢复销售，其他商品不受影响。"),
        rule=rules.PERMITS.id,
    )


@locks.service
def warn(*, document: Document, now: datetime) -> None:
    """A paper runs out soon. Called by its clock."""
    notices.tell_owners(
        document.shop,
        key=f"document:{document.pk}:warned",
        title=_("{document}将于 {day} 到期，请提前更新"),
        values={"document": document.get_type_display(), "day": f"{document.valid_to_on:%Y-%m-%d}"},
        rule=rules.PERMITS.id,
    )
