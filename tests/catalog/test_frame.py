"""The frame around every page, made once for all who see the same of it."""

import re

import pytest
from django.template import RequestContext, Template, TemplateSyntaxError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog.templatetags import cards
from mall.accounts.templatetags import frame
from mall.accounts.templatetags.kept import Parts
from mall.accounts.templatetags.kept import _parts as kept_parts
from tests.merchants.factories import make_user

from .factories import make_product_on_sale

pytestmark = pytest.mark.django_db


def frame_of(client, address="/") -> str:
    """The page without what stands in its middle."""
    return re.sub(r"<main.*</main>", "", client.get(address).content.decode(), flags=re.DOTALL)


def test_each_kind_of_visitor_has_a_frame_of_their_own_whoever_came_before():
    sku = make_product_on_sale().skus.get()
    stranger, shopper, staff, buyer = (Client() for _visitor in range(4))
    shopper.force_login(make_user())
    staff.force_login(make_user(is_staff=True))
    buyer.post(reverse("orders:cart_add"), {"sku": sku.pk, "quantity": 1})

    def told(client):
        html = frame_of(client)
        return reverse("account_login") in html, reverse("admin:index") in html, cart_of(html)

    for _time in range(2):
        assert [told(client) for client in (stranger, shopper, staff, buyer)] == [
            (True, False, "0"),
            (False, False, "0"),
            (False, True, "0"),
            (True, False, "1"),
        ]


def cart_of(html: str) -> str:
    return re.search(r'id="cart-count"[^>]*>(\d+)<', html)[1]


def test_the_language_of_a_frame_changes_with_the_next_page(client):
    assert "购物车" in frame_of(client)

    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    html = frame_of(client)
    assert "Cart" in html
    assert "购物车" not in html

    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    assert "购物车" in frame_of(client)


def test_a_frame_leads_back_to_the_page_it_stands_on_and_keeps_the_words_of_a_search(client):
    words = '"><script>龙井'
    for address, query in (("/", ""), ("/search/", words), (reverse("orders:cart"), "")):
        html = frame_of(client, f"{address}?{'q=%22%3E%3Cscript%3E龙井&' * bool(query)}a=1%26b")

        back = set(re.findall(r'name="next" value="([^"]*)"', html))
        assert len(back) == 1
        assert back.pop().startswith(address)
        assert ('value="&quot;&gt;&lt;script&gt;龙井"' in html) == bool(query)
        assert "<script>龙井" not in html


def test_the_tab_of_a_page_is_marked_on_that_page_alone(client):
    tabs = [reverse(name) for name in ("catalog:home", "catalog:categories", "orders:cart")]
    for address in [*tabs, "/search/", *tabs]:
        marked = re.findall(r'<a href="([^"]+)" aria-current="page">', frame_of(client, address))
        assert marked == [address] * (address in tabs)


def test_a_kept_part_is_made_anew_for_other_values_and_kept_for_nothing_where_they_are_missing(rf):
    made = Template(
        '{% load kept %}{% kept "test" shown %}{{ shown }}{{ count }}{% csrf_token %}{% endkept %}'
    )

    def render(**context) -> str:
        html = made.render(RequestContext(rf.get("/"), context))
        return re.sub(r"<input.*>", "", html)

    assert [render(shown="a", count=1), render(shown="a", count=2), render(shown="b", count=3)] == [
        "a1",
        "a1",
        "b3",
    ]
    assert [render(count=1), render(count=2)] == ["1", "2"]
    with translation.override("en"):
        assert render(shown="a", count=4) == "a4"
    with pytest.raises(TemplateSyntaxError, match="older self"):
        render(shown=make_product_on_sale())


def test_kept_parts_are_with_their_keys_no_more_than_they_may_be_together():
    parts, large = Parts(most=9_000), ("four", "x" * 4_500)
    for name in ("one", "two", "six", "six"):
        parts.keep(name, name * 500)
    assert parts.find("one") == "one" * 500

    parts.keep(large, "four")
    assert [parts.find(key) is not None for key in ("one", "two", "six", large)] == [True, False, True, True]


@pytest.mark.parametrize("is_worked_on", [True, False])
def test_one_switch_says_whether_frame_parts_and_cards_are_kept(client, settings, is_worked_on):
    settings.DEBUG = is_worked_on
    product = make_product_on_sale(name="只此一件")

    def kept() -> list[int]:
        made = (frame._kept.cache_info(), cards._kept.cache_info())
        return [*(info.hits + info.misses for info in made), len(kept_parts._parts)]

    before = kept()
    for address in ("/", reverse("catalog:product", args=[product.pk])):
        assert product.name in client.get(address).content.decode()

    assert [now > then for now, then in zip(kept(), before, strict=True)] == [not is_worked_on] * 3
