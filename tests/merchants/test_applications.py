from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from mall.audit.models import Act
from mall.crypto import lookup_hash
from mall.deadlines.models import Clock
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.models import Acknowledgement
from mall.transitions import ForbiddenMove
from merchants import agreement, rules
from merchants.models import AgreementSignature, Application, Ban, Document, Shop
from merchants.services import applications, documents, shops, vetting
from merchants.states import APPLICATION, DOCUMENT

from .applicants import (
    TEA,
    accept_all,
    approved,
    fill,
    hand_in,
    make_application,
    make_person_id,
    make_reviewer,
    make_uscc,
    passed,
    submitted,
)
from .factories import make_user

pytestmark = pytest.mark.django_db


def refusal(act, **kwargs) -> DomainError:
    with pytest.raises(DomainError) as refused:
        act(**kwargs)
    return refused.value


def state_of(row) -> str:
    return type(row).objects.get(pk=row.pk).state


# --- Written and handed in ---


@pytest.mark.rule("B4.1")
@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("person", ["身份证人像面", "身份证国徽面", "开户证明或银行卡"]),
        ("individual", ["营业执照", "身份证人像面", "身份证国徽面", "开户证明或银行卡"]),
    ],
)
def test_what_lacks_a_paper_is_not_handed_in_and_what_is_complete_is(kind, wanted):
    person = make_user()
    application = fill(applications.start(actor=person, kind=kind))

    error = refusal(applications.submit, actor=person, application=application)

    assert (error.clause, str(error)) == ("B4.1", f"还不能提交，缺少：{'、'.join(wanted)}。")
    assert state_of(application) == "draft"
    for type_ in ("business_licence", "identity", "identity_back", "bank_proof")[kind == "person" :]:
        hand_in(application, type_)
    applications.submit(actor=person, application=application)
    assert state_of(application) == "submitted"


@pytest.mark.rule("B4.1")
def test_a_paper_that_ran_out_while_the_application_lay_there_has_to_be_renewed():
    application = make_application()

    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        error = refusal(applications.submit, actor=application.applicant, application=application)

    assert str(error) == "还不能提交，缺少：营业执照（已过有效期）、身份证国徽面（已过有效期）。"


def test_numbers_of_people_and_accounts_are_kept_encrypted_and_found_by_their_hash():
    number = make_person_id()

    application = make_application(person_id=number, account="6225 8801 2345 6789")

    assert (application.person_id, application.person_hash) == (number, lookup_hash(number))
    assert (application.account, application.account_tail) == ("6225880123456789", "6789")
    assert number not in str(Application.objects.filter(pk=application.pk).values("legal_name", "uscc").get())
    assert not any(number in str(act.data) for act in Act.objects.all())


@pytest.mark.rule("D3.1")
@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"uscc": "91350100M000100Y44"}, "uscc"),
        ({"uscc": "9" * 4_000}, "uscc"),
        ({"person_id": "110105194912310021"}, "person_id"),
        ({"person_id": "11010519491331002X"}, "person_id"),
        ({"person_id": "\ud800" * 18}, "person_id"),
        ({"person_id": make_person_id(date(2015, 1, 1))}, "person_id"),
    ],
)
def test_a_number_that_cannot_be_and_a_person_too_young_are_refused_at_the_field(over, field):
    application = applications.start(actor=make_user(), kind="enterprise")
    typed = {"uscc": "91350100M000100Y43", "person_id": "11010519491231002X", **over}

    error = refusal(
        applications.save_subject,
        actor=application.applicant,
        application=application,
        person_name="林小满",
        **typed,
    )

    assert (getattr(error, "clause", ""), error.field) == ("D3.1", field)
    assert Application.objects.get().uscc == ""


@pytest.mark.rule("D3.1")
def test_valid_numbers_are_taken_in_full_width_as_well():
    application = applications.start(actor=make_user(), kind="enterprise")

    saved = applications.save_subject(
        actor=application.applicant,
        application=application,
        uscc="９１３５０１００ m000100y43",
        person_name="林小满",
        person_id="１１０１０５１９４９１２３１００２ｘ",
    )

    assert (saved.uscc, saved.person_id) == ("91350100M000100Y43", "11010519491231002X")


def test_one_application_at_a_time_and_none_by_staff():
    person = make_user()
    applications.start(actor=person, kind="person")

    assert "已有一份" in str(refusal(applications.start, actor=person, kind="person"))
    assert "员工" in str(refusal(applications.start, actor=make_reviewer(), kind="person"))
    assert refusal(applications.start, actor=make_user(), kind="pirate").field == "kind"


def test_a_licence_in_use_and_a_taken_name_are_refused():
    shop, number = approved(uscc="91350100M000100Y43"), "91350100M000100Y43"
    late = applications.start(actor=make_user(), kind="enterprise")

    assert refusal(fill, application=late, uscc=number).field == "uscc"
    assert refusal(fill, application=late, name=shop.name).field == "name"
    assert refusal(fill, application=late, slug=shop.slug).field == "slug"


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"valid_from_on": timedelta(1)}, "valid_from_on"),
        ({"valid_to_on": timedelta(-1)}, "valid_to_on"),
        ({"valid_from_on": timedelta(0), "valid_to_on": timedelta(-1)}, "valid_to_on"),
        ({"valid_to_on": timedelta(1_000 * 365)}, "valid_to_on"),
    ],
)
def test_a_paper_that_is_not_in_force_is_refused_and_nothing_is_left(dates, field):
    application = applications.start(actor=make_user(), kind="enterprise")
    days = {name: timezone.localdate() + days for name, days in dates.items()}

    assert refusal(hand_in, application=application, type_="business_licence", **days).field == field
    assert Document.objects.count() == 0


# --- Reviewed ---


@pytest.mark.rule("B4.2")
def test_only_what_was_sent_back_is_written_again_and_the_applicant_reads_why():
    application, reviewer = submitted(), make_reviewer()
    person = application.applicant
    licence = application.documents.get(type="business_licence")
    accepted = application.documents.get(type="identity")
    documents.judge(actor=reviewer, document=accepted, verdict="accept")

    assert refusal(vetting.ask_more, actor=reviewer, application=application, reason=" ").field == "reason"
    documents.judge(actor=reviewer, document=licence, verdict="ask_more", reason="照片反光，看不清编号")
    vetting.ask_more(actor=reviewer, application=application, reason="请重拍执照")

    assert Notice.objects.filter(person=person).values_list("title", "body").get() == (
        "入驻申请需要补充材料",
        "请重拍执照",
    )
    assert (
        str(refusal(applications.submit, actor=person, application=application))
        == "还不能提交，缺少：营业执照（已退回，待重交）。"
    )
    assert "已经通过" in str(refusal(hand_in, application=application, type_="identity"))
    hand_in(application, "business_licence", number="91")
    applications.submit(actor=person, application=application)
    assert [state_of(row) for row in (application, licence, accepted)] == [
        "submitted",
        "pending",
        "accepted",
    ]


@pytest.mark.rule("B4.2")
def test_a_shop_opens_with_the_second_reviewer_and_not_before_every_paper_and_the_deposit_are_there():
    first, second = make_reviewer(), make_reviewer()
    application = submitted()
    lacking = refusal(vetting.pass_on, actor=first, application=application)
    assert (lacking.clause, application.state) == ("B4.2", "submitted")
    accept_all(application, first)
    vetting.pass_on(actor=first, application=application)
    applications.sign_agreement(
        actor=application.applicant, application=application, version=agreement.VERSION, ip=None
    )
    assert refusal(vetting.approve, actor=second, application=application).clause == "B4.2"
    deposit = {"actor": first, "application": application, "reference": "D1"}
    assert refusal(vetting.record_deposit, amount=99_999, **deposit).field == "amount"
    vetting.record_deposit(amount=100_000, **deposit)

    assert "同一人" in str(refusal(vetting.approve, actor=first, application=application))
    assert Shop.objects.count() == 0
    shop = vetting.approve(actor=second, application=application)

    assert (shop.state, shop.members.get().user, shop.application) == (
        "open",
        application.applicant,
        application,
    )
    assert set(shop.documents.values_list("state", flat=True)) == {"accepted"}
    clocks = Clock.objects.running().order_by("due_at").values_list("rule", "stage")
    assert list(clocks) == [
        ("D3.1", "reverification"),
        ("E6", "permit_expiry"),
        ("E6", "permit_expiry"),
    ]


@pytest.mark.rule("F4", "D3.2-3", "B7.2", "E7-9", "F1-2", "F7")
def test_without_a_signed_agreement_nobody_approves_and_the_signature_keeps_what_was_signed():
    application = passed(sign=False)

    assert refusal(vetting.approve, actor=make_reviewer(), application=application).clause == "F4"
    stale = {"actor": application.applicant, "application": application, "ip": "192.0.2.7"}
    assert "更新了" in str(refusal(applications.sign_agreement, version="2025-1", **stale))
    applications.sign_agreement(version=agreement.VERSION, **stale)
    vetting.approve(actor=make_reviewer(), application=application)

    signed = AgreementSignature.objects.get()
    assert (signed.version, signed.digest, signed.ip) == (agreement.VERSION, agreement.digest(), "192.0.2.7")
    assert {article.rule for article in agreement.ARTICLES} >= {
        rules.LAWFUL_CONDUCT,
        rules.CURRENT_RULES,
        rules.LAWFUL_TRADE,
        rules.SCOPE,
        rules.REPUTATION,
    }
    assert Acknowledgement.objects.get().person == application.applicant


def test_the_version_of_the_agreement_stands_for_one_text():
    assert (agreement.VERSION, agreement.digest()[:12]) == ("2026-1", "5d7ca587d1b1")


@pytest.mark.rule("F4")
def test_an_unfit_applicant_is_refused_with_a_reason_and_may_begin_anew():
    application = submitted()

    vetting.refuse(actor=make_reviewer(), application=application, reason="主体与执照不符")

    assert Application.objects.values_list("state", "remark").get() == ("refused", "主体与执照不符")
    with pytest.raises(ForbiddenMove):
        applications.submit(actor=application.applicant, application=application)
    applications.start(actor=application.applicant, kind="person")


@pytest.mark.rule("D8.2")
@pytest.mark.parametrize("same", ["uscc", "person_id", "account"])
def test_licence_person_and_account_of_a_banned_shop_do_not_come_back(same):
    used = {"uscc": make_uscc(), "person_id": make_person_id(), "account": "6225880000000001"}
    shop = approved(**used)
    late = applications.start(actor=make_user(), kind="enterprise")
    shops.ban(actor=make_user(), shop=shop, reason="售假")

    error = refusal(fill, application=late, **{same: used[same]})

    assert (error.clause, error.field, Ban.objects.count()) == ("D8.2", same, 3)
    with pytest.raises(ForbiddenMove):
        shops.resume(actor=None, shop=shop)
    assert fill(Application.objects.get(pk=late.pk)).state == "draft"


def test_who_was_banned_while_the_application_lay_there_is_not_approved():
    person = make_person_id()
    application, shop = passed(person_id=person), approved(person_id=person)

    shops.ban(actor=make_user(), shop=shop, reason="售假")

    assert refusal(vetting.approve, actor=make_reviewer(), application=application).clause == "D8.2"


def test_the_tables_of_applications_and_papers():
    def lawful(lifecycle):
        return {
            action: [state for state, name, allowed in lifecycle.pairs() if allowed and name == action]
            for action in lifecycle.moves
        }

    assert lawful(APPLICATION) == {
        "submit": ["draft", "more_asked"],
        "ask_more": ["submitted", "passed"],
        "pass": ["submitted"],
        "approve": ["passed"],
        "refuse": ["submitted", "passed"],
        "withdraw": ["draft", "submitted", "more_asked", "passed"],
    }
    assert lawful(DOCUMENT) == {
        "accept": ["pending"],
        "refuse": ["pending", "accepted"],
        "ask_more": ["pending", "accepted"],
        "rewrite": ["refused", "more_asked"],
        "expire": ["accepted"],
        "replace": ["accepted", "expired"],
    }


def test_an_approved_application_is_not_handed_in_again_and_the_applicant_judges_nothing():
    application = passed()
    paper = application.documents.first()
    assert "自己" in str(
        refusal(documents.judge, actor=application.applicant, document=paper, verdict="accept")
    )
    assert "自己" in str(refusal(vetting.approve, actor=application.applicant, application=application))
    vetting.approve(actor=make_reviewer(), application=application)

    with pytest.raises(ForbiddenMove):
        applications.submit(actor=application.applicant, application=application)
    with pytest.raises(ForbiddenMove):
        applications.withdraw(actor=application.applicant, application=application)
    assert refusal(
        applications.save_shop,
        actor=application.applicant,
        application=application,
        kind="person",
        slug="x",
        name="x",
        intro="",
        categories=TEA,
    )


@pytest.mark.rule("D3.1")
def test_half_a_year_on_a_shop_waits_to_be_verified_again():
    shop = approved()
    later = timezone.now() + rules.VERIFIED.figure()

    vetting.reverification_due(shop=shop, now=later)

    assert Shop.objects.get().reverify_at == later
    vetting.verify_again(actor=make_reviewer(), shop=shop, note="证照与登记一致", now=later)
    assert Shop.objects.values_list("verified_at", "reverify_at").get() == (later, None)
    assert Clock.objects.running().filter(stage="reverification").count() == 1
