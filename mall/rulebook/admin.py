"""The committee's work and its traces: resolutions and amendments are added, and nothing is changed."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin
from mall.errors import DomainError

from . import figures, register, services
from .models import Acknowledgement, Amendment, Edition, Refusal, Resolution
from .rule import registry
from .words import in_words, name_in_words, parse


def _choices() -> list[tuple[str, str]]:
    """Every figure that can be amended, with what is in force."""
    return [
        (
            f"{pk}|{name}",
            f"{pk} {register.title_of(pk)} {name_in_words(name, pk)}（{in_words(rule.figure(name))}）",
        )
        for pk, rule in sorted(registry().items())
        for name in rule.defaults
    ]


class AmendmentForm(forms.ModelForm):
    """Which figure, and what it becomes, written as people write it."""

    of = forms.ChoiceField(label=_("哪个数值"), choices=_choices, widget=UnfoldAdminSelectWidget)
    becomes = forms.CharField(
        label=_("改为"),
        max_length=20,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("时长写作 20 小时、30 分钟或 7 天，次数写整数，时刻写作 18:00。"),
    )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("of") and data.get("becomes"):
            data["clause"], data["name"] = data["of"].split("|")
            try:
                data["value"] = parse(data["becomes"], like=registry()[data["clause"]].defaults[data["name"]])
            except DomainError as error:
                self.add_error("becomes", str(error))
        return data


@admin.register(Resolution)
class ResolutionAdmin(ServiceAdmin):
    list_display = ("number", "title", "passed_on", "recorded_by")
    list_select_related = ("recorded_by",)
    search_fields = ("number", "title")
    fields = ("number", "title", "text", "passed_on", "recorded_by", "recorded_at")
    readonly_fields = ("recorded_by", "recorded_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-2]

    def create(self, *, actor, data):
        return services.record_resolution(actor=actor, **data)


@admin.register(Amendment)
class AmendmentAdmin(ServiceAdmin):
    form = AmendmentForm
    list_display = ("clause", "name_shown", "becomes_shown", "effective_at", "resolution", "announced_by")
    list_select_related = ("resolution", "announced_by")
    search_fields = ("=clause", "resolution__number")
    autocomplete_fields = ("resolution",)
    shown_fields = (
        "clause",
        "name_shown",
        "becomes_shown",
        "resolution",
        "effective_at",
        "announced_at",
        "announced_by",
    )

    def get_fields(self, request, obj=None):
        return self.shown_fields if obj else ("of", "becomes", "resolution", "effective_at")

    def get_readonly_fields(self, request, obj=None):
        return self.shown_fields if obj else ()

    def create(self, *, actor, data):
        return services.amend(
            actor=actor,
            clause=data["clause"],
            name=data["name"],
            value=data["value"],
            resolution=data["resolution"],
            effective_at=data["effective_at"],
        )

    @display(description=_("数值"))
    def name_shown(self, amendment: Amendment) -> str:
        return name_in_words(amendment.name, amendment.clause) or "—"

    @display(description=_("改为"))
    def becomes_shown(self, amendment: Amendment) -> str:
        return in_words(figures.decode(amendment.value))


@admin.register(Refusal)
class RefusalAdmin(ServiceAdmin):
    list_display = ("at", "clause", "message", "where", "actor")
    list_select_related = ("actor",)
    search_fields = ("=clause", "where__startswith")
    search_help_text = _("按条款或页面查找")
    fields = readonly_fields = ("at", "clause", "message", "where", "actor")


@admin.register(Edition)
class EditionAdmin(ServiceAdmin):
    list_display = ("number", "effective_at", "digest")
    fields = readonly_fields = ("number", "effective_at", "digest")


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ServiceAdmin):
    list_display = ("at", "person", "edition", "audience")
    list_select_related = ("person", "edition")
    list_filter = ("audience",)
    fields = readonly_fields = ("at", "person", "edition", "audience")
