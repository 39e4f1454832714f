"""What holds for every file of the project, read."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
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


@cache
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    """Every node of every source file, with the file."""
    return ((path, node) for path in SOURCES for node in _nodes(path))


def test_the_lock_file_names_no_host_but_the_public_ones():
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    addresses = re.findall(r"https?://[^\s\"']+", (ROOT / "uv.lock").read_text())

    assert {urlsplit(address).hostname for address in addresses} == {"pypi.org", "files.pythonhosted.org"}
    assert all(package["source"] != {} for package in lock["package"])


INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)


ELSEWHERE = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//[^\"']*")
POSTED = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.DOTALL | re.IGNORECASE)


def test_a_template_has_no_script_and_no_style_of_its_own():
    comments = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
    found = [
        (name_of(path), match[0])
        for path in TEMPLATES
        for match in INLINE.finditer(comments.sub("", path.read_text()))
    ]

    assert found == []


def test_a_template_loads_nothing_from_elsewhere():
    assert [(name_of(path), tag) for path in TEMPLATES for tag in ELSEWHERE.findall(path.read_text())] == []


def test_a_form_that_is_posted_carries_its_token():
    """The switch of languages is on every page and wants none: pages are the same for all who look."""
    forms = [(name_of(path), form) for path in TEMPLATES for form in POSTED.findall(path.read_text())]

    assert len(forms) > 50
    assert [
        (name, form[:80]) for name, form in forms if "csrf_token" not in form and "set_language" not in form
    ] == []


@pytest.mark.parametrize(
    ("html", "pattern"),
    [
        ("<p style='x'>", INLINE),
        ("<a onclick='x'>", INLINE),
        ("<script>x</script>", INLINE),
        ("<img src='//x.example/a.png'>", ELSEWHERE),
        ("<form action='/' method='post'>\n</form>", POSTED),
    ],
)
def test_what_a_template_must_not_have_is_seen(html, pattern):
    assert pattern.search(html)


# Who else writes a status than ``mall.transitions``, and why that is right there.
MOVERS = {
    "mall/transitions.py": "the helper itself: it alone asks for a row to be moved",
    "mall/deadlines/services.py": "a clock is ended by a guarded UPDATE under its subject's lock",
    "mall/deadlines/sweep.py": "a dead clock runs again by a guarded UPDATE, and the act is recorded",
    "mall/notifications/dispatch.py": "a delivery has no person's act behind it; each UPDATE is guarded",
    "mall/notifications/services.py": "a failed delivery is sent again by a guarded UPDATE, and recorded",
    "catalog/services/stock.py": (
        "a reservation's lock is its SKU's stock row, and its record the order's move and the movement at"
        " dispatch; one statement ends all of an order's, where the helper would lock and record each line"
    ),
    "mall/roof/demo/goods.py": "the demonstration makes up a past that nobody lived through",
    "orders/payments/sandbox.py": "the make-believe payment provider keeps books that are not the mall's",
    "orders/payments/sandbox_payouts.py": "the make-believe payout provider does, too",
}


def _assigned(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Each target with its value, tuples taken apart."""
    if not isinstance(target, ast.Tuple | ast.List):
        return [(target, value)]
    whole = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
    values = value.elts if whole else [value] * len(target.elts)
    return [pair for one, its in zip(target.elts, values, strict=True) for pair in _assigned(one, its)]


def _writes_a_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        pairs = [pair for target in node.targets for pair in _assigned(target, node.value)]
        return any(
            isinstance(target, ast.Attribute)
            and target.attr == "state"
            and ast.unparse(target.value) != "self"  # a refusal that remembers which state it met
            and not (isinstance(value, ast.Attribute) and value.attr == "state")  # a copy of a moved row
            for target, value in pairs
        )
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    of_rows = ast.unparse(node.func.value) == "rows"
    if node.func.attr == "update" and any(word.arg == "state" for word in node.keywords):
        return True
    if node.func.attr == "bulk_update" or (of_rows and node.func.attr == "update"):
        return any(isinstance(leaf, ast.Constant) and leaf.value == "state" for leaf in ast.walk(node))
    if of_rows and node.func.attr == "change":
        changes = node.args[1] if len(node.args) > 1 else None
        # Changes that are put together elsewhere could be any.
        return not isinstance(changes, ast.Dict) or "state" in [
            key.value for key in changes.keys if isinstance(key, ast.Constant)
        ]
    return of_rows and node.func.attr == "moved"


def test_no_status_is_set_by_hand():
    """It would go round the table, the lock and the record. An exception no longer needed goes, too."""
    by_hand = {name_of(path) for path, node in nodes() if _writes_a_status(node)}

    assert by_hand == set(MOVERS)


@pytest.mark.parametrize(
    "code",
    [
        "row.state = State.PAID",
        "row.state, row.at = State.PAID, now",
        "(row.at, (row.state, row.by)) = values",
        "rows.filter(pk=1).update(state=State.PAID)",
        "Order.objects.bulk_update(rows, ['state', 'at'])",
        "Order.objects.bulk_update(rows, fields=['state'])",
        "rows.update(order, 'state')",
        "rows.change(Order, {'at': now, 'state': State.PAID}, pk=1)",
        "rows.change(Order, changes, pk=1)",
        "rows.moved(Order, 1, {'state': State.PAID}, field='state', among=states, act=act)",
    ],
)
def test_every_way_to_set_a_status_is_seen(code):
    assert any(_writes_a_status(node) for node in ast.walk(ast.parse(code)))


# Who else locks rows than ``mall.locks``, and why that is right there.
LOCKERS = {
    "mall/deadlines/sweep.py": "clocks are outside the ranking: each is its subject's",
    "orders/payments/sandbox.py": "the provider's own books, which no service holds",
    "orders/payments/sandbox_payouts.py": "the same, of payouts",
}


def test_no_row_is_locked_past_the_helper():
    """It would go round the order. An exception no longer needed goes, too."""
    locking = {
        name_of(path)
        for path, node in nodes()
        if isinstance(node, ast.Attribute) and node.attr == "select_for_update"
    }

    assert locking == set(LOCKERS)


TABLE = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE) \"?(?:accounts|{'|'.join(PACKAGES)})_[a-z]")


def test_a_service_names_no_table_but_by_its_model():
    """The model knows what it is called; a second word for it is wrong one day."""
    literal = {
        f"{name_of(path)}:{node.lineno}"
        for path, node in nodes()
        if "services" in path.parts
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and TABLE.search(node.value)
    }

    assert literal == set()


def test_no_signals_and_no_save_of_our_own():
    sly = [
        f"{name_of(path)}:{node.lineno}"
        for path, node in nodes()
        if (
            isinstance(node, ast.FunctionDef) and node.name in {"save", "receiver"} and "models" in path.parts
        )
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"))
    ]

    assert sly == []


def test_every_source_file_is_a_room_and_not_a_warehouse():
    long = {name_of(path): lines for path in SOURCES if (lines := len(path.read_text().splitlines())) > 400}

    assert set(long) <= {"mall/settings.py"}


def test_the_glossary_has_each_word_once_and_in_its_place():
    rows = re.findall(r"^\| (.+?) \| (.+?) \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)[2:]
    terms = [english.lower() for english, _chinese in rows]

    assert terms == sorted(terms)
    assert len({chinese for _english, chinese in rows}) == len(rows)


def test_what_people_read_is_written_in_chinese_first():
    """The msgid is the Chinese; English comes from the translation file."""
    english = []
    for path, node in nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"):
            continue
        text = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
        if re.search(r"[A-Za-z]{3,} [a-z]{2,}", str(text)) and not re.search(r"[\u4e00-\u9fff]", str(text)):
            english.append(f"{name_of(path)}:{node.lineno} {text}")

    assert english == []


def test_no_template_calls_a_clause_by_the_id_that_its_link_needs():
    """Some ids only tell one duty of an article from others; ``|clause_code`` is what readers call it."""
    by_id = re.compile(r"#\{\{ ?([a-z_.]+) ?\}\}\">[^<]*\{\{ ?\1 ?\}\}")
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert [name_of(page) for page in pages if by_id.search(page.read_text(encoding="utf-8"))] == []
