"""What stands in the head of a page for those who only read that: search engines, previews of links."""

from __future__ import annotations

import json

from django import template
from django.utils.safestring import mark_safe

from catalog import linked_data

register = template.Library()
# In a script element nothing but "</" and "<!--" can end or turn the text; all three are written as escapes.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def absolute(path: str) -> str:
    """``/p/1/`` → ``https://mall.example/p/1/``, the same whatever host was asked."""
    return linked_data.absolute(path)


@register.filter
def share_picture(picture) -> str:
    return linked_data.share_picture(picture)


@register.simple_tag(name="linked_data")
def linked_data_tag(data) -> str:
    """A block of JSON-LD. It is data and never run, so that the content policy lets it be without a nonce."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
