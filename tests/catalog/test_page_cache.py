"""Pages of a moment ago, for visitors of whom nothing is known."""

import re
import threading
import time
from http import HTTPStatus
from pathlib import Path

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from mall import pagecache
from mall import settings as live
from mall.accounts.services.people import create_account
from mall.kept import Kept
from merchants.services import shops
from tests.ground.factories import at_once

from .factories import make_leaf, make_product_on_sale, set_price

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _keeping(settings):
    """Keep pages for long: what has to be new in spite of it is told apart."""
    settings.KEEP_PAGES_SECONDS = 60
    pagecache.forget()
    yield
    pagecache.forget()


@pytest.fixture
def product():
    return make_product_on_sale(name="西湖龙井", category=make_leaf("饮食", "茶"))


@pytest.fixture
def pages(product):
    return [
        "/",
        reverse("catalog:category", args=[product.category.slug]),
        f"{reverse('catalog:search')}?q=龙井",
        reverse("catalog:product", args=[product.pk]),
        reverse("catalog:shop", args=[product.shop.slug]),
    ]


def test_a_page_seen_a_moment_ago_takes_no_query(pages, django_assert_num_queries):
    for page in pages:
        first = Client().get(page)
        with django_assert_num_queries(0):
            again = Client().get(page)
        assert TOKEN.sub("", again.content.decode()) == TOKEN.sub("", first.content.decode())
        assert again["Content-Type"] == first["Content-Type"]


def test_what_is_kept_is_right_within_five_seconds_in_all():
    source = Path(live.__file__).read_text()

    seconds = re.search(r"KEEP_COUNTS_SECONDS = KEEP_PAGES_SECONDS = 0 if TESTING else (\d+)", source)[1]

    assert 2 * int(seconds) < 5


def test_a_new_price_and_a_closed_shop_show_as_soon_as_the_time_is_over(product, pages, settings):
    settings.KEEP_PAGES_SECONDS = 0
    for page in pages[1:]:
        assert Client().get(page).status_code == 200

    set_price(actor=None, sku=product.skus.get(), price=77_700)
    assert "¥777.00" in Client().get(pages[1]).content.decode()
    shops.suspend(actor=None, shop=product.shop, reason="发货太慢")

    assert Client().get(pages[3]).status_code == 404
    assert product.name not in Client().get(pages[1]).content.decode()


def test_each_visitor_has_a_token_of_their_own_that_works(product):
    page, add = reverse("catalog:product", args=[product.pk]), reverse("orders:cart_add")
    visitors = [Client(enforce_csrf_checks=True) for _visitor in range(3)]

    tokens = [TOKEN.search(visitor.get(page).content.decode())[1] for visitor in visitors]
    cookies = [visitor.cookies["csrftoken"].value for visitor in visitors]

    assert (len(set(tokens)), len(set(cookies))) == (3, 3)
    form = {"sku": product.skus.get().pk, "quantity": 1}
    answers = [
        visitor.post(add, {**form, "csrfmiddlewaretoken": token}).status_code
        for visitor, token in zip(visitors, tokens, strict=True)
    ]
    assert answers == [302, 302, 302]
    stolen = Client(enforce_csrf_checks=True)
    stolen.get(page)
    assert stolen.post(add, {**form, "csrfmiddlewaretoken": tokens[0]}).status_code == 403


def test_a_known_visitor_reads_a_page_of_their_own(product, pages):
    user = create_account(actor=None, phone="13800000001", password="gu6-quiet-Lantern")
    stranger, shopper = Client(), Client()
    stranger.get("/")
    shopper.force_login(user)

    html = shopper.get("/").content.decode()

    assert reverse("account_login") not in html
    assert reverse("account_login") in Client().get("/").content.decode()


def test_a_cart_shows_at_once_to_the_one_who_filled_it(product):
    shopper = Client()
    shopper.get("/")
    shopper.post(reverse("orders:cart_add"), {"sku": product.skus.get().pk, "quantity": 1})

    count = re.compile(r'class="count" id="cart-count">1<')
    assert count.search(shopper.get("/").content.decode())
    assert not count.search(Client().get("/").content.decode())


def test_languages_hosts_queries_and_parts_of_pages_are_kept_apart(product, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    address = reverse("catalog:category", args=[product.category.slug])
    part = {"HX-Request": "true", "HX-Target": "results"}

    chinese, english = Client().get(address), Client(headers={"Accept-Language": "en"}).get(address)
    fragment, priced = Client(headers=part).get(address), Client().get(f"{address}?price_from=999")
    other = Client().get(address, headers={"Host": "other.example"})

    assert 'lang="zh-Hans"' in chinese.content.decode()
    assert 'lang="en"' in english.content.decode()
    assert "<html" not in fragment.content.decode()
    assert product.name not in priced.content.decode()
    assert other.status_code == 200
    assert len(pagecache._pages._answers) == 5


def test_whatever_these_views_ask_of_htmx_is_in_the_key(product):
    views = Path(pagecache.__file__).parents[1] / "catalog" / "views"
    sources = [text for path in views.rglob("*.py") if "for_anybody" in (text := path.read_text())]
    asked = {name for text in sources for name in re.findall(r"request\.htmx\.(\w+)", text)}

    assert asked
    assert {f"HX-{name.title()}" for name in asked} - set(pagecache.VARIES) == set()

    address = reverse("catalog:category", args=[product.category.slug])
    part = {"HX-Request": "true", "HX-Target": "results"}
    for headers in (part, part | {"HX-Boosted": "true"}):
        Client(headers=headers).get(address)
    assert len(pagecache._pages._answers) == 2


def test_browsers_ask_again_and_shared_caches_keep_nothing(pages):
    for _time in range(2):
        response = Client().get(pages[1])
        assert response["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "Accept-Language", "HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))


def test_what_is_not_there_and_what_is_posted_are_not_kept(product):
    assert [Client().get("/c/no-such/").status_code for _time in range(2)] == [404, 404]
    assert [Client().post("/").status_code for _time in range(2)] == [405, 405]
    Client().get("/?" + "x" * 700)
    assert len(pagecache._pages._answers) == 0


def test_kept_pages_weigh_no_more_than_they_may_and_go_when_they_have_run_out(settings, monkeypatch):
    kept = Kept("KEEP_PAGES_SECONDS", most=9, weigh=len, heaviest=10)
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began)
    for word in ("aaaa", "bbbb", "cccc", "bbbb"):
        kept.keep(word, word, asked_at=began)
    assert list(kept._answers) == ["cccc", "bbbb"]

    kept.keep("e", "e", asked_at=began - 59)
    monkeypatch.setattr(time, "monotonic", lambda: began + 1)
    assert kept.find("e") is None
    kept.keep("d", "d", asked_at=began + 1)
    assert list(kept._answers) == ["cccc", "bbbb", "d"]

    monkeypatch.setattr(time, "monotonic", lambda: began + 60)
    kept.keep("f" * 9, "f" * 9, asked_at=began + 60)
    assert list(kept._answers) == ["d", "f" * 9]


def test_no_more_pages_are_kept_than_the_memory_was_meant_for(product, monkeypatch):
    monkeypatch.setattr(pagecache._pages, "_most", 2)

    for number in range(5):
        Client().get(f"/?n={number}")

    assert len(pagecache._pages._answers) == 2


def asking(view):
    """What somebody gets of ``view``, as a call of its own thread."""

    def ask():
        request = RequestFactory().get("/somewhere/")
        request.session = SessionStore()
        return view(request).status_code

    return ask


def test_a_page_that_ran_out_is_computed_once_for_all_who_ask_at_once():
    computed = []

    @pagecache.for_anybody
    def slow(_request):
        computed.append(threading.get_ident())
        time.sleep(0.1)
        return HttpResponse("a page")

    answers = at_once(*[asking(slow)] * 4)

    assert answers == [HTTPStatus.OK] * 4
    assert len(computed) == 1


@pytest.mark.parametrize("answer", [HTTPStatus.GONE, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND, HTTPStatus.OK])
def test_who_gets_an_answer_that_is_not_kept_waits_for_nobody(answer, settings):
    settings.KEEP_PAGES_SECONDS = 0 if answer == HTTPStatus.OK else 60
    together = threading.Barrier(1)

    @pagecache.for_anybody
    def meeting(_request):
        together.wait(10)  # broken where they come one after the other
        if answer == HTTPStatus.NOT_FOUND:
            raise Http404
        return HttpResponse("not for keeping", status=answer)

    def ask():
        try:
            return asking(meeting)()
        except Http404:
            return HTTPStatus.NOT_FOUND

    assert ask() == answer
    together = threading.Barrier(3)

    assert at_once(ask, ask, ask) == [answer] * 3


def test_a_page_that_is_there_again_is_kept_and_of_others_few_are_remembered(monkeypatch):
    monkeypatch.setattr(pagecache, "MOST_UNKEPT", 3)
    status = HTTPStatus.GONE

    @pagecache.for_anybody
    def changing(_request):
        return HttpResponse("a page", status=status)

    asking(changing)()
    status = HTTPStatus.OK
    asking(changing)()
    status = HTTPStatus.GONE

    assert asking(changing)() == HTTPStatus.OK
    assert len(pagecache._unkept) == 0
    for number in range(8):
        Client().get(f"/c/no-such-{number}/")
    assert len(pagecache._unkept) == 2
