"""What a person sees while the database is away: at most a page in words, and mostly nothing at all."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from mall import urls as real
from mall.accounts.models import User

handler500 = real.handler500
cuts: list[str] = []


def cut_off(times: int, where: str) -> None:
    """Break the connection ``times`` times, then let the database answer."""
    cuts.append(where)
    with connection.cursor() as cursor:
        if len(cuts) <= times:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        cursor.execute("SELECT 1")


def page(request, times):
    cut_off(times, request.method)
    return HttpResponse("ok")


def fragile(get_response):
    """A middleware that asks the database, as those of sessions do."""

    def middleware(request):
        cut_off(1, "middleware")
        return get_response(request)

    return middleware


def odd(request):
    User.objects.raw("SELECT no_such_column").query.get_columns()


urlpatterns = [*real.urlpatterns, path("cut/<int:times>/", page), path("odd/", odd)]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@pytest.fixture
def visitor():
    cuts.clear()
    yield Client(raise_request_exception=False)
    connection.close()  # the test's own, where it is left broken


def test_a_page_whose_connection_breaks_once_comes_all_the_same(visitor):
    response = visitor.get("/cut/1/")

    assert (response.status_code, response.content, cuts) == (200, b"ok", ["GET", "GET"])


def test_so_it_does_where_the_connection_breaks_before_the_page_is_reached(visitor, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.fragile"]

    response = visitor.get("/cut/0/")

    assert (response.status_code, cuts) == (200, ["middleware", "middleware", "GET"])


def test_where_it_breaks_again_a_page_says_so_and_leads_back_to_the_same_address(visitor):
    response = visitor.get("/cut/2/?q=1")

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"], len(cuts)) == (503, "5", 2)
    assert ("商城暂时不能访问" in page, 'href="/cut/2/?q=1"' in page) == (True, True)


def test_an_act_is_not_done_again_but_its_person_is_told_to_look(visitor):
    response = visitor.post("/cut/1/")

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"], cuts) == (503, "5", ["POST"])
    assert ("刚才的操作也许没有办成" in page, 'href="/orders/"' in page) == (True, True)


def test_what_else_the_database_refuses_is_an_error_as_ever(visitor):
    assert visitor.get("/odd/").status_code == 500
