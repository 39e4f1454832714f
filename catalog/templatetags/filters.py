"""The values of a filter: a hundred on a page, so they are written here and not by a template each."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from catalog.facets import Counts
from catalog.shelves import Choice

register = template.Library()
_VALUE = (
    '<label class="filter__value">'
    '<input type="checkbox" id="f-{name}-{id}" name="{name}" value="{value}"{checked}>'
    '<span class="filter__name">{title}</span><span class="filter__count">{count}{more}</span></label>'
)


@register.simple_tag
def filter_values(name: str, choices: Iterable[Choice], counts: Counts) -> SafeString:
    """Check boxes for the choices of the facet ``name``; counts over a part of the goods end in a plus."""
    name, more = escape(name), "+" if counts.is_capped else ""
    return mark_safe(  # noqa: S308 - every piece is escaped
        "".join(
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
    )
