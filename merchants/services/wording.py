"""Words of a shop as they are stored."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError


def one_line(text: str, most: int, field: str) -> str:
    """``text`` on one line, without what can't be printed. Raises DomainError at ``field`` where too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(line) > most:
        raise DomainError(_("最多 %(n)d 个字。") % {"n": most}, field=field)
    return line
