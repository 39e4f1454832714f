"""Applications at every step, and the people on both sides of them."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from stdnum.cn import ric, uscc

from merchants import agreement
from merchants.models import Application, Document, Shop
from merchants.requirements import WITHOUT_NUMBER, WITHOUT_TERM, for_application
from merchants.services import applications, documents, vetting
from tests.uploads.corpus import picture

from .factories import make_staff_with, make_user

_numbers = itertools.count(1)
TEA = [["tea", "茶"]]
IN_A_YEAR = timedelta(days=365)


def make_uscc() -> str:
    body = f"91350100M{next(_numbers):08d}"
    return body + uscc.calc_check_digit(body)


def make_person_id(born_on: date = date(1988, 5, 20)) -> str:
    body = f"350102{born_on:%Y%m%d}{next(_numbers) % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def an_upload(name: str = "paper.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("PNG"), "image/png")


def fill(application: Application, **over) -> Application:
    """Every field of an application, each by its service."""
    actor, number = application.applicant, next(_numbers)
    values = {"slug": f"new-{number}", "name": f"新店 {number}", "uscc": make_uscc()}
    values |= {"person_id": make_person_id(), "account": f"6225880{number:09d}", "categories": TEA, **over}
    applications.save_shop(
        actor=actor,
        application=application,
        kind=application.kind,
        intro="",
        **{name: values[name] for name in ("slug", "name", "categories")},
    )
    applications.save_subject(
        actor=actor,
        application=application,
        legal_name="福州某某商贸有限公司",
        uscc=values["uscc"],
        person_name="林小满",
        person_id=values["person_id"],
    )
    applications.save_account(
        actor=actor,
        application=application,
        bank="招商银行福州分行",
        holder="林小满",
        account=values["account"],
    )
    return Application.objects.get(pk=application.pk)


def hand_in(application: Application, type_: str, **over) -> Document:
    """A paper as the wizard takes it."""
    typed = {} if type_ in WITHOUT_NUMBER else {"number": f"NO{next(_numbers)}"}
    if type_ not in WITHOUT_TERM:
        typed["valid_to_on"] = timezone.localdate() + IN_A_YEAR
    return documents.hand_in(
        actor=application.applicant,
        application=application,
        type=type_,
        **{"upload": an_upload(), **typed, **over},
    )


def make_application(*, kind: str = "enterprise", applicant=None, **over) -> Application:
    """Filled in, with every paper, not handed in."""
    applicant = applicant or make_user()
    application = fill(applications.start(actor=applicant, kind=kind), **over)
    for type_ in for_application(kind, application.slugs):
        hand_in(application, type_)
    return Application.objects.get(pk=application.pk)


def submitted(**over) -> Application:
    application = make_application(**over)
    applications.submit(actor=application.applicant, application=application)
    return Application.objects.get(pk=application.pk)


def make_reviewer():
    return make_staff_with("view_application", "change_application", "view_document", "change_document")


def accept_all(application: Application, reviewer) -> None:
    for document in application.documents.filter(state="pending"):
        documents.judge(actor=reviewer, document=document, verdict="accept")


def passed(*, reviewer=None, sign: bool = True, deposit: bool = True, **over) -> Application:
    reviewer = reviewer or make_reviewer()
    application = submitted(**over)
    accept_all(application, reviewer)
    vetting.pass_on(actor=reviewer, application=application)
    if sign:
        applications.sign_agreement(
            actor=application.applicant, application=application, version=agreement.VERSION, ip="192.0.2.7"
        )
    if deposit:
        vetting.record_deposit(actor=reviewer, application=application, amount=100_000, reference="D1")
    return Application.objects.get(pk=application.pk)


def approved(**over) -> Shop:
    """An open shop that came the whole way."""
    application = passed(**over)
    return vetting.approve(actor=make_reviewer(), application=application)
