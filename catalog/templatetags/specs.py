"""Specs in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import spec_words
from mall.languages import reads_english

register = template.Library()


@register.filter
def spec(text: str) -> SafeString:
    """As it is written; for readers of English in English where it is known, else marked as Chinese."""
    if not reads_english():
        return format_html("{}", text)
    english = spec_words.in_english(text)
    return format_html("{}", english) if english else format_html('<span lang="zh">{}</span>', text)
