"""Addresses and forms of the portal's goods, as a browser would send them."""

from __future__ import annotations

import json

from django.urls import reverse


def at(name: str, shop, *args) -> str:
    return reverse(f"catalog:{name}", args=[shop.slug, *args])


def matrix_of(product, *, lines: list[dict] | None = None, **over) -> dict:
    """The form of a product's matrix; ``lines`` change what the page would hold, line by line."""
    product.refresh_from_db()
    skus = list(product.skus.select_related("stock").order_by("position", "id"))
    data: dict = {"version": product.version, "act": "save", "grid-reason": ""}
    for i, name in enumerate(product.spec_names):
        values = list(dict.fromkeys(sku.spec[name] for sku in skus))
        data |= {f"axis-{i}-name": name, f"axis-{i}-was": name}
        data |= {f"axis-{i}-value": values, f"axis-{i}-value_was": values}
    rows = [
        {
            "sku": sku.pk,
            "values": list(sku.spec.values()),
            "price": f"{sku.price / 100:.2f}",
            "on_hand": sku.stock.on_hand,
            "shown_on_hand": sku.stock.on_hand,
            "code": sku.code,
            "is_active": sku.is_active,
        }
        for sku in skus
    ]
    for i, change in enumerate(lines or []):
        if i < len(rows):
            rows[i] |= change
        else:
            rows.append({"is_active": True, **change})
    return data | grid(rows) | over


def grid(rows: list[dict]) -> dict:
    data: dict = {"grid-TOTAL_FORMS": len(rows), "grid-INITIAL_FORMS": len(rows)}
    for i, row in enumerate(rows):
        row = {
            **row,
            "values": json.dumps(row["values"]) if isinstance(row["values"], list) else row["values"],
        }
        if not row.pop("is_active", False):
            row.pop("is_active", None)
        else:
            row["is_active"] = "on"
        data |= {f"grid-{i}-{name}": value for name, value in row.items()}
    return data


def content_of(product, **over) -> dict:
    """The form of a product's words."""
    product.refresh_from_db()
    names = ("name", "name_en", "subtitle", "brand", "origin", "unit", "keywords", "description", "version")
    data = {name: getattr(product, name) for name in names}
    data["other"] = "\n".join(f"{name}：{value}" for name, value in product.attributes)
    return data | {"category": product.category_id or ""} | over


def text(response) -> str:
    return response.content.decode()


def rows(response) -> list[tuple]:
    """The lines of the matrix that came back: the values with the figures as shown."""
    return [
        (tuple(values), line["price"].value(), line["on_hand"].value())
        for line, values, _sku in response.context["lines"]
    ]
