"""The applicant's pages and the reviewers', and who may open a paper."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import Category
from mall.roof.onboarding import samples
from merchants.models import Application, Document, Shop
from merchants.services import applications
from tests.uploads.corpus import ftyp, pdf, picture

from .applicants import (
    accept_all,
    an_upload,
    approved,
    make_application,
    make_person_id,
    make_reviewer,
    make_uscc,
    submitted,
)
from .factories import enter_admin, make_shop, make_staff_with, make_user, owner_of

pytestmark = pytest.mark.django_db


def post(client, step: str, *args, **data):
    return client.post(reverse(f"apply:{step}", args=args), data)


@pytest.mark.rule("B4.1", "F4")
def test_an_applicant_writes_step_by_step_hands_in_and_signs(client):
    person = make_user()
    Category.objects.create(slug="tea", name="茶")
    client.force_login(person)
    assert client.get(reverse("apply:index")).status_code == 200
    assert post(client, "start", kind="enterprise").url == reverse("apply:shop")
    assert post(client, "submit").status_code == 302  # refused with words
    shop = {"kind": "enterprise", "name": "湖畔茶铺", "slug": "hupan", "intro": "", "categories": ["tea"]}
    assert post(client, "shop", **shop).url == reverse("apply:subject")
    wrong = post(client, "subject", uscc="123", person_name="林小满", person_id="", legal_name="某某")
    assert (wrong.status_code, "统一社会信用代码不对" in wrong.content.decode()) == (409, True)
    number = make_person_id()
    right = {"uscc": make_uscc(), "person_name": "林小满", "person_id": number, "legal_name": "某某"}
    assert post(client, "subject", **right).url == reverse("apply:account")
    assert number not in client.get(reverse("apply:subject")).content.decode()
    assert post(client, "account", bank="招行", holder="林小满", account="6225 8800 1234 5678").url
    for type_ in ("business_licence", "identity", "identity_back", "bank_proof"):
        answer = post(client, "document", type_, number="N1", file=an_upload())
        assert answer.url == reverse("apply:index")
    assert "还差" not in client.get(reverse("apply:index")).content.decode()

    post(client, "submit")
    post(client, "agreement", version="2026-1")

    application = Application.objects.get()
    assert (application.state, application.slugs, application.agreements.count()) == (
        "submitted",
        ["tea"],
        1,
    )


@pytest.mark.rule("B4.1")
def test_a_paper_saved_in_part_says_which_of_its_fields_handing_in_still_wants(client):
    application = make_application()
    client.force_login(application.applicant)
    page = client.get(reverse("apply:document", args=["business_licence"])).content.decode()
    assert page.count("（提交申请前必填）") == 1  # the number; who issued it and until when may stay empty

    assert post(client, "document", "business_licence", number="", issuer="市监局").status_code == 302
    Document.objects.filter(type="identity_back").update(file=None, number="")

    assert [str(words) for words in applications.lacking_of(application)] == [
        "营业执照（缺编号）",
        "身份证国徽面（缺编号、缺文件）",
    ]
    hub = client.get(reverse("apply:index")).content.decode()
    assert "<li>营业执照（缺编号）</li>" in hub


def test_the_demo_names_made_up_numbers_that_pass_and_the_mall_itself_names_none(client, settings):
    application = make_application(uscc=samples.USCC, person_id=samples.PERSON_ID)
    client.force_login(application.applicant)
    pages = [reverse("apply:subject"), reverse("apply:document", args=["business_licence"])]

    shown = []
    for settings.DEV_INBOX in (True, False):
        shown += [samples.PERSON_ID in client.get(page).content.decode() for page in pages]

    assert shown == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.heic", ftyp(b"heic"), "HEIC"),
        ("a.pdf", b"GIF89a, not a PDF", "改扩展名没有用"),
        ("a.pdf", pdf(b"2 0 obj\n<< /JavaScript (x) >>\nendobj\n"), "脚本"),
        ("a.jpg", picture()[:60], "损坏"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(21 * 1024**2), "超过 20 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_what_was_typed_stays(client, name, content, words):
    application = make_application(kind="person")
    Document.objects.filter(type="identity_back").update(file=None)
    client.force_login(application.applicant)

    answer = post(
        client, "document", "identity_back", number="签发地", file=SimpleUploadedFile(name, content)
    )

    assert (answer.status_code, words in answer.content.decode()) == (409, True)
    assert application.documents.values_list("number", "file").get(type="identity_back") == ("签发地", None)


@pytest.mark.parametrize(
    "typed",
    [
        {"valid_to_on": "10000-01-01"},
        {"valid_to_on": "２０２０-01-01"},
        {"number": "a\x00b"},
        {"number": "1" * 4_000},
    ],
)
def test_odd_input_is_an_error_of_the_form_and_never_a_crash(client, typed):
    application = make_application()
    client.force_login(application.applicant)

    answer = post(client, "document", "business_licence", **typed)

    assert answer.status_code in (302, 400, 409)


def test_papers_open_to_the_applicant_the_owners_and_reviewers_and_to_nobody_else(client):
    shop = approved()
    paper = shop.documents.select_related("file").get(type="business_licence")
    address = reverse("uploads:private", args=[paper.file_id])

    def opens(person) -> int:
        client.logout()
        if person:
            client.force_login(person)
            if person.is_staff:
                enter_admin(client, person)
        answer = client.get(address)
        answer.getvalue()  # closes the file
        return answer.status_code

    assert opens(None) == 302
    nobody = (make_user(), owner_of(make_shop()), make_staff_with("view_shop"))
    assert [opens(person) for person in nobody] == [404, 404, 404]
    member = make_user()
    shop.members.create(user=member, role="orders")
    assert [opens(person) for person in (member, owner_of(shop), make_reviewer())] == [404, 200, 200]


@pytest.mark.rule("B4.2")
def test_reviewers_judge_on_one_page_and_the_second_one_opens_the_shop(client):
    first, second, application = make_reviewer(), make_reviewer(), submitted()
    page = reverse("admin:merchants_application_review", args=[application.pk])
    enter_admin(client, first)
    shown = client.get(page).content.decode()
    assert (application.person_id in shown, "与执照文件上填的编号不一致" in shown) == (True, True)
    licence = application.documents.get(type="business_licence")
    assert client.post(page, {"document": "１", "verdict": "accept"}).status_code == 404
    client.post(page, {"document": licence.pk, "verdict": "refuse"})
    assert Document.objects.get(pk=licence.pk).state == "pending"  # no reason was given
    client.post(page, {"document": licence.pk, "verdict": "refuse", "reason": "看不清"})
    assert Document.objects.values_list("state", "remark").get(pk=licence.pk) == ("refused", "看不清")
    Document.objects.filter(pk=licence.pk).update(state="pending")
    accept_all(application, first)

    def step(name: str, **data) -> int:
        at = reverse(f"admin:merchants_application_{name}", args=[application.pk])
        return client.post(at, data).status_code

    assert step("pass") == 302
    assert step("deposit", amount="1000", reference="D1") == 302
    at_approval = reverse("admin:merchants_application_approve", args=[application.pk])
    beforehand = client.get(at_approval).content.decode()
    assert "初审是您签的字，同一人不能再批准，请由另一位同事办理。（B4.2）" in beforehand
    assert "签署后才能批准。（F4）" in beforehand
    assert step("approve") == 409
    client.force_login(application.applicant)
    post(client, "agreement", version="2026-1")
    enter_admin(client, second)
    assert step("approve") == 302
    assert Shop.objects.values_list("state", "slug").get() == ("open", application.slug)
