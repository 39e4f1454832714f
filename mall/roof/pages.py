"""Pages of the admin that belong to no single app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mall.adminpages import StaffPage
from staff import own

from . import health, work


class WorkPage(StaffPage):
    """All that the person has to do by a time, soonest first; the home shows the beginning of it."""

    name = "work"
    path = "work/"
    title = _("有期限的事")
    icon = "checklist"
    in_sidebar = False
    template_name = "admin/work.html"
    limit = 200

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            rows=work.todo_of(self.request, limit=self.limit),
            **kwargs,
        )


class StatusPage(StaffPage):
    """Whether the parts that nobody sees are at work."""

    name = "status"
    path = "status/"
    title = _("系统状态")
    icon = "monitor_heart"
    permission_required = "deadlines.change_clock"
    template_name = "admin/status.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(signs=health.signs(), **kwargs)


PAGES: tuple[type[StaffPage], ...] = (WorkPage, StatusPage, *own.PAGES)
