"""Words that data carry in both languages."""

from __future__ import annotations

from django.utils.translation import get_language


def in_reader_language(zh: str, en: str) -> str:
    """``en`` where the reader's language is English and there is one; ``zh`` otherwise."""
    return (en or zh) if (get_language() or "").startswith("en") else zh
