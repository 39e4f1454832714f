"""Shops by their names, as they are written or as they sound."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Q

from mall.kept import Kept
from merchants.models import Shop

from . import words

LEAST_SOUND = 2  # letters
_kept: Kept[list[tuple[int, str]]] = Kept("KEEP_MOMENT_SECONDS", most=1)


def named(text: str, *, most: int) -> list[Shop]:
    """Open shops whose name has ``text`` in it, or sounds so from one of its characters on; none for ''."""
    if not text:
        return []
    found = Q(name__icontains=text) | Q(name_en__icontains=text)
    letters = words.fold(text).replace(" ", "")
    if len(letters) >= LEAST_SOUND and letters.isascii() and letters.isalpha():
        found |= Q(pk__in=_sounding(letters))
    return list(Shop.objects.open().filter(found).order_by("name", "id")[:most])


def _sounding(letters: str) -> list[int]:
    names = _kept.get("names", lambda: list(Shop.objects.open().order_by("id").values_list("pk", "name")))
    return [pk for pk, name in names if any(sound.startswith(letters) for sound in _sounds(name))]


@lru_cache(maxsize=20_000)
def _sounds(name: str) -> tuple[str, ...]:
    whole, initials = words.sounds(name)
    return *whole, *initials
