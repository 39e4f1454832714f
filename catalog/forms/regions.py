"""Regions as a merchant names them: provinces that are ticked, cities that are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.accounts import divisions
from mall.errors import DomainError

# The mall's parts of the country, by the first digit of a province's code.
PARTS = {"1": _("华北"), "2": _("东北"), "3": _("华东"), "4": _("中南"), "5": _("西南"), "6": _("西北")}
_THREE = ("黑龙江", "内蒙古")
_BETWEEN = re.compile(r"[\s、，,;；]+")


def short(name: str) -> str:
    """``新疆维吾尔自治区`` as people say it: 新疆."""
    return name[:3] if name.startswith(_THREE) else name[:2]


def _provinces() -> list[tuple[str, list[tuple[str, str]]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for province in divisions.provinces():
        found.setdefault(province.code[0], []).append((province.code, short(province.name)))
    return [(str(PARTS[digit]), found[digit]) for digit in sorted(found)]


def city_of(text: str) -> divisions.Division:
    """The city that ``text`` names, with or without 市. Raises DomainError for none, and for several."""
    cities = [city for province in divisions.provinces() for city in divisions.children(province.code)]
    found = [city for city in cities if city.name in (text, f"{text}市")]
    found = found or [city for city in cities if len(text) > 1 and city.name.startswith(text)]
    if not found:
        raise DomainError(_("没有叫“%(name)s”的市，请写市的全名，例如“杭州市”。") % {"name": text[:20]})
    if len(found) > 1:
        names = "、".join(city.name for city in found[:4])
        raise DomainError(
            _("“%(name)s”不止一个：%(names)s。请写全名。") % {"name": text[:20], "names": names}
        )
    return found[0]


def _written(cities: str) -> list[str]:
    """The cities of a line, however they are parted."""
    return [name for name in _BETWEEN.split(cities) if name]


class RegionsForm(forms.Form):
    """Provinces that are ticked, and cities that are named."""

    provinces = forms.MultipleChoiceField(
        label=_("省份"),
        required=False,
        choices=_provinces,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("请在列出的省份里选择。")},
    )
    cities = forms.CharField(
        label=_("个别城市"),
        required=False,
        max_length=600,
        help_text=_("只要几个市时写在这里，用顿号或空格分开，例如“成都市、绵阳市”；市比省优先。"),
    )

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        ticked = set(self["provinces"].value() or ())
        return [
            (part, [(code, name, code in ticked) for code, name in some])
            for part, some in self.fields["provinces"].choices  # type: ignore[attr-defined]
        ]

    @property
    def named(self) -> str:
        """The regions as the folded list says them."""
        ticked = self["provinces"].value() or ()
        names = [name for _part, some in self.groups for code, name, _on in some if code in ticked]
        return "、".join([*names, *_written(self["cities"].value() or "")])

    def clean_cities(self) -> list[str]:
        found: dict[str, None] = {}
        for text in _written(self.cleaned_data["cities"]):
            try:
                found[city_of(text).code] = None
            except DomainError as error:
                raise forms.ValidationError(error.message) from error
        return list(found)

    def codes(self) -> tuple[str, ...]:
        return (*self.cleaned_data.get("provinces", ()), *self.cleaned_data.get("cities", ()))


class NotServedForm(RegionsForm):
    """Where the shop doesn't send at all."""


def as_typed(codes: Sequence[str]) -> dict:
    """Regions as the form's initial values."""
    provinces = [code for code in codes if code.endswith("0000")]
    cities = "、".join(_city_name(code) for code in codes if code not in provinces)
    return {"provinces": provinces, "cities": cities}


def _city_name(code: str) -> str:
    """The city's own name, as ``city_of`` finds it."""
    *_above, own = divisions.line(code)
    return next(d.name for p in divisions.provinces() for d in divisions.children(p.code) if d.code == own)
