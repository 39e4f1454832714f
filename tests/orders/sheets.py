"""Sheets of tracking numbers as a shop uploads and confirms them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from orders import tasks
from orders.models import DispatchSheet, Order
from tests.catalog.sheets import csv_bytes

from .factories import make_sku, paid_order

COLUMNS = ["订单号", "承运商", "运单号", "商品"]


def at(shop, rest=""):
    return f"/seller/{shop.slug}/orders/numbers/{rest}"


def waiting(shop, n=1, **over):
    return [paid_order({make_sku(shop=shop): 1}, **over) for _ in range(n)]


def file_of(*rows, encoding="utf-8", delimiter=","):
    rows = [dict(zip(COLUMNS, row, strict=False)) for row in rows]
    content = csv_bytes(rows, encoding=encoding, delimiter=delimiter, columns=COLUMNS)
    return SimpleUploadedFile("单号.csv", content)


def upload(client, shop, file, key="k"):
    return client.post(at(shop), {"file": file, "key": key})


def checked(client, shop, *rows, key="k", **over):
    response = upload(client, shop, file_of(*rows, **over), key=key)
    assert response.status_code == 302, response.context["form"].errors
    return DispatchSheet.objects.latest("id")


def found(sheet):
    return list(sheet.rows.values_list("line", "problem", "warning"))


def confirm(client, shop, sheet):
    client.post(at(shop, f"{sheet.pk}/ship/"))
    return tasks.work_on_dispatch_sheet(sheet.pk)


def states_of(*orders):
    return [Order.objects.get(pk=order.pk).state for order in orders]
