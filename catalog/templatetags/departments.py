"""The categories in the frame of every page of the storefront."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog.models import Category
from catalog.tree import tree

register = template.Library()


@register.simple_tag
def root_categories() -> list[Category]:
    return tree().roots


@register.simple_tag
def shelfbar() -> SafeString:
    """The row of categories below the header; nothing while there are none. Made once for each tree."""
    categories, language = tree(), get_language() or ""
    if language not in categories.frames:
        context = {"branches": categories.branches}
        categories.frames[language] = render_to_string("components/shelfbar.html", context)
    return mark_safe(categories.frames[language])  # noqa: S308 - a template's own
