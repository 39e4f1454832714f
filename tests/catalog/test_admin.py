import re

import pytest
from django.urls import reverse

from catalog.models import Category, ImportRun, Product, Returns
from catalog.services import listings, stock
from merchants.models import Violation
from tests.merchants.factories import enter_admin, make_shop, make_staff_with

from .factories import make_category, make_draft, make_leaf, set_on_hand
from .test_goods_pictures import make_pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    user = make_staff_with("view_product", "review_product", "view_sku")
    enter_admin(client, user)
    return user


def submitted(**over) -> Product:
    product = make_draft(**over)
    listings.submit(actor=None, product=product)
    product.refresh_from_db()
    return product


def step(name: str, product: Product) -> str:
    return reverse(f"admin:catalog_product_{name}", args=[product.pk])


def state_of(product: Product) -> str:
    return Product.objects.get(pk=product.pk).state


def test_specs_of_which_more_is_promised_than_there_is_are_listed(client, reviewer):
    short, fine = make_draft().skus.get(), make_draft().skus.get()
    for sku in (short, fine):
        stock.reserve(holders=[(make_draft(), sku.pk, 8)])
    set_on_hand(actor=None, sku=short, on_hand=5, reason="破损")

    page = client.get(reverse("admin:catalog_sku_changelist"), {"short": "1"})

    assert [row.pk for row in page.context["cl"].result_list] == [short.pk]


def test_the_queue_shows_what_waits_for_review(client, reviewer):
    waiting, _draft = submitted(), make_draft()

    page = client.get(reverse("admin:catalog_product_changelist"), {"state__exact": "submitted"})

    assert list(page.context["cl"].queryset) == [waiting]


@pytest.mark.rule("A7.1")
def test_a_product_goes_on_sale_after_the_reviewers_click(client, reviewer):
    product = submitted()
    page = client.get(step("approve", product))
    version = page.context["form"]["version"].value()

    response = client.post(step("approve", product), {"version": version})

    assert (response.status_code, state_of(product)) == (302, "on_sale")


def test_asking_about_a_step_changes_nothing(client, reviewer):
    product = submitted()
    for name in ("approve", "send_back", "take_down"):
        assert client.get(step(name, product)).status_code == 200
    assert state_of(product) == "submitted"


def test_a_product_that_changed_since_the_page_was_opened_is_not_approved(client, reviewer):
    product = submitted()
    listings.edit(actor=None, product=product, name="换了一个商品")
    listings.submit(actor=None, product=product)

    response = client.post(step("approve", product), {"version": product.version})

    assert (response.status_code, state_of(product)) == (409, "submitted")
    assert "重新看一遍" in response.content.decode()


def versions_listed(client) -> list[str]:
    page = client.get(reverse("admin:catalog_product_changelist")).content.decode()
    return re.findall(r'name="seen" value="([0-9:]+)"', page)


def approve_at_once(client, *products: Product, seen: list[str]):
    return client.post(
        reverse("admin:catalog_product_changelist"),
        {"action": "approve_selected", "_selected_action": [p.pk for p in products], "seen": seen},
        follow=True,
    )


@pytest.mark.rule("A7.1")
def test_what_changed_since_the_list_was_shown_is_not_approved_among_others(client, reviewer):
    good, swapped = submitted(), submitted()
    seen = versions_listed(client)
    listings.edit(actor=None, product=swapped, name="换了一个商品")
    listings.submit(actor=None, product=swapped)

    response = approve_at_once(client, good, swapped, seen=seen)

    assert (state_of(good), state_of(swapped)) == ("on_sale", "submitted")
    assert "重新看一遍" in response.content.decode()


@pytest.mark.parametrize("seen", [[], ["x"], ["\x00:1"], ["9" * 40 + ":1"]])
def test_a_product_that_the_list_did_not_show_is_not_approved(client, reviewer, seen):
    product = submitted()

    assert approve_at_once(client, product, seen=seen).status_code == 200
    assert state_of(product) == "submitted"


def test_several_products_are_approved_at_once_and_one_refusal_holds_nobody_back(client, reviewer):
    good, own = submitted(), submitted()
    own.shop.members.create(user=reviewer, role="goods")

    response = approve_at_once(client, good, own, seen=versions_listed(client))

    assert (state_of(good), state_of(own)) == ("on_sale", "submitted")
    words = response.content.decode()
    assert "已通过 1 件商品" in words
    assert "您是这家店铺的成员" in words


def test_sending_back_needs_a_reason(client, reviewer):
    product = submitted()

    assert client.post(step("send_back", product), {"reason": ""}).status_code == 400
    assert client.post(step("send_back", product), {"reason": "产地不实"}).status_code == 302
    assert state_of(product) == "draft"


def test_taking_down_opens_a_case(client, reviewer):
    product = submitted()

    client.post(step("take_down", product), {"reason": "假货"})

    assert (state_of(product), Violation.objects.get().facts) == ("taken_down", "假货")


def test_staff_without_the_permission_may_look_but_not_decide(client):
    product = submitted()
    enter_admin(client, make_staff_with("view_product"))

    assert client.get(reverse("admin:catalog_product_change", args=[product.pk])).status_code == 200
    assert client.get(step("approve", product)).status_code == 403
    assert client.post(step("approve", product)).status_code == 403
    assert state_of(product) == "submitted"


def test_a_product_is_never_typed_over_or_deleted(client, reviewer):
    product = submitted()
    page = reverse("admin:catalog_product_change", args=[product.pk])

    assert client.post(page, {"name": "x", "state": "on_sale"}).status_code == 403
    assert client.post(reverse("admin:catalog_product_delete", args=[product.pk])).status_code == 403
    assert (state_of(product), Product.objects.get().name) == ("submitted", "高山绿茶")


@pytest.mark.parametrize("model", ["sku", "movement", "pricerecord", "importrun"])
def test_records_are_there_to_look_at_only(client, model):
    make_draft()
    enter_admin(
        client, make_staff_with(f"view_{model}", f"add_{model}", f"change_{model}", f"delete_{model}")
    )

    assert client.get(reverse(f"admin:catalog_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:catalog_{model}_add")).status_code == 403


def category_form(**over) -> dict:
    return {
        "parent": "",
        "name": "茶",
        "name_en": "Tea",
        "slug": "tea",
        "position": "0",
        "returns": Returns.SEVEN_DAYS,
        **over,
    }


def test_a_category_is_added_and_renamed(client):
    enter_admin(client, make_staff_with("view_category", "add_category", "change_category"))

    client.post(reverse("admin:catalog_category_add"), category_form())
    tea = Category.objects.get()
    client.post(reverse("admin:catalog_category_change", args=[tea.pk]), category_form(name="茗茶"))

    tea.refresh_from_db()
    assert (tea.name, tea.slug) == ("茗茶", "tea")


def test_a_category_is_not_put_below_itself(client):
    enter_admin(client, make_staff_with("view_category", "add_category", "change_category"))
    leaf = make_leaf()

    response = client.post(
        reverse("admin:catalog_category_change", args=[leaf.parent_id]),
        category_form(parent=leaf.pk, slug=leaf.parent.slug),
    )

    assert response.status_code == 409
    assert Category.objects.get(pk=leaf.parent_id).parent is None


def test_two_categories_of_one_parent_do_not_share_a_name(client):
    enter_admin(client, make_staff_with("view_category", "add_category"))
    make_category("茶")

    assert client.post(reverse("admin:catalog_category_add"), category_form()).status_code in (200, 409)
    assert Category.objects.count() == 1


def test_an_import_that_failed_shows_its_state_figures_and_reason(client):
    enter_admin(client, make_staff_with("view_importrun"))
    run = ImportRun.objects.create(
        shop=make_shop(),
        state="failed",
        file_name="茶.csv",
        digest="0" * 64,
        rows=12,
        draft_count=3,
        failure="处理中途停了",
        undo={"removed": 1, "restored": 2, "kept_count": 4, "kept": []},
    )

    listed = client.get(reverse("admin:catalog_importrun_changelist"), {"state__exact": "failed"})
    opened = client.get(reverse("admin:catalog_importrun_change", args=[run.pk]))

    assert list(listed.context["cl"].queryset) == [run]
    words = opened.content.decode()
    shown = ("中断", "处理中途停了", "撤掉 1 个，改回 2 个，保持现状 4 处")
    assert [part in words for part in shown] == [True] * 3


@pytest.mark.rule("D6.3")
def test_who_reviews_pictures_is_told_which_codes_software_cannot_read(client, reviewer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    words = "小程序的圆形码系统认不出"
    plain, draft = submitted(), make_draft()
    make_pictures(draft, "red")
    page = reverse("admin:catalog_product_change", args=[draft.pk])

    before = client.get(page).content.decode()
    listings.submit(actor=None, product=draft)

    assert (words in before, words in client.get(page).content.decode()) == (False, True)
    other = reverse("admin:catalog_product_change", args=[plain.pk])
    assert words not in client.get(other).content.decode()
