"""When shops rest, by their own wish. Owners plan it; staff look. (D8.1)"""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin
from merchants.models import Holiday, HolidayState


@admin.register(Holiday)
class HolidayAdmin(ServiceAdmin):
    list_display = ("shop", "state_label", "from_at", "until_at", "words")
    list_filter = ("state",)
    list_select_related = ("shop",)
    search_fields = ("shop__name", "shop__slug")
    fields = ("shop", "state", "from_at", "until_at", "words", "planned_by", "planned_at", "ended_at")

    @display(
        description=_("状态"),
        ordering="state",
        label={HolidayState.PLANNED: "info", HolidayState.CURRENT: "warning"},
    )
    def state_label(self, holiday: Holiday):
        return holiday.state, holiday.get_state_display()
