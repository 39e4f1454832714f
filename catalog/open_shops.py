"""Whether other shops are open than before: what is kept longer than a moment is kept under this."""

from __future__ import annotations

from django.db.models import Count, Sum

from mall.kept import Kept
from merchants.models import Shop

_kept: Kept[tuple] = Kept("KEEP_MOMENT_SECONDS", most=1)


def stamp() -> tuple:
    """What differs as soon as a shop opens, closes or changes; of a moment ago at most."""
    return _kept.get("stamp", _read)


def _read() -> tuple:
    found = Shop.objects.open().aggregate(count=Count("pk"), ids=Sum("pk"), versions=Sum("version"))
    return tuple(found.values())
