"""The departments' register for who sees all of it; it is written on the pages of one's own work."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, once
from staff.entries import type_of
from staff.models import Entry, EntryState


@admin.register(Entry)
class EntryAdmin(ServiceAdmin):
    list_display = ("title", "kind", "department", "owner", "due_on", "state_label")
    list_select_related = ("department", "owner")
    list_filter = ("kind", "state", "department", "level")
    search_fields = ("title", "owner__name")
    date_hierarchy = "due_on"
    fields = (
        *("kind", "title", "department", "owner", "due_on", "state", "level", "told", "opened_by"),
        *("opened_at", "ended_at", "overdue_at", "page"),
    )
    readonly_fields = ("told", "page")

    def get_queryset(self, request):
        rows = super().get_queryset(request)  # who may see none gets a 403 for any
        return rows.visible_to(request.user) if self.has_view_permission(request) else rows

    @display(
        description=_("状态"),
        ordering="state",
        label={EntryState.PLANNED: "warning", EntryState.DOING: "info", EntryState.DONE: "success"},
    )
    def state_label(self, entry: Entry):
        return entry.state, entry.get_state_display()

    @admin.display(description=_("内容"))
    @once
    def told(self, entry: Entry):
        fields = [field for field in type_of(entry.kind).fields if field.name in entry.data]
        rows = ((field.label, field.show(entry.data[field.name])) for field in fields)
        return format_html_join("", "<div>{}：{}</div>", rows) or "—"

    @admin.display(description=_("附件与下一步"))
    def page(self, entry: Entry):
        return format_html('<a href="{}">{}</a>', entry.own_page, _("打开"))
