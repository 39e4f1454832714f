"""From a filtered list of the admin to a row and back."""

import re
from html import unescape

import pytest
from django.urls import resolve

from tests.orders.factories import paid_order
from tests.permissions.world import Visitor, client_of, person

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/order/?state__exact=paid"


def link_in(page: str, address: str) -> str:
    return unescape(re.search(rf'href="({address}[^"]*)"', page)[1])


def test_a_row_leads_back_to_the_list_as_it_was_and_no_address_is_searched_for(monkeypatch):
    order = paid_order()
    root = client_of(Visitor("root", "superuser", user=person("root", is_staff=True, is_superuser=True)))
    searched = []
    monkeypatch.setattr(
        "django.contrib.admin.templatetags.admin_urls.resolve",
        lambda path: searched.append(path) or resolve(path),
    )

    row = link_in(root.get(LIST).content.decode(), f"/admin/orders/order/{order.pk}/change/")
    in_list = len(searched)
    page = root.get(row).content.decode()

    assert (in_list, link_in(page, r"/admin/orders/order/\?")) == (0, LIST)
    unfiltered = link_in(
        root.get("/admin/orders/order/").content.decode(), f"/admin/orders/order/{order.pk}/"
    )
    assert unfiltered == f"/admin/orders/order/{order.pk}/change/"
