"""The record of breaches."""

from __future__ import annotations

from django.contrib import admin

from mall.adminpages import ServiceAdmin
from staff.models import Breach
from staff.services.breaches import record_breach


@admin.register(Breach)
class BreachAdmin(ServiceAdmin):
    list_display = ("employee", "clause", "happened_at", "recorded_by")
    list_select_related = ("employee", "recorded_by")
    search_fields = ("employee__number", "employee__name", "=clause")
    autocomplete_fields = ("employee",)
    fields = ("employee", "clause", "facts", "happened_at", "recorded_by", "recorded_at")
    readonly_fields = ("recorded_by", "recorded_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-2]

    def create(self, *, actor, data):
        return record_breach(
            actor=actor,
            employee=data["employee"],
            clause=data["clause"],
            facts=data["facts"],
            happened_at=data["happened_at"],
        )
