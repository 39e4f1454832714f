"""The category tree."""

from __future__ import annotations

from django.contrib import admin

from catalog.models import Category
from catalog.services import categories
from mall.adminpages import ServiceAdmin

FIELDS = ("parent", "name", "name_en", "slug", "position", "returns")


@admin.register(Category)
class CategoryAdmin(ServiceAdmin):
    list_display = ("name", "parent", "slug", "position")
    list_select_related = ("parent",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent",)
    fields = FIELDS

    def create(self, *, actor, data):
        return categories.save_category(actor=actor, category=Category(**data))

    def update(self, *, actor, obj, data, changed):
        for name in FIELDS:
            setattr(obj, name, data[name])
        categories.save_category(actor=actor, category=obj)
