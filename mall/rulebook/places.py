"""Where code keeps a clause and which tests prove it, read from the sources themselves."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from . import register
from .declarations import declarations

ROOT = Path(settings.BASE_DIR)
READ_FILES = 4096


@dataclass(frozen=True, order=True)
class Place:
    """A line that uses a rule, and the function or class it stands in."""

    path: str
    line: int
    within: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.within}".rstrip()


def places() -> dict[str, list[Place]]:
    """By clause id, every line of the project's code that names its rule. Declaring it is not keeping it."""
    names = frozenset(((one.module, one.name), one.rule.id) for one in declarations())
    found: dict[str, set[Place]] = defaultdict(set)
    for path in _sources():
        for clause, place in _uses(path, path.stat().st_mtime_ns, ROOT, names):
            found[clause].add(place)
    return {clause: sorted(where) for clause, where in found.items()}


def tests() -> dict[str, list[str]]:
    """By clause id, the tests marked ``pytest.mark.rule("X9")``, as pytest names them."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node_id, clauses in _marks_in(path, path.stat().st_mtime_ns, ROOT):
            for clause in sorted(clauses):
                found[clause].append(node_id)
    return dict(found)


# Reading a file takes milliseconds and there are a thousand: each is read once, as long as it stays as it is.
@lru_cache(maxsize=READ_FILES)
def _uses(
    path: Path, _changed: int, root: Path, names: frozenset[tuple[tuple[str, str], str]]
) -> list[tuple[str, Place]]:
    text = path.read_text(encoding="utf-8")
    return _Uses(path, root, dict(names)).found(text) if "rules" in text else []


@lru_cache(maxsize=READ_FILES)
def _marks_in(path: Path, _changed: int, root: Path) -> list[tuple[str, set[str]]]:
    text = path.read_text(encoding="utf-8")
    if "mark.rule" not in text:
        return []
    tree = ast.parse(text)
    of_module = _marks(node for node in tree.body if _assigns_pytestmark(node))
    return list(_marked(tree.body, path.relative_to(root).as_posix(), of_module))


def _sources() -> Iterator[Path]:
    """The code of every app that may own a clause, without its migrations."""
    for app in sorted({clause.app for clause in register.clauses().values()}):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.relative_to(ROOT).parts:
                yield path


class _Uses(ast.NodeVisitor):
    """Collects what one module says of the rules: ``rules.NAME``, or a name imported from a rules.py."""

    def __init__(self, path: Path, root: Path, names: dict[tuple[str, str], str]):
        self.path, self.names = path.relative_to(root), names
        self.words = {word for _module, word in names}
        self.package = self.path.with_suffix("").parts[:-1]
        self.modules: dict[str, str] = {}
        self.imported: dict[str, str] = {}
        self.within: list[str] = []
        self.places: list[tuple[str, Place]] = []

    def found(self, text: str) -> list[tuple[str, Place]]:
        self.visit(ast.parse(text))
        return self.places

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = ".".join([*self.package[: len(self.package) - node.level + 1], *filter(None, [node.module])])
        source = base if node.level else node.module or ""
        for alias in node.names:
            local = alias.asname or alias.name
            if (source, alias.name) in self.names:
                self.imported[local] = self.names[source, alias.name]
            elif alias.name == "rules":
                self.modules[local] = f"{source}.rules"

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.endswith(".rules"):
                self.modules[alias.asname or alias.name] = alias.name

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in self.words:  # writing out what stands before it takes long
            module = self.modules.get(ast.unparse(node.value))
            if module and (module, node.attr) in self.names:
                self._add(self.names[module, node.attr], node.lineno)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in self.imported:
            self._add(self.imported[node.id], node.lineno)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._enter(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._enter(node)

    def _enter(self, node: ast.ClassDef | ast.FunctionDef) -> None:
        self.within.append(node.name)
        self.generic_visit(node)
        self.within.pop()

    def _add(self, clause: str, line: int) -> None:
        place = Place(self.path.as_posix(), line, ".".join(self.within))
        self.places.append((clause, place))


def _marked(body: list[ast.stmt], prefix: str, inherited: set[str]) -> Iterator[tuple[str, set[str]]]:
    """Each test below ``prefix`` with the clauses that it, its class or its module is marked with."""
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _marked(node.body, f"{prefix}::{node.name}", inherited | _marks(node.decorator_list))
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield f"{prefix}::{node.name}", inherited | _marks(node.decorator_list)


def _assigns_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        ast.unparse(target) == "pytestmark" for target in node.targets
    )


def _marks(nodes) -> set[str]:
    """The clauses in every ``pytest.mark.rule(...)`` inside the expressions."""
    calls = (call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call))
    marks = (call for call in calls if ast.unparse(call.func) == "pytest.mark.rule")
    return {str(arg.value) for call in marks for arg in call.args if isinstance(arg, ast.Constant)}
