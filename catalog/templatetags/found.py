"""What of a name answers a search."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from catalog import words

register = template.Library()


@register.filter
def marked(name: str, query: str) -> SafeString:
    """``name`` with ``<mark>`` around what was asked for, as it is written or sounds; safely escaped."""
    is_hit = _hits(name, query)
    parts, i = [], 0
    while i < len(name):
        j = i
        while j < len(name) and is_hit[j] == is_hit[i]:
            j += 1
        piece = escape(name[i:j])
        parts.append(f"<mark>{piece}</mark>" if is_hit[i] else piece)
        i = j
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped


def _hits(name: str, query: str) -> list[bool]:
    """For each character of ``name``, if it answers ``query``."""
    folded, origin = _folded(name)
    is_hit = [False] * len(name)
    for kind, run in words.runs(query):
        for start, length in _places(folded, kind, run):
            for place in range(start, start + length):
                is_hit[origin[place]] = True
    return is_hit


def _folded(name: str) -> tuple[str, list[int]]:
    """The folded name, and which character of the name each of its characters comes from."""
    pieces = [words.fold(character) for character in name]
    return "".join(pieces), [i for i, piece in enumerate(pieces) for _character in piece]


def _places(folded: str, kind: str, run: str) -> list[tuple[int, int]]:
    """(start, length) of where ``run`` is in the folded name: whole; else by its pairs; letters by sound."""
    if whole := _all(folded, run):
        return whole
    if kind == "han":
        return [place for i in range(len(run) - 1) for place in _all(folded, run[i : i + 2])]
    return _spoken(folded, run) if kind == "latin" else []


def _all(folded: str, run: str) -> list[tuple[int, int]]:
    found, at = [], folded.find(run)
    while at >= 0:
        found.append((at, len(run)))
        at = folded.find(run, at + 1)
    return found


def _spoken(folded: str, run: str) -> list[tuple[int, int]]:
    """Where Han characters begin to sound like ``run``, or have it as their initials."""
    found = []
    for kind, text, start in words.places(folded):
        said = words.syllables(text) if kind == "han" else ()
        found += [(start + i, _spoken_length(said[i:], run)) for i in range(len(said))]
    return found


def _spoken_length(said: tuple[str, ...], run: str) -> int:
    """How many syllables it takes to say ``run`` from the first on; 0 where they say something else."""
    if len(run) <= len(said) and all(s[0] == letter for s, letter in zip(said, run, strict=False)):
        return len(run)
    whole = ""
    for count, syllable in enumerate(said, start=1):
        whole += syllable
        if whole.startswith(run):
            return count
        if not run.startswith(whole):
            return 0
    return 0
