"""What leaves the mall, as staff see it: how it went, never to whom or what it says."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage

from . import services
from .models import Delivery

COLOURS = {"pending": "info", "sent": "success", "failed": "danger", "expired": "warning"}


class RetryPage(StepPage):
    name = "notifications_delivery_retry"
    path = "<int:pk>/retry/"
    permission_required = "notifications.change_delivery"
    label = _("重新发送")
    explanation = _("网关或邮箱的问题解决后再重发。")
    done = _("已放回发送队列。")

    @classmethod
    def is_lawful(cls, obj: Delivery) -> bool:
        return obj.state == Delivery.State.FAILED

    def act(self, *, actor, obj, data) -> None:
        services.retry(actor=actor, delivery=obj)


@admin.register(Delivery)
class DeliveryAdmin(ServiceAdmin):
    list_display = ("created_at", "channel", "shown_state", "attempts", "sent_at", "last_error")
    list_filter = ("state", "channel")
    list_per_page = 50
    pages = (RetryPage,)
    fields = (
        "channel",
        "state",
        "attempts",
        "created_at",
        "next_try_at",
        "expires_at",
        "sent_at",
        "last_error",
    )
    readonly_fields = fields

    @display(description=_("状态"), label=COLOURS, ordering="state")
    def shown_state(self, delivery: Delivery):
        return delivery.state, delivery.get_state_display()
