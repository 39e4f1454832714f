"""The time left of a term, in words and in a colour word; no page tells it by colour alone."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

SHORT, CLOSE = timedelta(hours=6), timedelta(hours=24)


def words_for(left: timedelta) -> str:
    """``还剩 3 小时 20 分`` or ``逾期 2 天 1 小时``: the two largest units, whole minutes."""
    minutes = int(abs(left).total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        _("%(n)s 天") % {"n": days} if days else "",
        _("%(n)s 小时") % {"n": hours} if hours else "",
        _("%(n)s 分") % {"n": minutes} if not days else "",
    ]
    span = " ".join(part for part in parts if part)
    return (_("逾期 %(span)s") if left <= timedelta(0) else _("还剩 %(span)s")) % {"span": span}


def tone_for(left: timedelta) -> str:
    """The badge's colour word for what a shop has to do: ``bad``, ``warn`` or ``ok``."""
    if left < SHORT:
        return "bad"
    return "warn" if left < CLOSE else "ok"
