"""From the opening to the new colleague: every stage has its decider and reason. (A4.1, A4.2, G4)"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.audit.services import record
from mall.deadlines import services as deadlines
from mall.deadlines.models import OwnerKind
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.uploads.models import PrivateFile
from mall.uploads.services import discard
from staff import rules
from staff.models import Application, Employee, Opening, Position, QualificationReview
from staff.states import APPLICATION

from . import employees

PURPOSE = "application"
FORGET_STAGE = "forget_applicant"


@locks.service
def publish(*, actor, position: Position, headcount: int, summary: str, criteria: str) -> Opening:
    """Publish an opening. Raises RuleError (A4.1) without criteria: nobody can be chosen fairly by none."""
    rules.RECRUITING.require(
        criteria.strip(), _("请写明录用标准，应聘的人凭它知道怎么选人。"), field="criteria"
    )
    if headcount < 1:
        raise DomainError(_("人数至少是 1。"), field="headcount")
    opening = Opening.objects.create(
        position=position,
        headcount=headcount,
        summary=summary,
        criteria=criteria.strip(),
        published_by=actor,
    )
    record(actor=actor, verb="opening.publish", subject=opening, rule=rules.RECRUITING.id)
    return opening


@locks.service
def close(*, actor, opening: Opening, now: datetime | None = None) -> None:
    """Nobody applies any more; those who did stay in their stages. Raises DomainError the second time."""
    open_ones = Opening.objects.filter(pk=opening.pk, closed_at=None)
    if open_ones.update(closed_at=now or timezone.now()) != 1:
        raise DomainError(_("这个招聘已经结束。"))
    record(actor=actor, verb="opening.close", subject=opening)


@locks.service
def apply(
    *, applicant, opening: Opening, name: str, about: str, consents: bool, now: datetime | None = None
) -> Application:
    """Apply to an opening. Raises DomainError without consent, for a closed opening, and the second time."""
    now = now or timezone.now()
    if not consents:
        raise DomainError(_("请先同意我们为招聘处理这些个人信息。"), field="consents")
    if not Opening.objects.filter(pk=opening.pk, closed_at=None).exists():
        raise DomainError(_("这个招聘已经结束，看看其他职位吧。"))
    if Employee.objects.filter(user=applicant).exists():
        raise DomainError(_("您已经有员工档案，转岗请找上级或人事。"))
    try:
        with transaction.atomic():
            application = Application.objects.create(
                opening=opening,
                applicant=applicant,
                name=name,
                about=about,
                consented_at=now,
                applied_at=now,
            )
    except IntegrityError as error:
        raise DomainError(_("您已经投过这个职位，请等通知。")) from error
    record(actor=applicant, verb="application.apply", subject=application)
    return application


@locks.service
def invite(*, actor, application: Application, reason: str) -> Application:
    """To the interview."""
    return _decide(actor, application, "invite", reason)


@locks.service
def reject(*, actor, application: Application, reason: str, now: datetime | None = None) -> Application:
    """Not this time; the term after which everything personal is deleted begins."""
    application = _decide(actor, application, "reject", reason)
    _begin_to_forget(application, now)
    return application


@locks.service
def withdraw(*, applicant, application: Application, now: datetime | None = None) -> Application:
    """The applicant thinks better of it. Raises PermissionDenied for anybody else."""
    if application.applicant_id != applicant.pk:
        raise PermissionDenied
    application = transitions.move(APPLICATION, application, "withdraw", actor=applicant)
    _begin_to_forget(application, now)
    return application


@locks.service
def review(
    *, actor, application: Application, has_quality: bool, has_ability: bool, note: str
) -> QualificationReview:
    """What somebody found of quality and ability, and on what ground. A later review replaces it.

    Raises RuleError (A4.1) without a ground, and outside interview and offer.
    """
    application = locks.lock_one(application)
    met = APPLICATION.allows(application.state, "reject") and application.state != "applied"
    rules.RECRUITING.require(met, _("面试之后才做资格审查。"))
    rules.RECRUITING.require(note.strip(), _("请写明审查的依据。"), field="note")
    made = QualificationReview.objects.create(
        application=application,
        has_quality=has_quality,
        has_ability=has_ability,
        note=note.strip(),
        reviewed_by=actor,
    )
    record(
        actor=actor,
        verb="application.review",
        subject=application,
        rule=rules.QUALIFIED.id,
        data={"passed": made.is_passed},
    )
    return made


@locks.service
def offer(*, actor, application: Application, reason: str) -> Application:
    """Offer the position. Raises RuleError (A4.2) without a passed review."""
    rules.QUALIFIED.require(
        is_qualified(application), _("资格审查（职业素质和业务能力）没有通过，不能录用。")
    )
    return _decide(actor, application, "offer", reason)


@locks.service
def hire(
    *,
    actor,
    application: Application,
    number: str,
    superior: Employee | None = None,
    now: datetime | None = None,
) -> Employee:
    """The applicant becomes an employee, who waits for orientation.

    Raises RuleError (G4) where a later review found against them, and as ``employees.hire`` does.
    """
    rules.QUALIFIED_FIRST.require(
        is_qualified(application), _("最近一次资格审查没有通过，不能办理录用。请复核后再办。")
    )
    employee = employees.hire(
        actor=actor,
        user=application.applicant,
        number=number,
        name=application.name,
        position=application.opening.position,
        superior=superior,
    )
    application = transitions.move(
        APPLICATION, application, "hire", actor=actor, rule=rules.QUALIFIED_FIRST.id
    )
    _begin_to_forget(application, now)
    return employee


def is_qualified(application: Application) -> bool:
    """Whether the latest review found quality and ability."""
    latest = application.reviews.order_by("-id").first()
    return latest is not None and latest.is_passed


@locks.service
def forget(*, application: Application, now: datetime) -> None:
    """The term is over: name, words and papers go; that somebody applied, and what was decided, stays."""
    for private in PrivateFile.objects.about(application):
        discard(private=private)
    application.name, application.about, application.forgotten_at = "", "", now
    application.save(update_fields=["name", "about", "forgotten_at"])
    record(actor=None, verb="application.forget", subject=application, rule=rules.RECRUITING.id)


def _decide(actor, application: Application, action: str, reason: str) -> Application:
    rules.RECRUITING.require(reason.strip(), _("请写明这样决定的理由。"), field="reason")
    application = transitions.move(
        APPLICATION, application, action, actor=actor, reason=reason.strip(), rule=rules.RECRUITING.id
    )
    notify(
        person=application.applicant,
        key=f"application:{application.pk}:{action}",
        title=gettext_lazy("应聘有进展，请查看"),
        body=application.get_state_display(),
        link="/jobs/",
        rule=rules.RECRUITING.id,
    )
    return application


def _begin_to_forget(application: Application, now: datetime | None) -> None:
    deadlines.start(application, rules.RECRUITING, stage=FORGET_STAGE, owner=(OwnerKind.MALL, 0), now=now)
