"""What people type into a listing, made plain: visible characters, no markup, one form of each character."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_SPACES = {ord(space): " " for space in "\t\v\f\u00a0\u3000\u2002\u2003\u2009\u202f"}


def visible(text: str) -> str:
    """``text`` without characters that nobody sees (zero-width, control, surrogates); line breaks stay."""
    plain = str(text).replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES)
    if plain.replace("\n", "").isprintable():  # almost every text, and far faster
        return plain
    return "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})


def one_line(text: str) -> str:
    """A name or label: visible characters on one line, blanks collapsed, composed to NFC."""
    return unicodedata.normalize("NFC", " ".join(visible(text).split()))


def paragraphs(text: str) -> str:
    """A description as plain paragraphs: markup is dropped with whatever it hides (scripts, styles)."""
    if "<" in text:
        text = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
    lines = [" ".join(line.split()) for line in visible(text).split("\n")]
    return unicodedata.normalize("NFC", "\n".join(lines).strip("\n"))


def within(text: str, *, most: int, name, field: str) -> str:
    """``text`` where it has at most ``most`` characters and no markup. Raises DomainError of ``field``."""
    if len(text) > most:
        raise DomainError(
            _("%(name)s最多 %(most)d 个字，现在是 %(n)d 个。") % {"name": name, "most": most, "n": len(text)},
            field=field,
        )
    if nh3.is_html(text):
        raise DomainError(_("%(name)s里不能有 HTML 标签。") % {"name": name}, field=field)
    return text
