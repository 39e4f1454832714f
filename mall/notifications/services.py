"""Telling people things: an inbox entry, and e-mails and SMS as rows that are sent after the commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from mall import locks, rows
from mall.audit.services import record
from mall.errors import DomainError

from . import dispatch
from .models import Channel, Delivery, Notice

BATCH = 500


@locks.service
def notify(
    *, person, key: str, title, body="", link: str = "", rule: str = "", channels: Iterable[str] = ()
) -> Notice:
    """Tell ``person``: one inbox entry, and one delivery for each of ``channels`` that reaches them.

    Writes in the caller's transaction and sends nothing in it. The same ``key`` tells the same person once;
    the second call returns the first entry and delivers nothing. Lazy ``title`` and ``body`` are put into the
    person's language, so pass ``gettext_lazy`` (with values: ``format_lazy``). A channel for which the person
    has no address is left out. ``link`` is a path of this site.
    """
    with translation.override(person.locale):
        title, body = str(title)[:200], str(body)
    entry = Notice(person=person, key=key, title=title, body=body, link=link, rule=rule)
    notice, is_new = rows.insert_once(entry, person=person, key=key)
    if is_new:
        for channel in channels:
            address = person.email if channel == Channel.EMAIL else person.phone
            if address:
                deliver(
                    channel=channel,
                    address=address,
                    person=person,
                    subject=title,
                    body=body or title,
                    key=f"notice:{notice.pk}:{channel}",
                )
    return notice


@locks.service
def notify_many(*, people: Iterable, key: str, title, body="", link: str = "", rule: str = "") -> None:
    """``notify`` for many, in their inboxes alone; one statement for each ``BATCH`` of them."""
    notices = []
    for person in people:
        with translation.override(person.locale):
            words = {"title": str(title)[:200], "body": str(body)}
        notices.append(Notice(person=person, key=key, link=link, rule=rule, **words))
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)


@locks.service
def deliver(
    *,
    channel: str,
    address: str,
    body: str,
    key: str,
    subject: str = "",
    person=None,
    expires_at: datetime | None = None,
) -> Delivery:
    """Write down an e-mail or SMS, also to somebody without an account; it is tried right after the commit.

    ``key`` goes to the gateway as the idempotency key; the same key again returns the first row. After
    ``expires_at`` (aware) it is no longer sent: a code that comes too late only confuses.
    """
    entry = Delivery(
        key=key,
        channel=channel,
        address=address,
        person=person,
        subject=subject[:200],
        body=body,
        expires_at=expires_at,
    )
    delivery, is_new = rows.insert_once(entry, key=key)
    if is_new:
        transaction.on_commit(partial(dispatch.wake, delivery.pk))
    return delivery


@locks.service
def retry(*, actor, delivery: Delivery, now: datetime | None = None) -> None:
    """Somebody has mended the cause: a failed delivery is tried again at once, with all its tries.

    Raises DomainError where it has not failed, or where what it said is gone.
    """
    failed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED).exclude(body="")
    if failed.update(state=Delivery.State.PENDING, attempts=0, next_try_at=now or timezone.now()) != 1:
        raise DomainError(_("只有发送失败的消息可以重发。"))
    record(actor=actor, verb="delivery.retry", subject=delivery)
    transaction.on_commit(partial(dispatch.wake, delivery.pk))


@locks.service
def mark_read(*, actor, notice_ids: Iterable[int] | None = None, now: datetime | None = None) -> int:
    """Mark the actor's own notices as read, all of them without ``notice_ids``; how many were unread."""
    unread = Notice.objects.filter(person=actor, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(pk__in=list(notice_ids))
    return unread.update(read_at=now or timezone.now())


def unread_count(person) -> int:
    """How many notices ``person`` has not read; one query on a partial index."""
    return Notice.objects.filter(person=person, read_at=None).count()
