"""Every address × every kind of visitor. The table is tests/permissions/matrix.py."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from staff.roles import BY_CODE

from .light import light_client_of
from .matrix import MODEL_PAGES, OPTIONAL, ROWS, Row
from .world import Visitor, World, client_of, make_world

ACTIONS = ("changelist", "add", "change", "delete", "history")
IN, LOGIN, FORBIDDEN, MISSING = "gets in", "is sent to sign in", "403", "404"


# --- The addresses that there are ---


def names(patterns: list, prefix: str = "", route: str = "") -> Iterator[tuple[str, str]]:
    """(full name, route) of every address in the URLconf."""
    for entry in patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from names(entry.url_patterns, inner, here)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or ''}", here


def model_pages() -> set[str]:
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}"
        for model in admin.site._registry
        for action in ACTIONS
    }


def addresses() -> set[str]:
    """What has to have a row: all but model pages and the unnamed catch-alls of admin and media."""
    everything = set(names(get_resolver().url_patterns))
    unnamed = {(name, route) for name, route in everything if name.endswith(":") or not name}
    nameless = {route for _name, route in unnamed if not route.startswith(("admin/", "^media/"))}
    assert nameless == set(), f"Give these addresses a name, so that they can have a row: {nameless}"
    return {name for name, _route in everything - unnamed} - model_pages()


def test_every_address_has_a_row():
    undeclared = sorted(addresses() - ROWS.keys() - OPTIONAL.keys())

    assert undeclared == [], (
        f"Nobody has said who may open {', '.join(undeclared)}. Add a row for each to ROWS in "
        'tests/permissions/matrix.py, for example "app:name": SIGNED_IN; its first lines tell how.'
    )


def test_every_row_has_an_address():
    stale = sorted(ROWS.keys() - addresses())

    assert stale == [], (
        f"Take these rows out of tests/permissions/matrix.py, their addresses are gone: {stale}"
    )


# --- Asking ---


def resolve(path: str, things: SimpleNamespace):
    if path.startswith("="):
        return path[1:]
    name, _dot, attribute = path.partition(".")
    return getattr(getattr(things, name), attribute)


def ask(client: Client, url: str, method: str) -> tuple[str, int]:
    """What came of one request, undone afterwards."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    status, location = response.status_code, response.headers.get("Location", "")
    if status >= 500:
        return f"crashes with {status}", status
    if status == 302 and location.startswith(reverse("admin:login")):
        return ask(client, location, "get")[0], status
    if status == 302 and location.startswith(reverse("account_login")):
        return LOGIN, status
    return {403: FORBIDDEN, 404: MISSING}.get(status, IN), status


def complaints(client: Client, visitor: Visitor, name: str, url: str, expected: str) -> Iterator[str]:
    """Where the answer to GET, and to POST where that could be a way in, isn't the one expected."""
    got, status = ask(client, url, "get")
    tried = [("GET", got)] if status != 405 else []
    if not tried or expected != IN:
        posted, post_status = ask(client, url, "post")
        if post_status != 405:
            tried.append(("POST", posted))
    for method, outcome in tried:
        if outcome != expected:
            yield f"{method} {name} ({url}): {visitor.name} {outcome}, expected: {expected}"


def expected_of(row: Row, visitor: Visitor) -> str:
    if row.access == "public":
        return IN
    if visitor.kind == "anonymous":
        return LOGIN
    if row.access == "signed_in":
        return IN
    if row.access == "own":
        return IN if visitor.kind == "shopper" else MISSING
    if row.access == "seller":
        return _expected_of_member(row, visitor)
    return _expected_of_staff(row.needs, visitor)


def _expected_of_member(row: Row, visitor: Visitor) -> str:
    if visitor.kind != "member":
        return MISSING
    return IN if not row.needs or visitor.role in ("owner", *row.needs) else FORBIDDEN


def _expected_of_staff(permissions: tuple[str, ...], visitor: Visitor) -> str:
    if visitor.kind == "superuser":
        return IN
    if visitor.kind != "staff":
        return FORBIDDEN
    held = BY_CODE[visitor.role].permissions if visitor.role else ()
    return IN if set(permissions) <= set(held) else FORBIDDEN


def url_of(name: str, row: Row, things: SimpleNamespace, *, foreign: SimpleNamespace | None = None) -> str:
    """The row's address; with ``foreign`` everything but the shop is somebody else's."""
    kwargs = {
        key: resolve(path, foreign if foreign and key != "slug" else things)
        for key, path in row.kwargs.items()
    }
    return reverse(name, kwargs=kwargs)


def rows_of(*access: str) -> dict[str, Row]:
    present = addresses()
    return {
        name: row for name, row in {**ROWS, **OPTIONAL}.items() if row.access in access and name in present
    }


@pytest.fixture
def undrawn(monkeypatch):
    """Answers without their pages: who may open one is decided before. ``test_languages`` draws them all."""
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: "")


def walk(world: World, rows: dict[str, Row], visitors: list[Visitor]) -> list[str]:
    """Each answer of a page is asked for in full by the first who gets it, by the others lightly.

    What stands before pages for all may stop one kind of visitor alone: there one of each kind asks in full.
    """
    found: list[str] = []
    asked = set()
    urls = {name: url_of(name, row, world.mine) for name, row in rows.items()}
    for visitor in visitors:
        client, light = client_of(visitor), light_client_of(visitor)
        for name, row in rows.items():
            expected = expected_of(row, visitor)
            answer = (name, expected, visitor.kind if row.access in ("public", "signed_in") else "")
            found += complaints(light if answer in asked else client, visitor, name, urls[name], expected)
            asked.add(answer)
    return found


def of_kind(world: World, *kinds: str) -> list[Visitor]:
    return [visitor for visitor in world.visitors if visitor.kind in kinds]


# --- The pages of the mall ---

PEOPLE = ("anonymous", "shopper", "stranger", "superuser")


@pytest.fixture
def world(db) -> World:
    return make_world()


def test_public_pages_and_pages_for_whoever_has_signed_in(world):
    rows = rows_of("public", "signed_in")

    found = walk(world, rows, of_kind(world, *PEOPLE))

    assert found == [], "\n".join(found)


def test_what_is_a_shoppers_own_nobody_else_finds(world):
    found = walk(world, rows_of("own"), of_kind(world, *PEOPLE))

    assert found == [], "\n".join(found)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("kind", ["anonymous", "shopper", "stranger", "superuser", "member"])
def test_the_seller_portal_is_open_to_the_shops_members_by_role(world, kind):
    found = walk(world, rows_of("seller"), of_kind(world, kind))

    assert found == [], "\n".join(found)


def test_a_shops_owner_does_not_reach_another_shops_things_through_their_own_shop(world):
    owner = next(visitor for visitor in world.visitors if visitor.role == "owner")
    client = client_of(owner)
    with_objects = {
        name: row
        for name, row in rows_of("seller").items()
        if any(key != "slug" and not path.startswith("=") for key, path in row.kwargs.items())
    }

    found = [
        complaint
        for name, row in with_objects.items()
        for complaint in complaints(
            client, owner, name, url_of(name, row, world.mine, foreign=world.theirs), MISSING
        )
    ]

    assert found == [], "\n".join(found)


def test_pages_that_anybody_may_ask_for_never_crash(world):
    found = [
        f"{name}: {outcome}"
        for visitor in of_kind(world, *PEOPLE)
        for client in [client_of(visitor)]
        for name, row in rows_of("open").items()
        for outcome, _status in [ask(client, url_of(name, row, world.mine), "get")]
        if outcome.startswith("crashes")
    ]

    assert found == [], "\n".join(found)


@pytest.mark.usefixtures("undrawn")
def test_own_pages_of_the_admin_are_open_by_permission(world):
    visitors = of_kind(world, "anonymous", "shopper", "stranger", "staff", "superuser")

    found = walk(world, rows_of("staff"), visitors)

    assert found == [], "\n".join(found)


# --- The pages of every ModelAdmin ---


def permitted(model, action: str, visitor: Visitor) -> bool:
    """By the role's permissions alone."""
    if visitor.kind == "superuser":
        return True
    label, name = model._meta.app_label, model._meta.model_name
    verbs = {"add": ("add",), "delete": ("delete",)}.get(action, ("view", "change"))
    enough = MODEL_PAGES.get(f"{label}.{name} {action}") or [f"{label}.{verb}_{name}" for verb in verbs]
    held = BY_CODE[visitor.role].permissions if visitor.role else ()
    return visitor.kind == "staff" and any(permission in held for permission in enough)


def offered(model, action: str, user) -> bool:
    """Whether the admin has the page for this person; for a superuser, whether anybody has it."""
    model_admin, request = admin.site.get_model_admin(model), RequestFactory().get("/")
    request.user = user
    check = {"add": model_admin.has_add_permission, "delete": model_admin.has_delete_permission}.get(
        action, model_admin.has_view_or_change_permission
    )
    return check(request)


def expected_of_model_page(model, action: str, visitor: Visitor, superuser, *, has_row: bool) -> str:
    if visitor.kind == "anonymous":
        return LOGIN
    if visitor.kind not in ("staff", "superuser"):
        return FORBIDDEN
    if action == "history" and not has_row:
        return IN  # "doesn't exist", said on the home page
    return IN if offered(model, action, superuser) and permitted(model, action, visitor) else FORBIDDEN


def model_page_urls(model) -> dict[str, str]:
    row = model._default_manager.order_by("pk").first()
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    urls = {action: reverse(f"{base}_{action}") for action in ("changelist", "add")}
    return urls | {
        action: reverse(f"{base}_{action}", args=[row.pk if row else 0])
        for action in ("change", "delete", "history")
    }


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("app", sorted({model._meta.app_label for model in admin.site._registry}))
def test_model_pages_are_open_by_the_permissions_of_the_role(world, app):
    """Each page is asked for by one of each kind; of the other roles the permission is only looked up.

    What stands before all pages of a model alike is met at its list.
    """
    models = [model for model in admin.site._registry if model._meta.app_label == app]
    visitors = of_kind(world, "anonymous", "shopper", "superuser", "staff")
    superuser = next(visitor.user for visitor in visitors if visitor.kind == "superuser")
    clients = {visitor.name: client_of(visitor) for visitor in visitors}
    light = {visitor.name: light_client_of(visitor) for visitor in visitors}

    found = []
    for model in models:
        has_row = model._default_manager.exists()
        for action, url in model_page_urls(model).items():
            asked = set()
            for visitor in visitors:
                expected = expected_of_model_page(model, action, visitor, superuser, has_row=has_row)
                if (visitor.kind, expected) not in asked:
                    way = clients if action == "changelist" else light
                    got, _status = ask(way[visitor.name], url, "get")
                    asked.add((visitor.kind, expected))
                elif action == "history" and not has_row:
                    continue
                else:
                    got = IN if offered(model, action, visitor.user) else FORBIDDEN
                if got != expected:
                    found.append(
                        f"{model._meta.label} {action} ({url}): {visitor.name} {got}, expected: {expected}"
                    )

    assert found == [], "\n".join(found)
