"""Every page that there is, from the table of addresses: whoever adds a page has it walked by itself.

A page is an address that answers GET with HTML, asked for by the visitor who sees most of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.test import Client

from catalog.models import Stock
from orders.services import carts

from .test_matrix import model_page_urls, rows_of, url_of
from .world import Visitor, World, client_of


@dataclass(frozen=True)
class Page:
    name: str
    url: str
    visitor: Visitor


def furnish(world: World) -> None:
    """Stock to buy, and something in the cart, so that pages aren't the empty ones."""
    Stock.objects.filter(sku__in=[world.mine.sku, world.theirs.sku]).update(on_hand=20)
    cart = carts.of_person(world.mine.shopper)
    for things in (world.mine, world.theirs):
        carts.add(cart=cart, sku_id=things.sku.pk, quantity=2)
    carts.save_for_later(cart=cart, sku_ids=[world.theirs.sku.pk], later=True)


def visitor_of(world: World, kind: str, role: str = "") -> Visitor:
    return next(one for one in world.visitors if one.kind == kind and role in ("", one.role))


# Public pages that a visitor without an account sees otherwise than a shopper.
_LOOKS_DIFFERENT = {"catalog:home", "catalog:product", "orders:cart"}


def _storefront(world: World) -> Iterator[Page]:
    anonymous, shopper = visitor_of(world, "anonymous"), visitor_of(world, "shopper")
    for name, row in rows_of("public", "open").items():
        if name in _LOOKS_DIFFERENT or (row.access == "open" and not name.startswith("admin:")):
            yield Page(name, url_of(name, row, world.mine), anonymous)
    for name, row in rows_of("public", "signed_in", "own").items():
        yield Page(name, url_of(name, row, world.mine), shopper)


def _seller(world: World) -> Iterator[Page]:
    owner = visitor_of(world, "member", "owner")
    for name, row in rows_of("seller").items():
        yield Page(name, url_of(name, row, world.mine), owner)


def _admin(world: World) -> Iterator[Page]:
    root = visitor_of(world, "superuser")
    for name, row in rows_of("staff").items():
        yield Page(name, url_of(name, row, world.mine), root)
    for model in admin.site._registry:
        urls = model_page_urls(model)
        for action in ("changelist", "add", "change"):
            if action != "change" or model._default_manager.exists():
                yield Page(f"{model._meta.label} {action}", urls[action], root)


_AREAS = {"storefront": _storefront, "seller": _seller, "admin": _admin}
AREAS = tuple(_AREAS)


def addresses_of(world: World, area: str) -> Iterator[Page]:
    """All addresses of an area with the visitor to ask; some of them answer with no page."""
    return _AREAS[area](world)


def rendered(pages: Iterable[Page], *, language: str) -> Iterator[tuple[Page, str]]:
    """Those of ``pages`` that are HTML, with what they say. None of them may crash."""
    clients: dict[str, Client] = {}
    for page in pages:
        if page.visitor.name not in clients:
            clients[page.visitor.name] = client_of(page.visitor)
            clients[page.visitor.name].cookies["django_language"] = language
        response = clients[page.visitor.name].get(page.url)
        assert response.status_code < 500, f"{page.name} ({page.url}) crashes with {response.status_code}"
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            yield page, response.content.decode()
