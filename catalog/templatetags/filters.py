"""The groups of the filters: a hundred values on a page, so they are written here and not by templates.

They are kept for everything that they show, and made anew as soon as any of that changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from catalog.shelves import Choice, Facet, Shelf

register = template.Library()
KEPT = 1_024
_VALUE = (
    '<label class="filter__value">'
    '<input type="checkbox" id="f-{name}-{id}" name="{name}" value="{value}"{checked}>'
    '<span class="filter__name">{title}</span><span class="filter__count">{count}{more}</span></label>'
)
_GROUP = '<fieldset class="filter"><legend>{title}</legend>{first}{more}</fieldset>'
_MORE = '<details id="more-{name}"><summary>{words}</summary>{values}</details>'


@register.simple_tag
def filter_groups(shelf: Shelf) -> SafeString:
    """Check boxes for all facets of a shelf; counts over a part of its goods end in a plus."""
    more, words = "+" if shelf.counts.is_capped else "", gettext("更多")
    return mark_safe("\n".join(_group(facet, more, words) for facet in shelf.facets))  # noqa: S308 - escaped


@lru_cache(maxsize=KEPT)
def _group(facet: Facet, more: str, words: str) -> str:
    name = escape(facet.name)
    rest = _MORE.format(name=name, words=words, values=_values(name, facet.more, more)) if facet.more else ""
    first = _values(name, facet.first, more)
    return _GROUP.format(title=escape(facet.title), first=first, more=rest)


def _values(name: str, choices: Iterable[Choice], more: str) -> str:
    return "".join(
        _VALUE.format(
            name=name,
            id=escape("".join(choice.value.split())),
            value=escape(choice.value),
            checked=" checked" if choice.is_chosen else "",
            title=escape(choice.title),
            count=choice.count,
            more=more,
        )
        for choice in choices
    )
