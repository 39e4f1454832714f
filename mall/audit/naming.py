"""Lists and pages of the admin that name the rows which theirs refer to."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from mall import subjects

from .words import subject_words


class NamesSubjects:
    """For a ModelAdmin of rows with a subject: a page of many takes one query a kind."""

    def references(self, row) -> Iterable[subjects.Reference]:
        """What the row is about, for whom its names are to be known."""
        return [(row.subject_kind, row.subject_id)]

    def get_changelist_instance(self, request: HttpRequest):
        changelist = super().get_changelist_instance(request)  # type: ignore[misc]
        self._name(changelist.result_list)
        return changelist

    def get_object(self, request: HttpRequest, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if found is not None:
            self._name([found])
        return found

    def _name(self, rows) -> None:
        names = subjects.named(reference for row in rows for reference in self.references(row))
        for row in rows:
            row.names = names

    def name_of(self, row, kind: str, pk: int | None) -> str:
        """What the row's ``references`` call it; '' for what is gone."""
        return row.names.get((kind, pk), "")

    def subject_of(self, row) -> str:
        name = self.name_of(row, row.subject_kind, row.subject_id)
        return subject_words(row.subject_kind, row.subject_id, name)
