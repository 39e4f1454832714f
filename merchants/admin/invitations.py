"""Who was invited to help run a shop, and what became of it. Owners invite; staff look."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin
from merchants.models import Invitation, InvitationState


@admin.register(Invitation)
class InvitationAdmin(ServiceAdmin):
    list_display = ("shop", "masked", "role", "state_label", "invited_by", "invited_at", "due_at")
    list_filter = ("state", "role")
    list_select_related = ("shop", "invited_by")
    search_fields = ("shop__name", "shop__slug")
    fields = ("shop", "masked", "role", "state", "sent", "invited_by", "invited_at", "due_at")
    fields += ("accepted_by", "ended_at")

    @display(
        description=_("状态"),
        ordering="state",
        label={InvitationState.OPEN: "info", InvitationState.ACCEPTED: "success"},
    )
    def state_label(self, invitation: Invitation):
        return invitation.state, invitation.get_state_display()
