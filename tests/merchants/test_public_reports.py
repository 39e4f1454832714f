"""Anybody affected reports a shop and sees the outcome; the shop never sees who it was."""

from datetime import timedelta

import pytest
from django.test import Client

from mall.errors import DomainError
from mall.uploads.models import PrivateFile
from merchants.models import Violation
from merchants.services import appeals, public_reports, sanctions, violations
from tests.accounts.factories import make_user as make_proved
from tests.ground.factories import in_turn

from .applicants import an_upload
from .factories import enter_admin, heard, make_member, make_shop, make_staff_with, make_user, owner_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opens(client: Client, file: PrivateFile) -> int:
    response = client.get(f"/files/{file.pk}/")
    if response.streaming:
        b"".join(response.streaming_content)
        for close in response._resource_closers:
            close()
    return response.status_code


def report(shop, reporter=None, **over) -> Violation:
    values = {"type": "unfair_competition", "facts": "雇人给我们店刷差评", **over}
    return public_reports.make(actor=reporter or make_proved(), shop=shop, **values)


@pytest.mark.rule("B7.1")
def test_a_rival_reports_by_the_page_and_reads_the_outcome_while_the_shop_never_learns_who():
    shop, rival = make_shop(), make_shop(owner=make_proved())
    reporter, boss, judge = (
        owner_of(rival),
        owner_of(shop),
        make_staff_with("change_violation", "view_violation"),
    )
    mine, theirs = client_of(reporter), client_of(boss)

    sent = mine.post(
        "/report/",
        {
            "shop": f"https://mall.example/shop/{shop.slug}/",
            "type": "unfair_competition",
            "facts": "雇人给我们店刷差评，见截图",
            "files": [an_upload("chat.png"), an_upload("orders.png")],
        },
    )

    case = Violation.objects.get()
    files = list(PrivateFile.objects.about(case).order_by("pk"))
    assert (sent.url, case.shop, case.clause, case.reported_by) == (
        f"/reports/{case.pk}/",
        shop,
        "B7.1",
        reporter,
    )
    opened = [
        [opens(client, file) for file in files] for client in (mine, theirs, client_of(make_user()), Client())
    ]
    assert opened == [[200, 200], [404, 404], [404, 404], [302, 302]]
    seen = theirs.get(f"/seller/{shop.slug}/conduct/").content.decode()
    assert ("雇人给我们店刷差评" in seen, reporter.name in seen, reporter.phone in seen) == (
        True,
        False,
        False,
    )
    assert "正在查" in mine.get(f"/reports/{case.pk}/").content.decode()
    violations.confirm(actor=judge, violation=heard(case), reason="聊天记录属实")
    sanctions.impose(actor=judge, shop=shop, kind="warning", reason="警告", violation=case)
    page = mine.get(f"/reports/{case.pk}/").content.decode()
    assert ("查证属实" in page, "聊天记录属实" in page, "警告" in page) == (True, True, False)
    assert reporter.notices.get(key=f"violation:{case.pk}:outcome").link == f"/reports/{case.pk}/"
    assert client_of(make_user()).get(f"/reports/{case.pk}/").status_code == 404
    handler = Client()
    enter_admin(handler, judge)
    assert opens(handler, files[0]) == 200


@pytest.mark.rule("B7.1")
def test_nobody_reports_their_own_shop_or_the_same_twice_or_without_end():
    shop, reporter = make_shop(), make_proved()
    insider = make_member(shop, user=make_proved()).user

    with pytest.raises(DomainError) as refused:
        report(shop, insider)
    assert refused.value.clause == "B7.1"
    report(shop, reporter)
    with pytest.raises(DomainError, match="已经举报过"):
        report(shop, reporter)
    for _n in range(public_reports.MOST_OPEN - 1):
        report(make_shop(), reporter)
    with pytest.raises(DomainError, match="10 件举报正在处理"):
        report(make_shop(), reporter)
    assert Violation.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_report_that_is_sent_twice_at_once_makes_one_case():
    shop, reporter = make_shop(), make_proved()

    first, second = in_turn(*[lambda: report(shop, reporter)] * 2)

    assert (first, "已经举报过" in str(second)) == (Violation.objects.get(), True)


@pytest.mark.rule("F11")
def test_who_reported_reads_of_a_measure_until_an_appeal_undoes_it():
    shop = make_shop()
    case = report(shop)
    violations.confirm(actor=make_staff_with(), violation=heard(case), reason="属实")
    measure = sanctions.impose(
        actor=make_staff_with(),
        shop=shop,
        kind="volume",
        reason="属实",
        term=DAY,
        daily_orders=5,
        violation=case,
    )
    assert public_reports.measures_on(case) == [measure]

    appeal = appeals.make(actor=owner_of(shop), sanction=measure, text="事实有误")
    appeals.decide(actor=make_staff_with(), appeal=appeal, is_upheld=True, reason="重新认定")

    assert public_reports.measures_on(case) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"shop": "没有这家店"}, "shop"),
        ({"type": "silence"}, "type"),
        ({"type": ""}, "type"),
        ({"facts": "  "}, "facts"),
        ({"facts": "事" * 4_001}, "facts"),
        ({"files": "bad"}, "files"),
        ({"files": "many"}, "files"),
    ],
)
def test_a_report_that_cannot_be_is_refused_at_its_field_with_nothing_half_done(typed, field):
    shop = make_shop()
    files = {
        "bad": [an_upload(), type(an_upload())("x.pdf", b"no pdf at all", "application/pdf")],
        "many": [an_upload() for _n in range(6)],
    }
    if "files" in typed:
        typed = {"files": files[typed["files"]]}
    values = {"shop": shop.name, "type": "counterfeit", "facts": "买到假货", **typed}

    page = client_of(make_proved()).post("/report/", values)

    assert (page.status_code in (400, 409), list(page.context["form"].errors)) == (True, [field])
    assert (Violation.objects.count(), PrivateFile.objects.count()) == (0, 0)


def test_the_list_of_reports_costs_the_same_however_long(django_assert_max_num_queries):
    reporter = make_proved()
    for _n in range(4):
        report(make_shop(), reporter)
    mine = client_of(reporter)

    with django_assert_max_num_queries(8):
        page = mine.get("/reports/?page=99999999999999999999")

    assert page.content.decode().count("/reports/") >= 4
