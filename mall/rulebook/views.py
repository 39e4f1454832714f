"""The public rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import figures, register
from .models import Edition
from .register import Clause, Document
from .rule import registry
from .words import in_words, name_in_words


@dataclass(frozen=True)
class Figure:
    """A figure of a clause in words, with what has been announced for it."""

    name: str
    words: str
    ahead: list[tuple[datetime, str]]


@dataclass(frozen=True)
class Entry:
    """A clause as the page shows it. ``is_kept`` says whether the software keeps it already."""

    clause: Clause
    figures: list[Figure]
    is_kept: bool


@dataclass(frozen=True)
class Chapter:
    document: Document
    entries: list[Entry]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every clause by document, with the figures in force now and those announced."""
    now = timezone.now()
    chapters = _chapters(now)
    kept = [entry for chapter in chapters for entry in chapter.entries if entry.is_kept]
    context = {
        "chapters": chapters,
        "number_kept": len(kept),
        "edition": Edition.objects.filter(effective_at__lte=now).first(),
        "number_of_clauses": len(register.clauses()),
    }
    return render(request, "rulebook/index.html", context)


def _chapters(now: datetime) -> list[Chapter]:
    entries = [_entry(clause, now) for clause in register.clauses().values()]
    return [
        Chapter(document, [entry for entry in entries if entry.clause.document == document.letter])
        for document in register.documents()
    ]


def _entry(clause: Clause, now: datetime) -> Entry:
    rule = registry().get(clause.id)
    if rule is None:
        return Entry(clause, [], is_kept=False)
    said = [
        Figure(
            name=name_in_words(name, clause.id),
            words=in_words(rule.figure(name, at=now)),
            ahead=[(when, in_words(value)) for when, value in figures.ahead(clause.id, name, now)],
        )
        for name in rule.defaults
    ]
    return Entry(clause, said, is_kept=True)
