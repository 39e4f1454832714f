"""Who opens which private file of the merchants' side; to all others it isn't there."""

import pytest
from django.conf import settings
from django.test import Client

from mall.audit.models import Look
from mall.uploads import services as uploads
from mall.uploads.models import PrivateFile
from merchants.services import demands, public_reports, referrals, violations
from tests.accounts.factories import make_user as make_proved

from .applicants import an_upload, approved, submitted
from .factories import enter_admin, make_member, make_shop, make_staff_with, make_user, owner_of

pytestmark = pytest.mark.django_db

PERMISSIONS = ("view_document", "view_violation", "view_demand", "change_sanction")
# What is there, and who opens it; applicant and owner are those of the very application or shop.
TABLE = {
    "application": {"applicant", "view_document"},
    "paper of the shop": {"owner", "view_document"},
    "evidence of the mall": {"owner", "handler", "view_violation"},
    "evidence of a shopper": {"reporter", "view_violation"},
    "answer to a demand": {"owner", "view_demand"},
    "bundle for the authorities": {"change_sanction"},
}


def browser_of(user) -> Client:
    client = Client()
    if user is not None and user.is_staff:
        enter_admin(client, user)
    elif user is not None:
        client.force_login(user)
    return client


def opens(client: Client, private: PrivateFile) -> bool:
    response = client.get(f"/files/{private.pk}/")
    assert response.status_code in (200, 404 if settings.SESSION_COOKIE_NAME in client.cookies else 302)
    if response.streaming:
        b"".join(response.streaming_content)
        for close in response._resource_closers:
            close()
    return response.status_code == 200


@pytest.fixture
def world():
    """Each file with the people around it."""
    shop, reporter = approved(), make_proved()
    handler = make_staff_with()
    application = submitted()
    mall_case = violations.report(actor=handler, shop=shop, type="illegal", facts="……")
    violations.add_evidence(actor=handler, violation=mall_case, upload=an_upload())
    case = public_reports.make(actor=reporter, shop=shop, type="counterfeit", facts="……", files=[an_upload()])
    demand = demands.ask(actor=handler, shop=shop, kind="information", text="……")
    uploads.store(actor=owner_of(shop), subject=demand, purpose="demand", upload=an_upload())
    violations.confirm(actor=make_staff_with(), violation=mall_case, reason="属实")
    judge = make_staff_with()
    referral = referrals.refer(actor=judge, violation=mall_case, authority="公安机关", reason="涉嫌犯罪")
    files = {
        "application": application.documents.exclude(file=None).first().file,
        "paper of the shop": shop.documents.exclude(file=None).first().file,
        "evidence of the mall": PrivateFile.objects.about(mall_case).get(),
        "evidence of a shopper": PrivateFile.objects.about(case).get(),
        "answer to a demand": PrivateFile.objects.about(demand).get(),
        "bundle for the authorities": PrivateFile.objects.about(referral).get(),
    }
    people = {
        "nobody": None,
        "stranger": make_user(),
        "another shop's owner": owner_of(make_shop()),
        "member": make_member(shop, "goods").user,
        "owner": owner_of(shop),
        "applicant": application.applicant,
        "reporter": reporter,
        "handler": handler,
        "staff without a right": make_staff_with(),
        **{name: make_staff_with(name) for name in PERMISSIONS},
    }
    return files, people


@pytest.mark.rule("B13.2", "B7.1")
def test_each_file_opens_to_those_of_the_table_alone_and_each_look_is_on_record(world):
    files, people = world
    browsers = {who: browser_of(user) for who, user in people.items()}

    opened = {
        name: {who for who, client in browsers.items() if opens(client, file)} for name, file in files.items()
    }

    assert opened == TABLE
    looked = Look.objects.filter(fields=["referral"], viewer=people["change_sanction"])
    assert looked.count() == 1
