"""Pages for when something is wrong: calm, in words, and with a way on."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path, reverse

from mall import urls as real
from tests.catalog.factories import make_leaf


def crash(request):
    raise RuntimeError("boom")


def suspect(request):
    raise SuspiciousOperation("odd")


urlpatterns = [
    *real.urlpatterns,
    path("crash/", crash),
    path("suspect/", suspect),
    path("post/", lambda request: HttpResponse()),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/no-such-page/", 404, "找不到这个页面"),
        ("/crash/", 500, "我们这边出错了"),
        ("/suspect/", 400, "看不懂这个请求"),
    ],
)
def test_an_error_page_says_what_happened_and_leads_home(address, status, words):
    response = Client(raise_request_exception=False).get(address)

    page = response.content.decode()
    assert (response.status_code, words in page, 'href="/"' in page) == (status, True, True)


def test_a_page_that_is_not_there_leads_on_by_search_and_categories():
    tea = make_leaf("饮食").parent

    page = Client().get("/seller/1/no-such-page").content.decode()

    assert [
        address
        for address in (reverse("catalog:search"), f"/c/{tea.slug}/", reverse("seller:choose"))
        if f'"{address}"' not in page
    ] == []


def test_a_form_that_is_too_old_says_that_nothing_was_saved():
    response = Client(enforce_csrf_checks=True).post("/post/")

    assert (response.status_code, "没有提交成功" in response.content.decode()) == (403, True)


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html"])
def test_pages_for_a_broken_mall_need_neither_request_nor_database(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(name)

    assert 'href="/"' in page
