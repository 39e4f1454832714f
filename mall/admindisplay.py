"""Columns of the admin's lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from unfold.decorators import display as unfold_display


class _Tones(dict):
    """Colours by state. A state that isn't named is shown in its words all the same, without a colour."""

    def __missing__(self, state: Any) -> str:
        return ""


def display(*, label: Any = None, **said: Any) -> Callable:
    """``unfold``'s own; with a dict as ``label`` for columns of (state, its words): its colours by state.

    ``unfold`` itself shows the state as the database has it where its colour is missing.
    """
    return unfold_display(label=_Tones(label) if isinstance(label, dict) else label, **said)
