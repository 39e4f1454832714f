"""Acts and looks as an auditor reads them: found by subject, person or clause, and never changed."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mall.adminlinks import LinksForReader
from mall.adminsearch import PublicSearch

from . import words
from .models import Act, Look, Seal
from .naming import NamesSubjects


class RecordAdmin(LinksForReader, PublicSearch):
    """A table that only grows: everybody with the view permission reads it, nobody writes it here."""

    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = True

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class AboutAdmin(NamesSubjects, RecordAdmin):
    """A record that is about a row of another table."""

    @admin.display(description=_("对象"))
    def subject(self, row) -> str:
        return self.subject_of(row)


@admin.register(Act)
class ActAdmin(AboutAdmin):
    list_display = ("at", "actor", "done", "subject", "rule", "reason")
    list_select_related = ("actor",)
    search_fields = ("verb__startswith", "subject_kind", "=subject_id", "=rule")
    search_help_text = _("按动作代号、对象类型、对象编号或条款查找")
    fields = ("at", "actor", "done", "moved", "subject", "rule", "reason", "code", "data", "transaction")
    readonly_fields = fields

    @admin.display(description=_("做了什么"), ordering="verb")
    def done(self, act: Act) -> str:
        return words.verb_words(act.verb)

    @admin.display(description=_("动作代号"))
    def code(self, act: Act) -> str:
        return act.verb

    @admin.display(description=_("状态变化"))
    def moved(self, act: Act) -> str:
        return words.move_words(act.verb, act.data) or "—"


@admin.register(Look)
class LookAdmin(AboutAdmin):
    list_display = ("at", "viewer", "subject", "fields_seen", "reason")
    list_select_related = ("viewer",)
    search_fields = ("subject_kind", "=subject_id", "=viewer__id")
    search_help_text = _("按对象类型、对象编号或查看人编号查找")
    fields = ("at", "viewer", "subject", "fields_seen", "reason")
    readonly_fields = fields

    @admin.display(description=_("看了哪些"))
    def fields_seen(self, look: Look) -> str:
        return "、".join(look.fields)


@admin.register(Seal)
class SealAdmin(RecordAdmin):
    list_display = ("at", "table", "first_id", "last_id", "count", "digest")
    list_filter = ("table",)
    fields = ("at", "table", "first_id", "last_id", "count", "previous", "digest")
    readonly_fields = fields
