"""Editions of duties and workflows: who has acknowledged, and who still has to. (G11.2, H3-6, K11, C1.3)"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.kept import Kept
from mall.notifications.services import notify, notify_many
from mall.rulebook.rule import Rule
from staff import rules
from staff.models import (
    Audience,
    EditionWithdrawal,
    Employee,
    EmployeeState,
    HouseText,
    TextAcknowledgement,
    TextEdition,
    TextKind,
)

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (rules.SECURITY_DUTY, rules.MANAGERS_DUTIES, rules.HABITS, rules.WRITTEN_WORKFLOWS)
}
PAGE = "/admin/my/texts/"


@locks.service
def write(
    *,
    actor,
    code: str,
    title: str,
    kind: str,
    clause: str,
    audience: str = Audience.ALL,
    title_en: str = "",
    governs: list[str] | None = None,
) -> HouseText:
    """A new text, without an edition yet. Raises DomainError for a code in use or a clause that isn't its."""
    if clause not in RULES:
        words = _("这里的文本依据的条款是：%(clauses)s。") % {"clauses": "、".join(RULES)}
        raise DomainError(words, field="clause")
    text = HouseText(
        code=code,
        title=title.strip(),
        title_en=title_en.strip(),
        kind=kind,
        audience=audience,
        clause=clause,
        governs=governs or [],
    )
    try:
        with transaction.atomic():
            text.save()
    except IntegrityError as error:
        raise DomainError(_("这个代号已经用过，请换一个。"), field="code") from error
    record(actor=actor, verb="text.write", subject=text, rule=clause)
    return text


@locks.service
def govern(*, actor, text: HouseText, governs: list[str]) -> HouseText:
    """Which pages of the admin link to a workflow."""
    text = locks.lock_one(text)
    text.governs = governs
    text.save(update_fields=["governs"])
    record(actor=actor, verb="text.govern", subject=text, data={"governs": governs})
    return text


@locks.service
def publish(
    *, actor, text: HouseText, body: str, body_en: str = "", now: datetime | None = None
) -> TextEdition:
    """The next edition of a text, in force from now. Whom a duty binds is told and asked anew.

    Raises DomainError without words, or where they are those of the edition in force.
    """
    text = locks.lock_one(text)
    body, body_en = body.strip().replace("\r\n", "\n"), body_en.strip().replace("\r\n", "\n")
    if not body:
        raise DomainError(_("请填写内容。"), field="body")
    digest = hashlib.sha256(f"{text.code}\n{body}\n{body_en}".encode()).hexdigest()
    current = text.current
    if current is not None and current.digest == digest:
        raise DomainError(_("和现行版次一字不差，不用再发布。"), field="body")
    last = text.editions.first()
    edition = TextEdition.objects.create(
        text=text,
        number=last.number + 1 if last else 1,
        body=body,
        body_en=body_en,
        digest=digest,
        published_by=actor,
        published_at=now or timezone.now(),
    )
    record(
        actor=actor,
        verb="text.publish",
        subject=text,
        rule=text.clause,
        data={"number": edition.number, "digest": digest},
    )
    if text.kind == TextKind.DUTY:
        notify_many(
            people=[one.user for one in bound_by(text).select_related("user")],
            key=f"text:{edition.pk}",
            title=format_lazy("{}{}", gettext_lazy("请阅读并确认："), text.title),
            link=PAGE,
            rule=text.clause,
        )
    return edition


@locks.service
def withdraw(*, actor, edition: TextEdition, reason: str) -> EditionWithdrawal:
    """Take an edition back; the one before holds again, where there is one.

    Raises DomainError without a reason, or for an edition that was withdrawn.
    """
    locks.lock_one(edition.text)
    if not reason.strip():
        raise DomainError(_("请写明撤回的原因。"), field="reason")
    if EditionWithdrawal.objects.filter(edition=edition).exists():
        raise DomainError(_("这一版已经撤回。"))
    made = EditionWithdrawal.objects.create(edition=edition, reason=reason.strip(), withdrawn_by=actor)
    record(
        actor=actor,
        verb="text.withdraw",
        subject=edition.text,
        rule=edition.text.clause,
        reason=reason.strip(),
        data={"number": edition.number},
    )
    return made


@locks.service
def acknowledge(*, employee: Employee, edition: TextEdition, now: datetime | None = None) -> None:
    """The person has read the edition and acknowledges it; the second time changes nothing.

    Raises PermissionDenied where the text doesn't bind them, RuleError (the text's clause) for an edition
    that was withdrawn or that a newer one has taken the place of.
    """
    text = locks.lock_one(edition.text)
    if not bound_by(text).filter(pk=employee.pk).exists():
        raise PermissionDenied
    RULES[text.clause].require(
        text.current == edition, _("这一版已经撤回或有了新版，请刷新页面，读现行的一版再确认。")
    )
    one = TextAcknowledgement(
        edition=edition, employee=employee, digest=edition.digest, at=now or timezone.now()
    )
    TextAcknowledgement.objects.bulk_create([one], ignore_conflicts=True)


@locks.service
def remind(*, now: datetime | None = None) -> int:
    """Tell everybody what they haven't acknowledged, once a week each; how many are outstanding."""
    year, week, _day = timezone.localdate(now).isocalendar()
    found = 0
    for text in HouseText.objects.filter(kind=TextKind.DUTY):
        for employee in outstanding(text).select_related("user"):
            found += 1
            notify(
                person=employee.user,
                key=f"text:{text.pk}:{year}-{week}",
                title=format_lazy("{}{}", gettext_lazy("还没有确认："), text.title),
                link=PAGE,
                rule=text.clause,
            )
    return found


def managers() -> QuerySet[Employee]:
    """Who heads a department, or leads somebody on active service."""
    leads = Employee.objects.filter(superior=OuterRef("pk"), state=EmployeeState.ACTIVE)
    return Employee.objects.filter(Q(heads__isnull=False) | Exists(leads)).distinct()


def bound_by(text: HouseText) -> QuerySet[Employee]:
    """Who has to acknowledge a duty: everybody on active service, or the managers among them; by number."""
    active = Employee.objects.filter(state=EmployeeState.ACTIVE)
    if text.kind != TextKind.DUTY:
        return active.none()
    if text.audience == Audience.MANAGERS:
        active = active.filter(pk__in=managers().values("pk"))
    return active.order_by("number")


def outstanding(text: HouseText) -> QuerySet[Employee]:
    """Who hasn't acknowledged the edition in force; nobody where none is."""
    current = text.current
    if current is None:
        return Employee.objects.none()
    done = TextAcknowledgement.objects.filter(edition=current, employee=OuterRef("pk"))
    return bound_by(text).exclude(Exists(done))


def to_acknowledge(employee: Employee) -> list[TextEdition]:
    """The editions in force that the person hasn't acknowledged yet."""
    found = [
        edition
        for edition in _in_force().filter(text__kind=TextKind.DUTY)
        if bound_by(edition.text).filter(pk=employee.pk).exists()
    ]
    done = TextAcknowledgement.objects.filter(employee=employee, edition__in=found)
    known = set(done.values_list("edition", flat=True))
    return [edition for edition in found if edition.pk not in known]


def workflows() -> list[TextEdition]:
    """The workflows in force, by title."""
    return list(_in_force().filter(text__kind=TextKind.WORKFLOW).order_by("text__title", "id"))


# Every page of the admin asks for its own.
_workflow_texts: Kept[list[HouseText]] = Kept("KEEP_MOMENT_SECONDS", most=1)


def workflow_for(page: str) -> HouseText | None:
    """The workflow that governs an admin page by its URL's name; ``orders_payout`` governs what begins so."""
    parts = page.split("_")
    names = ["_".join(parts[:n]) for n in range(len(parts), 0, -1)]
    every = _workflow_texts.get("all", lambda: list(HouseText.objects.filter(kind=TextKind.WORKFLOW)))
    return min(
        (text for text in every if set(text.governs) & set(names)),
        key=lambda text: min(names.index(name) for name in text.governs if name in names),
        default=None,
    )


def _in_force() -> QuerySet[TextEdition]:
    newer = TextEdition.objects.filter(text=OuterRef("text"), number__gt=OuterRef("number"), withdrawal=None)
    return (
        TextEdition.objects.filter(withdrawal=None)
        .exclude(Exists(newer))
        .select_related("text")
        .order_by("text__kind", "text__code", "id")
    )
