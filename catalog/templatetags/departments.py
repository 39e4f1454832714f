"""The categories in the frame of every page of the storefront."""

from __future__ import annotations

from django import template

from catalog import departments

register = template.Library()


@register.inclusion_tag("components/shelfbar.html")
def shelfbar() -> dict:
    """The row of categories below the header; nothing while there are none."""
    return {"branches": departments.branches()}
