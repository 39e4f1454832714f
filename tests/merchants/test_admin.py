import pytest
from django.urls import reverse

from merchants.models import Member, Shop, Violation
from merchants.services import demands, violations
from tests.accounts.factories import make_user as make_account

from .factories import enter_admin, heard, make_member, make_shop, make_staff_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    user = make_staff_with(
        *(
            f"{verb}_{model}"
            for verb in ("view", "add", "change", "delete")
            for model in ("shop", "member", "violation")
        )
    )
    enter_admin(client, user)
    return user


def state_of(shop: Shop) -> str:
    return Shop.objects.get(pk=shop.pk).state


@pytest.mark.rule("B4.2")
def test_nobody_adds_a_shop_by_hand_and_one_without_an_application_does_not_open(client, manager):
    shop = make_shop(is_open=False)
    shop.application.delete()

    assert client.get(reverse("admin:merchants_shop_add")).status_code == 403
    response = client.post(reverse("admin:merchants_shop_open", args=[shop.pk]))

    assert (response.status_code, state_of(shop)) == (409, "preparing")
    assert "没有获批准的入驻申请" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "state"), [("suspend", "suspended"), ("close", "closed"), ("ban", "banned")]
)
def test_a_shop_is_shut_with_a_reason_by_a_button(client, manager, name, state):
    shop = make_shop()
    path = reverse(f"admin:merchants_shop_{name}", args=[shop.pk])

    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": ""}).status_code == 400
    assert state_of(shop) == "open"
    assert client.post(path, {"reason": "屡次违规"}).status_code == 302
    assert state_of(shop) == state


def test_a_move_that_the_table_forbids_is_refused_with_words(client, manager):
    shop = make_shop()

    response = client.post(reverse("admin:merchants_shop_resume", args=[shop.pk]), {"reason": "恢复"})

    assert response.status_code == 409
    assert "不能执行" in response.content.decode()


def test_a_member_is_added_given_a_role_and_removed(client, manager):
    shop, user = make_shop(), make_account(email="helper@example.com")

    client.post(
        reverse("admin:merchants_shop_add_member", args=[shop.pk]),
        {"user": "helper@example.com", "role": "goods"},
    )
    member = Member.objects.get(user=user)
    client.post(reverse("admin:merchants_member_role", args=[member.pk]), {"role": "orders"})
    member.refresh_from_db()
    assert member.role == "orders"

    client.post(reverse("admin:merchants_member_remove", args=[member.pk]))
    assert not Member.objects.filter(user=user).exists()


def test_the_last_owner_stays(client, manager):
    owner = make_shop().members.get()

    response = client.post(reverse("admin:merchants_member_remove", args=[owner.pk]))

    assert response.status_code == 409
    assert Member.objects.filter(pk=owner.pk).exists()


def test_a_case_is_reported_by_one_and_decided_by_another(client, manager):
    shop = make_shop()
    client.post(
        reverse("admin:merchants_violation_add"),
        {"shop": shop.pk, "type": "conduct", "facts": "标称纯棉，实为涤纶"},
    )
    case = Violation.objects.get()
    assert case.reported_by == manager

    confirm = reverse("admin:merchants_violation_confirm", args=[case.pk])
    assert client.post(confirm, {"reason": "属实"}).status_code == 409
    enter_admin(client, make_staff_with("view_violation", "change_violation"))
    assert client.post(confirm, {"reason": "属实"}).status_code == 409  # the shop is still to be heard
    heard(case)
    assert client.post(confirm, {"reason": "属实"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "confirmed"


def test_staff_who_only_may_look_do_not_act_on_shops(client):
    shop = make_shop()
    enter_admin(client, make_staff_with("view_shop"))
    steps = ["open", "suspend", "resume", "close", "ban", "add_member"]

    seen = client.get(reverse("admin:merchants_shop_change", args=[shop.pk])).status_code
    urls = {name: reverse(f"admin:merchants_shop_{name}", args=[shop.pk]) for name in steps}
    done = {name: client.post(url, {"reason": "x"}).status_code for name, url in urls.items()}

    assert (seen, done, state_of(shop)) == (200, dict.fromkeys(steps, 403), "open")


@pytest.mark.parametrize(
    "name",
    [
        "merchants_member_role",
        "merchants_member_remove",
        "merchants_violation_confirm",
        "merchants_violation_dismiss",
    ],
)
def test_staff_without_the_permission_do_not_act_on_members_or_cases(client, name):
    shop = make_shop()
    case = violations.report(actor=None, shop=shop, clause="F7", facts="刷单")
    pk = case.pk if "violation" in name else make_member(shop).pk
    enter_admin(client, make_staff_with("view_member", "view_violation"))

    assert (
        client.post(reverse(f"admin:{name}", args=[pk]), {"reason": "x", "role": "goods"}).status_code == 403
    )


def test_a_shops_page_leads_to_its_records_for_who_may_open_them(client):
    shop, other = make_shop(), make_shop()
    for one in (shop, other):
        demands.ask(actor=None, shop=one, kind="rectification", text=f"整改 {one.slug}")
    page = reverse("admin:merchants_shop_change", args=[shop.pk])
    lists = {
        name: f"{reverse(f'admin:merchants_{name}_changelist')}?shop__id__exact={shop.pk}"
        for name in ("demand", "violation", "sanction", "document")
    }

    enter_admin(client, make_staff_with("view_shop", *(f"view_{name}" for name in lists)))
    html = client.get(page).content.decode()
    assert [f'href="{url}"' in html for url in lists.values()] == [True] * 4
    listed = client.get(lists["demand"]).context["cl"].result_list
    assert [demand.shop_id for demand in listed] == [shop.pk]
    assert [client.get(url).status_code for url in lists.values()] == [200] * 4

    enter_admin(client, make_staff_with("view_shop", "view_demand"))
    html = client.get(page).content.decode()
    assert [f'href="{url}"' in html for url in lists.values()] == [True, False, False, False]


def test_what_a_demand_costs_in_time_is_said_with_the_figures_in_force(client):
    shop = make_shop()
    enter_admin(client, make_staff_with("view_shop", "add_demand"))

    page = client.get(reverse("admin:merchants_shop_demand", args=[shop.pk])).content.decode()

    assert "期限：提供资料 72 小时（F3）、限期整改 7 天（F6.2）；逾期自动立案。" in page
