"""A part of a page that is kept under everything it shows, and made anew as soon as any of that changes."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Hashable

from django import template
from django.conf import settings
from django.db.models import Model
from django.middleware.csrf import get_token
from django.utils.translation import get_language

register = template.Library()
ALL_TOGETHER = 32_000_000  # bytes, in each process
FORM = "\ue000form\ue000"  # stands for the token of a visitor's forms


class Parts:
    """The parts that are kept, with their keys ``most`` bytes; the one shown longest ago goes first."""

    def __init__(self, *, most: int):
        self._most, self._size = most, 0
        self._parts: OrderedDict[Hashable, tuple[str, int]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> str | None:
        with self._lock:
            kept = self._parts.get(key)
            if kept is None:
                return None
            self._parts.move_to_end(key)
            return kept[0]

    def keep(self, key: Hashable, html: str) -> None:
        # A key has everything in it that is shown, and can be larger than the part; this is near enough.
        size = sys.getsizeof(html) + sys.getsizeof(repr(key))
        with self._lock:
            _html, before = self._parts.pop(key, ("", 0))
            self._parts[key] = html, size
            self._size += size - before
            while self._size > self._most:
                _key, (_html, dropped) = self._parts.popitem(last=False)
                self._size -= dropped


_parts = Parts(most=ALL_TOGETHER)


class KeptNode(template.Node):
    def __init__(self, nodelist, name: str, shown: list):
        self.nodelist, self.name, self.shown = nodelist, name, shown

    def render(self, context) -> str:
        values = tuple(value.resolve(context, ignore_failures=True) for value in self.shown)
        if values[0] is None or settings.DEBUG:
            return self.nodelist.render(context)
        if any(isinstance(value, Model) for value in values):
            raise template.TemplateSyntaxError("a row is equal to its older self: name what is shown of it")
        key = (self.name, get_language(), values)
        html = _parts.find(key)
        if html is None:
            with context.push(csrf_token=FORM):
                html = self.nodelist.render(context)
            _parts.keep(key, html)
        return html.replace(FORM, get_token(context["request"])) if FORM in html else html


@register.tag
def kept(parser, token) -> KeptNode:
    """``{% kept "name" everything that is shown %} … {% endkept %}``; forms in it get their visitor's token.

    Where the first value is missing nothing is kept.
    """
    _tag, name, *shown = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, name, [parser.compile_filter(bit) for bit in shown])
