"""The register of all clauses, read once: what the mall promises, whatever code says about keeping it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mall.languages import in_reader_language

FILE = Path(__file__).with_name("register.toml")
KINDS = ("enforced", "tracked", "published")


@dataclass(frozen=True)
class Document:
    """One of the documents that the rulebook is made of; its letter begins the ids of its clauses."""

    letter: str
    title_zh: str
    title_en: str
    order: int

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return in_reader_language(self.title_zh, self.title_en)


@dataclass(frozen=True)
class Clause:
    """A clause: what kind of promise it is, which app keeps it, whom it binds, and how the mall reads it."""

    id: str
    document: str
    kind: str
    app: str
    title_zh: str
    title_en: str
    audience: tuple[str, ...] = ()
    reading_zh: str = ""
    reading_en: str = ""
    has_figure: bool = False
    code_zh: str = ""
    code_en: str = ""

    @property
    def code(self) -> str:
        """What readers call it: its id, but for ids that only tell one duty of an article from others."""
        return in_reader_language(self.code_zh, self.code_en) or self.id

    @property
    def title(self) -> str:
        """The short title in the reader's language."""
        return in_reader_language(self.title_zh, self.title_en)

    @property
    def reading(self) -> str:
        """How the mall reads an ambiguous wording, in the reader's language; empty where it is plain."""
        return in_reader_language(self.reading_zh, self.reading_en)


@cache
def documents() -> tuple[Document, ...]:
    """Every document, in the order in which people read them."""
    return tuple(
        sorted((Document(**row) for row in _file()["document"]), key=lambda document: document.order)
    )


@cache
def clauses() -> dict[str, Clause]:
    """Every clause by id, in the order of the register."""
    return {
        row["id"]: Clause(**row | {"audience": tuple(row.get("audience", ()))}) for row in _file()["clause"]
    }


def title_of(clause: str) -> str:
    """The short title of a clause in the reader's language; the id itself for one that the register lacks."""
    found = clauses().get(clause)
    return found.title if found else clause


def code_of(clause: str) -> str:
    """What readers call a clause."""
    found = clauses().get(clause)
    return found.code if found else clause


def _file() -> dict:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
