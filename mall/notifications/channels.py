"""How a delivery leaves the mall: by Django's mail or by the SMS gateway of the settings."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from .models import Channel, Delivery


class SendError(Exception):
    """A try that failed, in words without anybody's address. ``is_final``: trying again is pointless."""

    def __init__(self, words: str, *, is_final: bool = False):
        super().__init__(words)
        self.is_final = is_final


def send(delivery: Delivery) -> None:
    """Send once. Raises SendError, or whatever the transport raises."""
    if delivery.channel == Channel.SMS:
        gateway = import_string(settings.SMS_GATEWAY)()
        gateway.send(delivery.address, delivery.body, delivery.key)
    else:
        message = EmailMessage(
            delivery.subject, delivery.body, to=[delivery.address], headers={"X-Entity-Ref-ID": delivery.key}
        )
        message.send()


class InboxEmailBackend(BaseEmailBackend):
    """Nothing leaves the machine: the delivery's row is the mailbox, and /dev/inbox/ shows it."""

    def send_messages(self, email_messages) -> int:
        return len(email_messages)
