"""axe on every page of the mall: nothing serious; a sample in both widths, by light and by dark.

The pages come from the table of addresses (tests/permissions), so that a new one is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from tests.permissions.pages import AREAS, Page, addresses_of, furnish
from tests.permissions.world import client_of, make_world

from .conftest import SIZES

DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
RUN = """async (options) => {
  for (const moving of document.getAnimations()) try { moving.finish(); } catch { moving.cancel(); }
  const result = await axe.run(document, {resultTypes: ["violations"], ...options});
  return result.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map(({id, nodes}) => {
      const why = [...nodes[0].any, ...nodes[0].all, ...nodes[0].none].map((check) => check.message)[0] || "";
      return `${id}: ${nodes.length} × ${nodes[0].target.join(" ")} ${why}`;
    });
}"""
# What Chromium says of a download, and of a refusal without a body.
NO_PAGE = ("Download is starting", "ERR_ABORTED", "ERR_HTTP_RESPONSE_CODE_FAILURE")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# Looked at in the other width as well.
SAMPLE = {
    "storefront": {
        "account_login",
        "accounts:addresses",
        "catalog:home",
        "catalog:category",
        "catalog:product",
        "orders:cart",
        "orders:checkout",
        "orders:order",
    },
    "seller": {"seller:today", "catalog:goods", "catalog:goods_edit", "orders:seller_order"},
    "admin": {"admin:index", "admin:work", "orders.Order changelist", "catalog.Product change"},
}
WIDTHS = {"storefront": ("phone", "desktop"), "seller": ("desktop", "phone"), "admin": ("desktop", "phone")}


@pytest.fixture
def reader(chromium, live_server):
    """Opens a page as a visitor, of whom each has one browser; pictures don't matter and aren't loaded."""
    axe = pytest.importorskip("axe_playwright_python.base")
    pages, complaints = {}, []

    def open_page(page: Page):
        if page.visitor.name not in pages:
            context = chromium.new_context(base_url=live_server.url, locale="zh-CN")
            context.set_default_timeout(20_000)
            context.add_init_script(axe.AXE_SCRIPT)
            context.route("**/*", _without_pictures)
            cookies = client_of(page.visitor).cookies
            context.add_cookies(
                [
                    {"name": name, "value": morsel.value, "url": live_server.url}
                    for name, morsel in cookies.items()
                ]
            )
            pages[page.visitor.name] = tab = context.new_page()
            tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            tab.on("pageerror", lambda error: complaints.append(str(error)))
        return pages[page.visitor.name]

    open_page.complaints = complaints
    yield open_page
    for tab in pages.values():
        tab.context.close()


def _without_pictures(route):
    if route.request.resource_type == "image":
        route.fulfill(body=DOT, content_type="image/svg+xml")
    else:
        route.continue_()


def goes_to(tab, url: str) -> bool:
    """Whether the address answers with a page of its own: no download, no redirect, no refusal."""
    from playwright.sync_api import Error

    try:
        response = tab.goto(url)
    except Error as error:
        if any(sign in str(error) for sign in NO_PAGE):
            return False
        raise
    if response.status != 200 or response.request.redirected_from is not None:
        return False
    is_html = response.headers.get("content-type", "").startswith("text/html")
    return is_html and "<html" in response.text()  # the part of a page that htmx asks for is none


def faults(reader, pages: Iterable[Page], area: str) -> Iterator[str]:
    width, other = WIDTHS[area]
    for page in pages:
        tab = reader(page)
        tab.set_viewport_size(SIZES[width])
        tab.emulate_media(color_scheme="light")
        reader.complaints.clear()
        if not goes_to(tab, page.url):
            continue
        looks = [("", tab.evaluate(RUN, RULES))]
        if page.name in SAMPLE[area]:
            tab.emulate_media(color_scheme="dark")
            looks.append((" in the dark", tab.evaluate(RUN, CONTRAST)))
            tab.set_viewport_size(SIZES[other])
            looks.append((f" at {other} width in the dark", tab.evaluate(RUN, RULES)))
            tab.emulate_media(color_scheme="light")
            looks.append((f" at {other} width", tab.evaluate(RUN, RULES)))
        looks.append((" in the console", list(reader.complaints)))
        for where, found in looks:
            yield from (f"{page.name} ({page.visitor.kind}){where}: {fault}" for fault in found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("area", AREAS)
def test_axe_finds_nothing_serious_on_any_page(reader, area):
    world = make_world()
    furnish(world)

    found = list(faults(reader, addresses_of(world, area), area))

    assert found == [], "\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_a_search_box_of_the_admin_has_its_fields_name_whenever_it_is_built(reader):
    page = next(page for page in addresses_of(make_world(), "admin") if page.name == "staff.PayPlacement add")
    tab = reader(page)
    tab.goto(page.url)

    named = tab.evaluate(
        """async () => {
            const $ = django.jQuery;
            $("select.admin-autocomplete").select2("destroy").djangoAdminSelect2();
            await new Promise(requestAnimationFrame);
            return [...document.querySelectorAll(".select2-selection")].map(
                (box) => document.getElementById(box.getAttribute("aria-labelledby").split(" ")[0]).tagName);
        }"""
    )

    assert (len(named) > 0, set(named)) == (True, {"LABEL"})
