"""Lines of clearance forms that wait for one's department, and one's own form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from staff.models import Clearance
from staff.services import clearances

from .base import OwnPage, RowForm, text


class SignForm(RowForm):
    note = text(label=_("说明"), required=False, max_length=200)


class MyClearancesPage(OwnPage):
    name = "my_clearances"
    path = "my/clearances/"
    title = _("离职交接签字")
    icon = "assignment_turned_in"
    words = _("同事离职时，由各部门逐项签字；自己的交接单也在这里看进度。")
    template_name = "admin/own/clearances.html"
    acts = {"sign": SignForm}

    @classmethod
    def waiting(cls, employee):
        return [clearances.waiting_for(employee.user)]

    def sign(self, data):
        line = self.own(clearances.waiting_for(self.request.user), data["pk"])
        clearances.sign(actor=self.request.user, line=line, note=data["note"])
        return _("已签字。")

    def get_context_data(self, **kwargs):
        user = self.request.user
        mine = Clearance.objects.open().filter(employee__user=user).prefetch_related("lines__department")
        return super().get_context_data(lines=list(clearances.waiting_for(user)), mine=mine.first(), **kwargs)
