"""Campaigns of the front page, which marketing makes and ends."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.models import Campaign
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.uploads.pictures import clean_picture, renditions, store

LINES = ("title", "title_en", "words", "words_en", "query")
NARROWEST = 600  # pixels: what a campaign's picture must at least be wide


def save(*, actor, campaign: Campaign, upload=None) -> Campaign:
    """Add or change a campaign; ``upload`` becomes its picture, without one it keeps what it has.

    The picture is re-encoded before anything is written. Raises DomainError for markup in the words, for
    times or a target that can't be, and for a file that isn't a picture or is too narrow.
    """
    clean = clean_picture(upload) if upload else None
    if clean and clean.width < NARROWEST:
        words = _("图片太窄：至少 %(least)d 像素宽，这张是 %(width)d。")
        raise DomainError(words % {"least": NARROWEST, "width": clean.width}, field="picture")
    smaller = renditions(clean) if clean else {}
    for name in LINES:
        field = Campaign._meta.get_field(name)
        line = wording.within(
            wording.one_line(getattr(campaign, name)),
            most=field.max_length,
            name=field.verbose_name,
            field=name,
        )
        setattr(campaign, name, line)
    if clean:
        campaign.picture.name = store(clean, smaller=smaller)
        campaign.width, campaign.height = clean.width, clean.height
    return _write(actor=actor, campaign=campaign)


@locks.service
def _write(*, actor, campaign: Campaign) -> Campaign:
    is_new = campaign.pk is None
    if is_new:
        campaign.created_by = actor
    _require_sense(campaign)
    campaign.save()
    verb = "campaign.create" if is_new else "campaign.edit"
    record(actor=actor, verb=verb, subject=campaign, data={"leads_to": campaign.address})
    return campaign


def _require_sense(campaign: Campaign) -> None:
    """The same words that the form has, for whoever comes without one."""
    try:
        campaign.full_clean(exclude=["created_by", "picture"])
    except ValidationError as error:
        field, words = next(iter(error.message_dict.items()))
        raise DomainError(words[0], field=None if field == NON_FIELD_ERRORS else field) from error


@locks.service
def end(*, actor, campaign: Campaign, now: datetime | None = None) -> None:
    """Take a campaign off the front page at once. Raises DomainError for one that hasn't begun or is over."""
    at = now or timezone.now()
    ended = Campaign.objects.filter(pk=campaign.pk, starts_at__lt=at, ends_at__gt=at).update(ends_at=at)
    if not ended:
        raise DomainError(_("活动还没有开始，或已经结束。"))
    record(actor=actor, verb="campaign.end", subject=campaign)
