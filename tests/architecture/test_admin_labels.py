"""Badges of the admin's lists speak, whatever state a row is in."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from unfold.utils import display_for_label

from mall.admindisplay import display


def coloured() -> Iterator[tuple[str, dict]]:
    """Every column of the admin whose colours go by state."""
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.list_display:
            label = getattr(getattr(model_admin, str(name), None), "label", None)
            if isinstance(label, dict):
                yield f"{model._meta.label}.{name}", label


def test_every_column_has_words_for_states_without_a_colour():
    silent = [
        name for name, label in coloured() if "在途" not in display_for_label(("nowhere", "在途"), "-", label)
    ]

    assert (silent, sum(1 for _column in coloured()) > 20) == ([], True)


@pytest.mark.parametrize(("state", "shown"), [("sent", "bg-green"), ("other", "bg-base")])
def test_a_state_shows_its_words_in_its_colour(state, shown):
    @display(label={"sent": "success"})
    def column(row):
        return row

    badge = display_for_label((state, "已发"), "-", column.label)

    assert ("已发" in badge, state in badge, shown in badge) == (True, False, True)
