"""The mall's addresses, with a hello-world view and a page of 24 products before them.

The second is what the mall's own pages are measured by, so it is written as one writes such a page first:
one query of no more than is shown, one template with a loop, nothing kept, no frame around it.
"""

from __future__ import annotations

from functools import cache

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from catalog.models import Picture, Product

_PLAIN = """<!doctype html>
<html lang="zh-Hans">
<head>
  <meta charset="utf-8">
  <title>商品</title>
  <link rel="stylesheet" href="{% static 'css/mall.css' %}">
</head>
<body>
  <ul class="grid grid--goods">
    {% for product in products %}
    <li>
      <a class="goods" href="{% url 'catalog:product' product.pk %}">
        {% if product.picture %}
        <img src="{% get_media_prefix %}{{ product.picture }}" alt="" width="320" height="320" loading="lazy">
        {% endif %}
        <span class="goods__name">{{ product.name }}</span>
        <span class="price">{{ product.price_from|yuan }}</span>
      </a>
    </li>
    {% endfor %}
  </ul>
</body>
</html>
"""


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello, world")


def plain(request: HttpRequest) -> HttpResponse:
    first = Picture.objects.filter(product=OuterRef("pk")).order_by("position", "id").values("file")[:1]
    products = (
        Product.objects.on_sale()
        .annotate(picture=Subquery(first))
        .only("name", "price_from")
        .order_by("-sales_count", "-id")[:24]
    )
    return HttpResponse(_template().render({"products": products}, request))


@cache
def _template():
    return engines["django"].from_string(_PLAIN)


urlpatterns = [path("bench/hello/", hello), path("bench/plain/", plain), path("", include("mall.urls"))]
