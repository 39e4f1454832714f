"""English is complete: every Chinese message of code and templates has its English, compiled."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "mall/locale/en/LC_MESSAGES"
HAN = re.compile("[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")
MARKERS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "gettext_noop"}
TRANSLATE = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
PACKAGES = ("mall", "staff", "merchants", "catalog", "orders", "warehouse", "customer_service")


def english() -> dict[str, str]:
    with (CATALOGUE / "django.mo").open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog
    # What counts has a line for each form, under (words, form); the last is the plural.
    return {key if isinstance(key, str) else key[0]: value for key, value in sorted(catalog.items(), key=str)}


def messages_in_code() -> set[str]:
    found = set()
    for path in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKERS
            ):
                found |= {
                    arg.value
                    for arg in node.args
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                }
    return found


def messages_in_templates() -> set[str]:
    found = set()
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]:
        text = path.read_text()
        found |= {double or single for double, single in TRANSLATE.findall(text)}
        for options, body in BLOCK.findall(text):
            words = re.sub(r"\{\{\s*(\w+)[^}]*\}\}", r"%(\1)s", body.replace("%", "%%"))
            if "trimmed" in options:
                words = " ".join(line.strip() for line in words.splitlines() if line.strip())
            found.add(words)
    return found


@pytest.mark.parametrize("source", [messages_in_code, messages_in_templates])
def test_every_chinese_message_has_its_english(source):
    known = english()

    assert sorted(words for words in source() if HAN.search(words) and not known.get(words)) == []


def test_placeholders_survive_translation():
    def names(words: str) -> list:
        return sorted(map(str, PLACEHOLDER.findall(words)))

    odd = [key for key, value in english().items() if key and HAN.search(key) and names(key) != names(value)]

    assert odd == []


def test_no_english_message_has_chinese_in_it():
    allowed = {"中文"}

    assert [
        value for key, value in english().items() if key and HAN.search(value) and value not in allowed
    ] == []


LAZY = {"gettext_lazy", "ngettext_lazy", "pgettext_lazy", "gettext_noop"}


def at_import(node: ast.AST):
    """What runs when the module is loaded: everything but the bodies of functions."""
    yield node
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    body = node.body if isinstance(getattr(node, "body", None), list) else [getattr(node, "body", None)]
    for child in ast.iter_child_nodes(node):
        if not (is_function and child in body):
            yield from at_import(child)


def settled_at_import(source: str) -> list[int]:
    """Lines where words get their language while the module is loaded."""
    tree = ast.parse(source)
    imports = (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom))
    marks = {
        alias.asname or alias.name: alias.name
        for node in imports
        if node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }

    def marked(node: ast.AST) -> str:
        return marks.get(getattr(node.func, "id", ""), "") if isinstance(node, ast.Call) else ""

    lines = set()
    for node in at_import(tree):
        settled = {
            ast.BinOp: lambda n: [n.left, n.right],
            ast.Attribute: lambda n: [n.value],
            ast.FormattedValue: lambda n: [n.value],
            ast.Call: lambda n: n.args if getattr(n.func, "id", "") == "str" else [],
        }.get(type(node), lambda _node: [])(node)
        if (marked(node) and marked(node) not in LAZY) or any(map(marked, settled)):
            lines.add(node.lineno)
    return sorted(lines)


def test_no_words_get_their_language_while_the_code_is_loaded():
    """No reader is known then: such words would be Chinese for everybody."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]

    found = {str(file.relative_to(ROOT)): settled_at_import(file.read_text()) for file in files}

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_words_that_are_filled_in_at_import_are_found():
    source = """
from django.utils.translation import gettext, gettext_lazy as _
FINE = _("件")
FILLED = _("%d 件") % 3
FETCHED = gettext("件")
class Form:
    words = f"{_('件')}"
    def later(self): return _("%d 件") % 3
"""

    assert settled_at_import(source) == [4, 5, 7]
