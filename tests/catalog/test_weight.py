"""What a first view takes over the wire, pictures apart."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.merchants.factories import make_shop

from .factories import make_leaf, make_product_on_sale, make_reviewer

pytestmark = pytest.mark.django_db
MOST = 60_000  # bytes


def files_of(html: str) -> tuple[list[str], list[str]]:
    """The scripts and style sheets of a page, by their names among the static files."""
    scripts = re.findall(r'<script[^>]*\bsrc="/static/([^"?]+)', html)
    styles = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="/static/([^"?]+)', html)
    return scripts, styles


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_a_first_view_weighs_little_and_brings_one_script_of_ours(client):
    shop, leaf, reviewer = make_shop(), make_leaf("饮食", "茶"), make_reviewer()
    for number in range(24):
        product = make_product_on_sale(
            name=f"西湖龙井 明前特级 第{number}批",
            subtitle="核心产区，手工炒制",
            brand=f"品牌{number}",
            origin=f"产地{number}",
            shop=shop,
            category=leaf,
            reviewer=reviewer,
        )
    pages = {
        "home": "/",
        "category": reverse("catalog:category", args=[leaf.slug]),
        "search": f"{reverse('catalog:search')}?q=龙井",
        "product": reverse("catalog:product", args=[product.pk]),
        "shop": reverse("catalog:shop", args=[shop.slug]),
    }

    heavy = {}
    for name, address in pages.items():
        html = client.get(address).content
        scripts, styles = files_of(html.decode())
        assert [script for script in scripts if not script.startswith("django_htmx/")] == ["js/shop.js"]
        assert styles == ["css/mall.css"]
        read = [Path(finders.find(file)).read_bytes() for file in (*scripts, *styles)]
        total = weight(html) + sum(weight(content) for content in read)
        if total > MOST:
            heavy[name] = total

    assert heavy == {}
