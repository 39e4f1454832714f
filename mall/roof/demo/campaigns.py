"""Putting the campaigns on the demo mall's front page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from catalog.models import Campaign, Category
from catalog.services import campaigns
from mall.accounts.models import User
from merchants.models import Shop

from . import pictures
from .drawing.banners import HIGH, WIDE
from .posters import PLANS, Plan


def make(painted: Sequence[bytes], *, marketing: User, now: datetime) -> None:
    """Put the campaigns on the front page, as marketing would."""
    for place, (plan, content) in enumerate(zip(PLANS, painted, strict=True)):
        campaign = Campaign(
            title=plan.title,
            title_en=plan.title_en,
            words=plan.words,
            words_en=plan.words_en,
            starts_at=now + timedelta(days=plan.days[0]),
            ends_at=now + timedelta(days=plan.days[1]),
            position=place,
            width=WIDE,
            height=HIGH,
            **_target(plan),
        )
        name = f"campaigns/{pictures.digest_of(content)[:32]}.jpg"
        campaign.picture.name = pictures.store(name, content)
        campaigns.save(actor=marketing, campaign=campaign)


def _target(plan: Plan) -> dict:
    if slug := plan.target.get("category"):
        return {"category": Category.objects.get(slug=slug)}
    if slug := plan.target.get("shop"):
        return {"shop": Shop.objects.get(slug=slug)}
    return plan.target
