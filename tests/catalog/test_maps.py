"""The map for search engines, by ranges of ids, and what is closed to them."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse

from catalog.services import listings
from catalog.views import maps
from merchants.services import shops
from tests.merchants.factories import make_shop

from .factories import make_leaf, make_product_on_sale, make_reviewer

pytestmark = pytest.mark.django_db
SITE = "https://mall.example"


@pytest.fixture(autouse=True)
def at_home(settings):
    settings.SITE_URL = SITE


def addresses(client, path: str) -> list[str]:
    root = ElementTree.fromstring(client.get(path).content)
    return [part.text for part in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_the_map_lists_what_anybody_may_see_and_nothing_else(client, django_assert_num_queries):
    leaf, reviewer = make_leaf(), make_reviewer()
    shown, gone, closed = (make_product_on_sale(category=leaf, reviewer=reviewer) for _n in range(3))
    listings.withdraw(actor=None, product=gone)
    shops.suspend(actor=None, shop=closed.shop, reason="x")
    make_shop(is_open=False)

    with django_assert_num_queries(3):
        files = addresses(client, reverse("catalog:sitemap"))
    pages = [address for file in files for address in addresses(client, file.removeprefix(SITE))]

    assert pages == [
        *(f"{SITE}{reverse('catalog:category', args=[node.slug])}" for node in (leaf.parent, leaf)),
        *(f"{SITE}{reverse('catalog:shop', args=[product.shop.slug])}" for product in (shown, gone)),
        f"{SITE}{reverse('catalog:product', args=[shown.pk])}",
    ]


def test_a_file_of_the_map_covers_a_range_of_ids_and_takes_one_query(
    client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(maps, "A_FILE", 2)
    shop, reviewer = make_shop(), make_reviewer()
    goods = [make_product_on_sale(shop=shop, reviewer=reviewer) for _n in range(5)]

    files = [path for path in addresses(client, reverse("catalog:sitemap")) if "products" in path]

    assert len(files) == goods[-1].pk // 2 + 1
    with django_assert_num_queries(1):
        found = addresses(client, reverse("catalog:sitemap_file", args=["products", goods[-1].pk // 2]))
    assert found == [
        f"{SITE}{reverse('catalog:product', args=[product.pk])}"
        for product in goods
        if product.pk // 2 == goods[-1].pk // 2
    ]


@pytest.mark.parametrize("path", ["/sitemap-orders-0.xml", f"/sitemap-products-{'9' * 50}.xml"])
def test_a_file_that_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_robots_are_kept_from_what_is_a_persons_own_and_led_to_the_map(client):
    text = client.get("/robots.txt").content.decode()

    closed = [line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow")]
    for name in ("orders:cart", "orders:index", "accounts:home", "catalog:favourites", "catalog:search"):
        assert any(reverse(name).startswith(path) for path in closed), name
    assert not any(reverse("catalog:product", args=[1]).startswith(path) for path in closed)
    assert f"Sitemap: {SITE}/sitemap.xml" in text
