"""Duties to acknowledge with one tap, and the workflows in force."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from staff.models import TextAcknowledgement, TextEdition, TextKind
from staff.services import texts

from .base import OwnPage, RowForm


class MyTextsPage(OwnPage):
    """What binds the person. ``?text=code`` opens one text; without, what waits comes first."""

    name, path = "my_texts", "my/texts/"
    title, icon = _("守则与规程"), "menu_book"
    words = _("读守则并确认，查各项工作的规程。")
    template_name = "admin/own/texts.html"
    acts = {"acknowledge": RowForm}

    @classmethod
    def also_waiting(cls, employee):
        return len(texts.to_acknowledge(employee))

    def acknowledge(self, data):
        edition = self.own(TextEdition.objects.filter(text__kind=TextKind.DUTY), data["pk"])
        texts.acknowledge(employee=self.employee, edition=edition)
        return _("已确认。")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.employee is None:
            return context
        flows = texts.workflows()
        done = TextAcknowledgement.objects.filter(employee=self.employee).select_related("edition__text")
        done = list(done[:20])
        return context | {
            "waiting_texts": texts.to_acknowledge(self.employee),
            "done": done,
            "flows": flows,
            "shown": self._shown([*flows, *(one.edition for one in done)]),
        }

    def _shown(self, editions: list[TextEdition]) -> TextEdition | None:
        """The one that the address asks for, of those that are the person's to read."""
        code = self.request.GET.get("text", "")
        if not code:
            return None
        found = next((one for one in editions if one.text.code == code), None)
        if found is None:
            raise Http404
        return found
