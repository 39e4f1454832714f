"""What holds for every file of the project, read."""

import ast
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ["mall", "staff", "merchants", "catalog", "orders", "warehouse", "customer_service"]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "admin" not in path.parts)
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_lock_file_names_no_host_but_the_public_ones():
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    addresses = re.findall(r"https?://[^\s\"']+", (ROOT / "uv.lock").read_text())

    assert {urlsplit(address).hostname for address in addresses} == {"pypi.org", "files.pythonhosted.org"}
    assert all(package["source"] != {} for package in lock["package"])


INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_no_script_and_no_style_of_its_own(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    found = [match[0] for match in INLINE.finditer(text)]

    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_loads_nothing_from_elsewhere(path):
    loaded = re.findall(
        r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//[^\"']*", path.read_text()
    )

    assert loaded == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_form_that_is_posted_carries_its_token(path):
    forms = re.findall(
        r"<form\b[^>]*method=[\"']post[\"'].*?</form>", path.read_text(), re.DOTALL | re.IGNORECASE
    )

    assert [form[:80] for form in forms if "csrf_token" not in form] == []


# Who else writes a status: the make-believe payment provider, in books that are not the mall's.
MOVERS = {"orders/payments/sandbox.py"}


def test_no_status_is_set_by_hand():
    """``row.state = …`` outside the helper would go round the table, the lock and the record."""
    by_hand = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        if name_of(path) not in MOVERS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "state"
        if not (isinstance(node.value, ast.Attribute) and node.value.attr == "state")  # a copy of a moved row
    ]

    assert by_hand == []


def test_no_signals_and_no_save_of_our_own():
    sly = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if (
            isinstance(node, ast.FunctionDef) and node.name in {"save", "receiver"} and "models" in path.parts
        )
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"))
    ]

    assert sly == []


def test_every_source_file_is_a_room_and_not_a_warehouse():
    long = {name_of(path): lines for path in SOURCES if (lines := len(path.read_text().splitlines())) > 400}

    assert set(long) <= {"mall/settings.py"}


def test_what_people_read_is_written_in_chinese_first():
    """The msgid is the Chinese; English comes from the translation file."""
    english = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"):
                continue
            text = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
            if re.search(r"[A-Za-z]{3,} [a-z]{2,}", str(text)) and not re.search(
                r"[\u4e00-\u9fff]", str(text)
            ):
                english.append(f"{name_of(path)}:{node.lineno} {text}")

    assert english == []
