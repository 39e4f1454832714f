"""What a shop may sell by the papers that it holds."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.deadlines.sweep import sweep
from mall.rulebook.rule import RuleError
from merchants.models import RequiredPermit, Shop
from merchants.services import documents, permits
from tests.catalog.factories import make_category

from .applicants import an_upload, approved, make_reviewer
from .factories import enter_admin, make_shop, make_staff_with, owner_of

pytestmark = pytest.mark.django_db


def closed_to(shop: Shop) -> list[str]:
    return Shop.objects.get(pk=shop.pk).closed_categories


def renew(shop: Shop, **typed):
    return documents.hand_in(
        actor=owner_of(shop), shop=shop, type="food_permit", upload=an_upload(), number="JY2", **typed
    )


@pytest.mark.rule("E6")
def test_a_permit_is_warned_of_then_runs_out_and_stops_what_needs_it_and_nothing_else():
    RequiredPermit.objects.create(category="tea", type="food_permit")
    shop, reviewer, now = approved(), make_reviewer(), timezone.now()
    permit = shop.documents.get(type="food_permit")
    owner = owner_of(shop)
    assert closed_to(shop) == []

    assert sweep(now=documents.end_of(permit.valid_to_on) - timedelta(days=30)) >= 1
    assert owner.notices.filter(title__contains="将于").count() >= 1
    assert closed_to(shop) == []
    sweep(now=documents.end_of(permit.valid_to_on))

    shop.refresh_from_db()
    permit.refresh_from_db()
    assert (permit.state, shop.state, shop.closed_categories) == ("expired", "open", ["tea"])
    with pytest.raises(RuleError) as refused:
        permits.require_may_sell(shop, ["tea", "oolong"], name="大红袍")
    assert refused.value.clause == "E6"
    permits.require_may_sell(shop, ["ceramics"], name="盖碗")
    documents.judge(actor=reviewer, document=renew(shop), verdict="accept")
    assert closed_to(shop) == []
    permits.require(shop, ["tea", "oolong"])
    assert now < timezone.now()


@pytest.mark.rule("E6")
def test_what_a_category_begins_to_need_closes_it_to_shops_without_and_ends_with_it():
    shop = make_shop()

    needed = permits.set_requirement(actor=None, category="books ", type="publication_permit")

    with pytest.raises(RuleError, match="出版物经营许可证"):
        permits.require(shop, ["books"])
    assert (closed_to(shop), needed.category) == (["books"], "books")
    permits.drop_requirement(actor=None, requirement=needed)
    assert closed_to(shop) == []


@pytest.mark.rule("E6")
def test_staff_pick_the_category_that_needs_a_permit_and_read_its_name_ever_after(client):
    tea = make_category(name="茶叶")
    oolong = make_category(name="乌龙茶", parent=tea)
    enter_admin(client, make_staff_with("view_requiredpermit", "add_requiredpermit", "change_requiredpermit"))
    add = reverse("admin:merchants_requiredpermit_add")

    asked = client.get(add).content.decode()
    none = client.post(add, {"category": "", "type": "food_permit"})
    odd = client.post(add, {"category": "a b", "type": "food_permit"})
    done = client.post(add, {"category": oolong.slug, "type": "food_permit"})

    assert f'<option value="{oolong.slug}">茶叶 › 乌龙茶</option>' in asked
    assert [list(page.context["errors"]) != [] for page in (none, odd)] == [True, True]
    assert (done.status_code, RequiredPermit.objects.get().category) == (302, oolong.slug)
    assert "乌龙茶" in client.get(reverse("admin:merchants_requiredpermit_changelist")).content.decode()
    again = client.post(add, {"category": oolong.slug, "type": "food_permit"})
    assert ("已经需要这种许可" in again.content.decode(), RequiredPermit.objects.count()) == (True, 1)


@pytest.mark.rule("E6")
def test_a_renewed_permit_takes_the_place_of_the_one_before_and_its_clock():
    RequiredPermit.objects.create(category="tea", type="food_permit")
    shop, reviewer = approved(), make_reviewer()
    first = shop.documents.get(type="food_permit")

    second = renew(shop, valid_to_on=timezone.localdate() + timedelta(days=900))
    documents.judge(actor=reviewer, document=second, verdict="accept")
    sweep(now=documents.end_of(first.valid_to_on) + timedelta(days=1))

    assert list(shop.documents.filter(type="food_permit").values_list("state", flat=True)) == [
        "accepted",
        "replaced",
    ]
    assert closed_to(shop) == []
