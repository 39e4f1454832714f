"""The mall's addresses, with a hello-world view and a minimal page of 24 products before them."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from catalog.models import Product

_PLAIN = """<!doctype html><title>24</title><ul>{% for product in products %}
<li><a href="/p/{{ product.pk }}/">{{ product.name }}</a> {{ product.price_from }}</li>{% endfor %}</ul>"""


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello, world")


def plain(request: HttpRequest) -> HttpResponse:
    products = Product.objects.filter(state="on_sale").only("pk", "name", "price_from").order_by("-id")[:24]
    return HttpResponse(_template().render({"products": products}))


@cache
def _template():
    return engines["django"].from_string(_PLAIN)


urlpatterns = [path("bench/hello/", hello), path("bench/plain/", plain), path("", include("mall.urls"))]
