"""The product page by hand: with a script it changes in place, without one its links lead to the same."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from catalog import seen
from catalog.models import Picture
from catalog.services import listings
from tests.catalog.factories import make_draft, make_reviewer, make_sku

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def product(settings):
    settings.MEDIA_URL = "/static/img/"  # the test's server has no media; these two are its own files
    product = make_draft(with_sku=False)
    make_sku(product, spec={"颜色": "红", "尺寸": "小"}, price=1_000)
    make_sku(product, spec={"颜色": "蓝", "尺寸": "大"}, price=2_000)
    listings.submit(actor=None, product=product)
    listings.approve(actor=make_reviewer(), product=product)
    for n, name in enumerate(("seal", "bowl")):
        Picture.objects.create(
            product=product, file=f"{name}.svg", width=600, height=600, digest=str(n) * 64, position=n
        )
    return product


@pytest.mark.parametrize("javascript", [True, False])
def test_a_spec_is_chosen_and_the_address_follows(visit, product, javascript):
    page = visit(javascript=javascript)
    page.goto(reverse("catalog:product", args=[product.pk]))

    page.get_by_role("link", name="蓝").click()

    page.wait_for_url(re.compile(r"\?sku=\d+$"))
    page.get_by_text("¥20.00").first.wait_for()
    assert page.get_by_role("link", name="蓝").get_attribute("aria-current") == "true"


def test_pictures_change_and_grow_by_mouse_and_by_key(visit, product):
    page = visit()
    page.goto(reverse("catalog:product", args=[product.pk]))
    main = page.locator("[data-gallery-main]")

    page.locator("[data-gallery-thumb]").nth(1).click()
    assert main.get_attribute("href").endswith("img/bowl.svg")
    main.click()
    big = page.locator("dialog[open] img")
    assert big.get_attribute("src").endswith("img/bowl.svg")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('dialog[open] img').src.endsWith('img/seal.svg')")
    page.keyboard.press("Escape")

    assert page.locator("dialog[open]").count() == 0
    assert main.evaluate("node => node === document.activeElement")


def test_without_a_script_a_picture_opens_and_what_was_seen_is_remembered(visit, product):
    page = visit(javascript=False)
    page.goto(reverse("catalog:product", args=[product.pk]))
    page.wait_for_load_state("networkidle")
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}[seen.COOKIE] == str(
        product.pk
    )

    page.locator("[data-gallery-thumb]").nth(1).click()

    page.wait_for_url(re.compile(r"img/bowl\.svg$"))


def test_a_script_remembers_what_was_seen(visit, product):
    page = visit()
    page.goto(reverse("catalog:product", args=[product.pk]))

    page.goto(reverse("catalog:seen"))

    page.get_by_role("link", name=re.compile(product.name)).first.wait_for()
