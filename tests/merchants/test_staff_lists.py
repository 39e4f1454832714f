"""What staff pick, list and follow of shops: stopped categories, invitations, holidays, referrals."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import Category
from catalog.services.listings import category_path
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.roof import work
from mall.uploads.models import PrivateFile
from merchants import rules
from merchants.models import Sanction, Shop
from merchants.services import holidays, invitations, referrals, sanctions, violations
from tests.catalog.factories import make_draft
from tests.permissions.world import Visitor, client_of
from tests.staff.factories import make_employee

from .factories import enter_admin, heard, make_shop, make_staff_with, owner_of

pytestmark = pytest.mark.django_db
TEA = {"kind": "categories", "term": "7", "reason": "许可造假"}


def boxes(page: str) -> list[tuple[str, bool]]:
    """Addresses that can be ticked, and whether they are."""
    found = re.findall(r'name="categories" value="([^"]+)"( checked)?', page)
    return [(slug, bool(ticked)) for slug, ticked in found]


@pytest.mark.rule("B13.1")
def test_categories_whose_sales_stop_are_ticked_among_those_of_the_shop(client):
    food = Category.objects.create(name="食品", slug="food")
    tea = Category.objects.create(name="茶", slug="tea", parent=food)
    nuts = Category.objects.create(name="坚果", slug="坚果-Nuts", parent=food)
    Category.objects.create(name="图书", slug="books")
    shop = make_shop()
    for category in (tea, tea, nuts):
        make_draft(shop=shop, category=category)
    enter_admin(client, make_staff_with("add_sanction", "view_sanction", "view_shop"))
    path = reverse("admin:merchants_shop_sanction", args=[shop.pk])

    fresh = client.get(path).content.decode()
    none = client.post(path, TEA)
    odd = client.post(path, TEA | {"categories": ["tea", "<茶>"]})
    kept = client.post(path, TEA | {"categories": ["tea"], "reason": ""})

    assert boxes(fresh) == [("food", False), ("tea", False), (nuts.slug, False)]
    assert re.findall(r"(\d) 件商品", fresh) == ["3", "2", "1"]
    assert (none.status_code, odd.status_code, kept.status_code) == (409, 400, 400)
    assert "请写明限制哪些类目" in none.content.decode()
    assert "请在列表里勾选类目" in odd.content.decode()
    assert boxes(kept.content.decode()) == [("food", False), ("tea", True), (nuts.slug, False)]
    assert Sanction.objects.count() == 0
    assert client.post(path, TEA | {"categories": ["tea", nuts.slug]}).status_code == 302
    assert Shop.objects.get(pk=shop.pk).closed_categories == ["tea", nuts.slug]
    assert not Shop.objects.get(pk=shop.pk).may_sell(category_path(nuts.pk))
    assert "茶、坚果" in client.get(reverse("admin:merchants_sanction_changelist")).content.decode()
    client.force_login(owner_of(shop))
    assert "茶、坚果" in client.get(reverse("merchants:conduct", args=[shop.slug])).content.decode()


def test_staff_see_who_was_invited_without_the_address_and_when_shops_rest():
    shop, now = make_shop(), timezone.now()
    invitations.invite(actor=owner_of(shop), shop=shop, contact="13800000077", role="goods")
    times = {"from_at": now, "until_at": now + timedelta(days=3)}
    holidays.plan(actor=owner_of(shop), shop=shop, words="回乡探亲", **times)
    client = client_of(Visitor("staff", "staff", user=make_employee(role="merchant_manager").user))

    def read(model: str, page: str, *args) -> str:
        return client.get(reverse(f"admin:merchants_{model}_{page}", args=args)).content.decode()

    invited, rests = shop.invitations.get(), shop.holidays.get()
    for page, args in (("changelist", ()), ("change", (invited.pk,))):
        html = read("invitation", page, *args)
        assert (invited.masked in html, "13800000077" in html) == (True, False)
    for page, args in (("changelist", ()), ("change", (rests.pk,))):
        html = read("holiday", page, *args)
        assert ("回乡探亲" in html, "休息中" in html) == (True, True)


@pytest.mark.rule("B13.2")
def test_a_referral_waits_in_a_queue_and_its_clock_reminds_until_it_has_an_outcome_or_is_taken_back():
    shop, handler = make_shop(), make_employee(role="merchant_manager")
    case = heard(violations.report(actor=None, shop=shop, type="unfair_competition", facts="雇人刷差评"))
    violations.confirm(actor=handler.user, violation=case, reason="属实")
    referral = referrals.refer(actor=handler.user, violation=case, authority="公安机关", reason="涉嫌犯罪")
    term = rules.REFERRAL.figure("outcome")
    client = client_of(Visitor("staff", "staff", user=handler.user))

    def queue() -> tuple[int, bool]:
        """How many wait by the home page, and whether the list to which it leads has the referral."""
        label = "待登记结果的移送"
        row = next(row for row in work.waiting_for(handler.user) if str(row.label) == label)
        return row.count, f"sanction/{referral.pk}/change/" in client.get(row.url).content.decode()

    clock = Clock.objects.running().get(stage=referrals.STAGE)
    assert (clock.owner_kind, clock.owner_id) == ("team", handler.position.department_id)
    assert clock.due_at == referral.starts_at + term
    there = f"/admin/merchants/sanction/{referral.pk}/change/"
    assert there in client.get(reverse("admin:index")).content.decode()
    assert queue() == (1, True)
    sweep(now=clock.due_at)
    sweep(now=clock.due_at + term)
    assert handler.user.notices.filter(key__startswith=f"referral:{referral.pk}:late:").count() == 2

    referrals.record_outcome(actor=handler.user, sanction=referral, outcome="不予立案")
    assert queue() == (0, False)
    assert not Clock.objects.running().filter(stage=referrals.STAGE).exists()
    referral = referrals.refer(actor=handler.user, violation=case, authority="检察机关", reason="诈骗")
    assert queue() == (1, True)

    sanctions.lift(actor=handler.user, sanction=referral, reason="移送有误")

    assert queue() == (0, False)
    assert not Clock.objects.running().filter(stage=referrals.STAGE).exists()


@pytest.mark.rule("B13.2")
def test_a_case_goes_to_an_authority_once_and_whoever_decides_next_sees_that_it_went():
    shop, handler = make_shop(), make_employee(role="merchant_manager")
    case = heard(violations.report(actor=None, shop=shop, type="unfair_competition", facts="雇人刷差评"))
    violations.confirm(actor=handler.user, violation=case, reason="属实")
    said = {"actor": handler.user, "violation": case, "reason": "涉嫌犯罪"}
    first = referrals.refer(authority="公安机关", **said)

    with pytest.raises(DomainError, match="已经移送公安机关"):
        referrals.refer(authority=" 公安机关 ", **said)
    other = referrals.refer(authority="市场监督管理局", **said)
    page = client_of(Visitor("staff", "staff", user=handler.user)).get(
        reverse("admin:merchants_violation_refer", args=[case.pk])
    )

    assert list(case.sanctions.order_by("pk")) == [first, other]
    assert PrivateFile.objects.filter(purpose="referral").count() == 2
    shown = page.content.decode()
    assert [f"移送主管机关：{name} · 涉嫌犯罪" in shown for name in ("公安机关", "市场监督管理局")] == [
        True,
        True,
    ]
