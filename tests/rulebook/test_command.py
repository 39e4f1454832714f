"""``manage.py rulebook``: which code keeps a clause, and which tests prove it."""

import ast
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mall.rulebook import places, register
from mall.rulebook import rule as rulebook

pytestmark = pytest.mark.django_db


def run(*args) -> str:
    out = StringIO()
    call_command("rulebook", *args, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.rule("C1.4")
def test_every_clause_is_listed_with_what_keeps_it():
    listed = {row["id"]: row for row in json.loads(run("--format", "json"))["clauses"]}

    assert list(listed) == list(register.clauses())
    row = listed["D10.1-2"]
    assert (row["kind"], row["app"], row["declared"]) == ("enforced", "mall", True)
    assert row["figures"]["figure"] == {"seconds": 604_800}
    assert row["figures_in_words"]["figure"]["zh-hans"] == "7 天"
    assert any(place.startswith("mall/rulebook/services.py:") for place in row["places"])
    assert "tests/rulebook/test_amendments.py::test_what_binds_staff_alone_may_change_at_once" in row["tests"]


def test_the_text_says_the_same():
    text = run()

    assert "D10.1-2  [enforced, mall]" in text
    assert "figure 7 天" in text
    assert f"clauses: {len(register.clauses())}" in text


def test_without_a_database_the_opening_figures_are_shown_and_it_says_so():
    with connection.execute_wrapper(_away):
        text = run()

    assert "can't be asked" in text
    assert "figure 7 天" in text


@pytest.fixture
def some_rules(monkeypatch):
    """Only the declared rules that are named; the sources are read as they are."""

    def keep(*clauses):
        monkeypatch.setattr(rulebook, "_registry", {pk: rulebook.get(pk) for pk in clauses})

    return keep


@pytest.mark.rule("C1.4")
def test_the_check_passes_over_what_is_not_declared_yet_and_counts_it(some_rules):
    some_rules("D10.1-2")

    assert f"1 clauses declared, {len(register.clauses()) - 1} not yet kept" in run("--check")


@pytest.mark.rule("C1.4")
def test_the_strict_check_lets_no_clause_go_without_a_place(some_rules):
    some_rules("D10.1-2")

    with pytest.raises(CommandError, match=f"{len(register.clauses()) - 1} clauses are not yet kept"):
        run("--check", "--strict")


@pytest.mark.rule("C1.4")
def test_a_declared_clause_without_code_or_test_fails_the_check(some_rules, monkeypatch):
    some_rules("D10.1-2")
    monkeypatch.setattr(places, "ROOT", places.ROOT / "templates")

    with pytest.raises(CommandError, match=r"D10.1-2 \(mall\) has no code and no test"):
        run("--check")


def test_a_test_that_marks_no_clause_fails_the_check(some_rules, monkeypatch):
    some_rules("D10.1-2")
    found = places.tests() | {"Z99": ["tests/test_x.py::test_y"]}
    monkeypatch.setattr(places, "tests", lambda: found)

    with pytest.raises(CommandError, match="Z99 is marked by a test but is no clause"):
        run("--check")


NAMES = {("orders.rules", "DISPATCH"): "X9", ("mall.rules", "REVISION"): "D10.1-2"}


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        (
            "orders/services/a.py",
            "from orders import rules\ndef f():\n    rules.DISPATCH.require(1, '')",
            [("X9", 3, "f")],
        ),
        (
            "orders/deadlines.py",
            "from . import rules\n@on_expiry(rules.DISPATCH, 's')\ndef f(): ...",
            [("X9", 2, "f")],
        ),
        (
            "orders/services/a.py",
            "from .. import rules\nclass A:\n    def f(self): return rules.DISPATCH",
            [("X9", 3, "A.f")],
        ),
        ("orders/services/a.py", "from ..rules import DISPATCH\nDISPATCH.figure()", [("X9", 2, "")]),
        ("orders/services/a.py", "from orders.rules import DISPATCH as D\nD.figure()", [("X9", 2, "")]),
        (
            "orders/services/a.py",
            "from mall import rules as ground\nground.REVISION.id",
            [("D10.1-2", 2, "")],
        ),
        ("orders/services/a.py", "import orders.rules\norders.rules.DISPATCH", [("X9", 2, "")]),
        ("orders/services/a.py", "from mall import rules\nrules.DISPATCH", []),
        ("orders/rules.py", "from mall.rulebook.rule import Rule\nDISPATCH = Rule('X9')", []),
    ],
)
def test_a_use_of_a_rule_is_found_however_it_is_imported(path, source, found):
    uses = places._Uses(Path("/mall", path), Path("/mall"), NAMES).found(source)

    assert [(clause, place.line, place.within) for clause, place in uses] == found


def test_marks_of_functions_classes_and_modules_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "ROOT", tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(
        "import pytest\n"
        "pytestmark = [pytest.mark.django_db, pytest.mark.rule('A1')]\n"
        "@pytest.mark.rule('B1', 'B2')\ndef test_f(): ...\n"
        "@pytest.mark.rule('C1')\nclass TestG:\n    def test_h(self): ...\n"
        "def helper(): ...\n"
    )

    assert places.tests() == {
        "A1": ["tests/test_x.py::test_f", "tests/test_x.py::TestG::test_h"],
        "B1": ["tests/test_x.py::test_f"],
        "B2": ["tests/test_x.py::test_f"],
        "C1": ["tests/test_x.py::TestG::test_h"],
    }


def test_every_test_of_the_project_is_marked_in_a_way_that_is_found():
    """A mark built at run time would be invisible to the commands that read the sources."""
    marks = 0
    for path in (places.ROOT / "tests").rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "mark.rule" in text else ():
            if _is_called_rule(node) and ast.unparse(node.func) == "pytest.mark.rule":
                marks += 1
                assert all(isinstance(arg, ast.Constant) for arg in node.args), path
    assert marks > 0


def _is_called_rule(node: ast.AST) -> bool:
    """What alone is worth writing out, which takes long."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule"


def _away(execute, sql, params, many, context):
    from django.db import OperationalError

    raise OperationalError("no database")
