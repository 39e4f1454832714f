"""What a shop says of itself: its page, its after-sales policy, and no ways around the mall."""

import pytest
from django.urls import reverse

from catalog.services import listings
from mall.rulebook.rule import RuleError
from merchants import contact_data
from merchants.models import Sanction, Shop, ShopRecord
from merchants.services import demands, sanctions, settings, violations
from tests.catalog.factories import make_draft

from .applicants import approved
from .factories import make_member, make_shop, make_staff_with, owner_of

pytestmark = pytest.mark.django_db


def save(shop: Shop, **over) -> Shop:
    said = {"intro": "", "name_en": "", "aftersales": "", "return_days": 7}
    return settings.save(actor=owner_of(shop), shop=shop, **{**said, **over})


@pytest.mark.rule("E17")
def test_an_after_sales_policy_may_be_better_than_the_malls_and_never_worse():
    shop = make_shop()

    with pytest.raises(RuleError) as refused:
        save(shop, return_days=6)
    assert (refused.value.clause, refused.value.field) == ("E17", "return_days")
    save(shop, return_days=15, aftersales="破损包赔")

    assert Shop.objects.values_list("return_days", "aftersales").get() == (15, "破损包赔")


@pytest.mark.rule("D6.3")
@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("加微信 chashe_88 有优惠", True),
        ("VX：ｔｅａ１２３４５", True),
        ("电话 138-0000-0001", True),
        ("详见 www.example.cn/tea", True),
        ("扫一扫二维码加群", True),
        ("请扫码关注领券", True),
        ("明前头采，净含量 250 克，执行标准 GB/T 14456", False),
        ("微信支付、支付宝均可；本店 2019 年开业", False),
    ],
)
def test_contacts_outside_of_the_mall_are_held_and_plain_words_are_not(text, is_held):
    draft = make_draft()
    listings.edit(actor=owner_of(draft.shop), product=draft, description=text)

    assert bool(contact_data.found_in(text)) is is_held
    if is_held:
        with pytest.raises(RuleError) as refused:
            listings.submit(actor=owner_of(draft.shop), product=draft)
        assert (refused.value.clause, draft.state) == ("D6.3", "draft")
    else:
        assert listings.submit(actor=owner_of(draft.shop), product=draft).state == "submitted"


@pytest.mark.rule("E10")
def test_a_shops_page_shows_its_licence_age_after_sales_and_complaints(client):
    shop = approved()
    ShopRecord.objects.create(shop=shop, paid_orders=100, complaints=3, days=90)
    save(shop, return_days=15, notice="国庆七天照常发货")

    page = client.get(reverse("catalog:shop", args=[shop.slug])).content.decode()

    told = ["福州某某商贸有限公司", shop.application.uscc, "15 天", "国庆七天照常发货", "投诉 3 件"]
    assert [words for words in told if words not in page] == []


def test_owners_edit_their_shops_page_and_wrong_input_is_said_at_the_field(client):
    shop = make_shop()
    page = reverse("merchants:settings", args=[shop.slug])
    client.force_login(owner_of(shop))
    said = {"intro": "好茶", "name_en": "Tea", "notice": "", "aftersales": "", "return_days": "3"}

    refused = client.post(page, said)

    assert (refused.status_code, "不能少于商城规定的 7 天" in refused.content.decode()) == (409, True)
    assert client.post(page, said | {"return_days": "9" * 4_000}).status_code == 400
    assert client.post(page, said | {"return_days": "10"}).status_code == 302
    assert Shop.objects.values_list("intro", "return_days").get() == ("好茶", 10)


@pytest.mark.rule("F11", "F3")
def test_a_shop_sees_what_is_wanted_of_it_answers_states_its_side_and_appeals(client):
    shop, other = make_shop(), make_shop()
    staff = make_staff_with("change_sanction")
    case = violations.report(actor=staff, shop=shop, type="conduct", facts="尺寸不符")
    wanted = demands.ask(actor=staff, shop=shop, kind="information", text="进货凭证")
    measure = sanctions.impose(actor=staff, shop=shop, kind="warning", reason="描述不符")
    client.force_login(owner_of(shop))
    page = client.get(reverse("merchants:conduct", args=[shop.slug])).content.decode()
    assert [words for words in ("尺寸不符", "进货凭证", "描述不符") if words not in page] == []

    def send(name: str, at: Shop, row) -> int:
        return client.post(reverse(f"merchants:{name}", args=[at.slug, row.pk]), {"text": "说明"}).status_code

    acts = [("state_side", case), ("answer_demand", wanted), ("appeal", measure)]
    assert [send(name, other, row) for name, row in acts] == [404, 404, 404]
    assert [send(name, shop, row) for name, row in acts] == [302, 302, 302]
    case.refresh_from_db()
    wanted.refresh_from_db()
    assert (case.statement, wanted.state, Sanction.objects.get().appeal.text) == ("说明", "answered", "说明")
    client.force_login(make_member(shop, "goods").user)
    assert send("appeal", shop, measure) == 403
