"""Words that data carry in both languages."""

from __future__ import annotations

from django.utils.translation import get_language


def reads_english() -> bool:
    return (get_language() or "").startswith("en")


def in_reader_language(zh: str, en: str) -> str:
    """``en`` where the reader's language is English and there is one; ``zh`` otherwise."""
    return (en or zh) if reads_english() else zh
