"""What shoppers read of measures, what came of referrals, and reminders of appeals that wait. (F11, B13.2)"""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.uploads.models import PrivateFile
from merchants import rules
from merchants.models import Appeal, Sanction, Shop
from merchants.services import appeals, records, referrals, sanctions, violations
from tests.catalog.factories import make_product_on_sale

from .applicants import an_upload
from .factories import enter_admin, heard, make_shop, make_staff_with, owner_of
from .test_discipline import EFFECTS, impose, staff

pytestmark = pytest.mark.django_db


def shown(shop) -> list[str]:
    """The kinds on the shop's page, whatever state it is in."""
    page = Client().get(f"/s/{shop.slug}/")
    kinds = [measure.kind for measure in page.context["measures"]]
    assert ("处理公示" in page.content.decode()) == bool(kinds)
    return kinds


@pytest.mark.rule("F11", "E10")
@pytest.mark.parametrize("kind", list(EFFECTS))
def test_measures_stand_on_the_shops_page_with_clause_and_term_but_for_warnings_and_referrals(kind):
    shop, other = make_shop(), make_shop()

    sanction = impose(shop, kind, **EFFECTS[kind][0])

    assert (shown(shop), shown(other)) == ([] if kind in ("warning", "referral") else [kind], [])
    if shown(shop):
        page = Client().get(f"/s/{shop.slug}/").content.decode()
        assert f"#{sanction.clause}" in page
        assert f"{timezone.localtime(sanction.starts_at):%Y-%m-%d}" in page
        assert sanction.reason not in page


@pytest.mark.rule("F11")
def test_what_has_ended_stays_for_the_figures_time_and_what_an_appeal_undid_goes_at_once():
    shop, now = make_shop(), timezone.now()
    ended, wrong = impose(shop, "volume", daily_orders=5), impose(shop, "suspension")
    appeal = appeals.make(actor=owner_of(shop), sanction=wrong, text="事实有误")
    appeals.decide(actor=staff(), appeal=appeal, is_upheld=True, reason="重新认定")
    sweep(now=ended.ends_at)
    public = rules.MEASURES.figure("public")

    def kinds(at) -> list[str]:
        found = Shop.objects.annotate(rows=sanctions.public_record(now=at)).get(pk=shop.pk)
        return [measure.kind for measure in sanctions.read_record(found.rows)]

    last = Sanction.objects.get(pk=ended.pk).ended_at + public
    assert (kinds(now), kinds(last), kinds(last + timedelta(seconds=1))) == (["volume"], ["volume"], [])


@pytest.mark.rule("F11")
def test_an_overdue_appeal_reminds_who_may_decide_again_and_again_and_is_never_decided_by_the_clock():
    shop = make_shop()
    judge, other = make_staff_with("change_appeal", "change_sanction"), make_staff_with("change_appeal")
    sanction = impose(shop, "suspension", actor=judge)
    appeal = appeals.make(actor=owner_of(shop), sanction=sanction, text="太重")
    term = rules.MEASURES.figure("decision")
    due = appeal.appealed_at + term

    sweep(now=due - timedelta(seconds=1))
    assert not other.notices.exists()
    sweep(now=due)
    sweep(now=due + term)

    late = [notice.link for notice in other.notices.filter(key__contains=":late:")]
    assert late == [f"/admin/merchants/appeal/{appeal.pk}/change/"] * 2
    assert not judge.notices.filter(key__contains=":late:").exists()  # who took it doesn't decide on it
    assert Appeal.objects.get().state == "open"
    appeals.decide(actor=other, appeal=appeal, is_upheld=False, reason="事实清楚")
    sweep(now=due + term * 3)
    assert other.notices.filter(key__contains=":late:").count() == 2


@pytest.mark.rule("B13.2")
def test_what_came_of_a_referral_is_recorded_by_the_page_line_by_line_beside_its_bundle():
    shop, reporter, judge = make_shop(), staff(), make_staff_with("change_sanction", "view_sanction")
    case = violations.report(actor=reporter, shop=shop, type="illegal", facts="销售违禁品")
    violations.add_evidence(actor=reporter, violation=case, upload=an_upload())
    violations.confirm(actor=judge, violation=case, reason="属实")
    referral = referrals.refer(actor=judge, violation=case, authority="公安机关", reason="涉嫌犯罪")
    warning = impose(shop, "warning")
    client = Client()
    enter_admin(client, judge)
    page = f"/admin/merchants/sanction/{referral.pk}/outcome/"

    empty = client.post(page, {"outcome": " "})
    client.post(page, {"outcome": "已受理，文号 1"})
    client.post(page, {"outcome": "不予立案"})

    today = f"{timezone.localdate():%Y-%m-%d}"
    row = Sanction.objects.get(pk=referral.pk)
    assert (empty.status_code, row.outcome) == (400, f"{today} 已受理，文号 1\n{today} 不予立案")
    document = client.get(f"/admin/merchants/sanction/{referral.pk}/change/").content.decode()
    assert "&#x27;active&#x27;" not in document  # the state in words
    assert f"/files/{PrivateFile.objects.about(referral).get().pk}/" in document
    with pytest.raises(DomainError, match="只有移送"):
        referrals.record_outcome(actor=judge, sanction=warning, outcome="已受理")


@pytest.mark.rule("E10")
def test_a_finding_counts_on_every_page_at_once_and_no_page_asks_more_for_it(
    client, django_assert_num_queries
):
    product = make_product_on_sale()
    shop = product.shop
    records.write(figures={shop.pk: records.Figures(goods=1)})
    pages = [f"/s/{shop.slug}/", f"/p/{product.pk}/"]

    def counted() -> list[str]:
        """What each page says."""
        found = [client.get(page).content.decode() for page in pages]
        return [re.search(r"<dt>违规</dt><dd>(\d+)</dd>", html)[1] for html in found]

    assert counted() == ["0", "0"]
    with CaptureQueriesContext(connection) as before:
        counted()
    for _ in range(2):
        case = heard(violations.report(actor=None, shop=shop, type="conduct", facts="尺寸不符"))
        violations.confirm(actor=staff(), violation=case, reason="属实")

    with django_assert_num_queries(len(before)):
        assert counted() == ["2", "2"]
    records.write(figures={shop.pk: records.Figures(goods=1)})
    assert counted() == ["2", "2"]
    client.force_login(owner_of(shop))
    today, conduct = (client.get(f"/seller/{shop.slug}/{page}") for page in ("", "conduct/"))
    assert (today.context["record"].violations, conduct.context["score"]) == (2, 6)


def test_what_was_referred_before_authorities_had_a_field_gets_it_from_its_reason_and_back():
    shop = make_shop()
    told = {"公安机关：涉嫌诈骗：两起": ("公安机关", "涉嫌诈骗：两起"), "没有写明": ("", "没有写明")}
    rows = [Sanction.objects.create(shop=shop, kind="referral", clause="B13.2", reason=old) for old in told]
    other = Sanction.objects.create(shop=shop, kind="warning", clause="B13.1", reason="警告：一次")
    migration = import_module("merchants.migrations.0011_name_the_authority_of_a_referral")

    def now() -> list[tuple[str, str]]:
        by_pk = Sanction.objects.in_bulk([*(row.pk for row in rows), other.pk])
        return [(by_pk[pk].authority, by_pk[pk].reason) for pk in by_pk]

    before = sorted(now())
    migration.split(apps, None)
    assert sorted(now()) == sorted([*told.values(), ("", "警告：一次")])
    migration.join(apps, None)
    assert sorted(reason for _, reason in now()) == [reason for _, reason in before]
