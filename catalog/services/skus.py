"""What a spec may be, and how many of them a listing may have."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from catalog import wording
from mall.errors import DomainError

MOST_NAMES = 5
LONGEST_NAME, LONGEST_VALUE = 20, 60
MOST_SKUS = 200


def clean_spec(spec: Mapping[str, str]) -> dict[str, str]:
    """A spec as it is stored: visible text, in the order given. Raises DomainError for one that can't be."""
    if not 0 < len(spec) <= MOST_NAMES:
        raise DomainError(
            _("规格要有 1 到 %(most)d 项，例如“颜色：红色”。") % {"most": MOST_NAMES}, field="spec"
        )
    clean: dict[str, str] = {}
    for raw_name, raw_value in spec.items():
        name, value = wording.one_line(raw_name), wording.one_line(raw_value)
        if not name or not value:
            raise DomainError(_("规格的名称和值都不能为空。"), field="spec")
        if name in clean:
            raise DomainError(_("规格“%(name)s”写了两次。") % {"name": name}, field="spec")
        clean[wording.within(name, most=LONGEST_NAME, name=_("规格名称"), field="spec")] = wording.within(
            value, most=LONGEST_VALUE, name=_("规格值"), field="spec"
        )
    return clean
