"""A real Chromium against a real server. A page that logs an error to the console fails its test."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

# Playwright's own loop runs in this thread; Django would refuse the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FAILED = pytest.StashKey[bool]()
PICTURES = Path("test-results")
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is missing: run `make browser-test`"
    )
    if CHROMIUM is None:
        words = "no Chromium on this machine: install it (Debian: apt-get install chromium fonts-noto-cjk)"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=list(SIZES))
def size(request):
    return SIZES[request.param]


def is_error(message) -> bool:
    """Whether the console shows an error.

    A form that is sent back to be put right, or refused by a clause, is none; nor is a request that a later
    one took the place of, nor the icon that the browser looks for beside a picture that it has opened.
    """
    if message.type != "error" or re.search(r"status of 4(00|09) ", message.text):
        return False
    if message.text.startswith(("htmx:afterRequest,", "htmx:sendAbort,")):
        return False
    return not message.location.get("url", "").endswith("/favicon.ico")


@pytest.fixture
def visit(request, chromium, live_server, size):
    """Opens a browser of its own for a person: ``visit()`` gives a page at the server's address."""
    contexts, complaints = [], []

    def new_page(*, javascript: bool = True):
        context = chromium.new_context(
            viewport=size, base_url=live_server.url, locale="zh-CN", java_script_enabled=javascript
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if is_error(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        contexts.append(context)
        return page

    yield new_page
    for number, context in enumerate(contexts, 1):
        if request.node.stash.get(FAILED, False):
            PICTURES.mkdir(exist_ok=True)
            context.pages[0].screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
        context.close()
    assert complaints == []
