"""Limits on how often something may be asked for, counted in the shared cache."""

from __future__ import annotations

from allauth.core.exceptions import ImmediateHttpResponse, RateLimited
from allauth.core.internal import ratelimit
from django.http import HttpRequest

APP = "mall"
# An SMS costs money and wakes somebody up, whoever asked: counted by phone and by where it comes from.
SMS_RATES = "1/30s/key,10/h/key,30/h/ip"


class TooOften(RateLimited, ImmediateHttpResponse):
    """Answers 429 wherever it is raised below allauth's views; "send again" catches it as a message."""


def limited(action: str, rates: str):
    """Decorate a view: POST at most at ``rates`` ("10/m/user,30/m/ip"); beyond it the answer is 429."""
    return ratelimit.decorator(app=APP, action=action, config={action: rates})


def spend_sms(request: HttpRequest, phone: str) -> None:
    """Count one SMS to ``phone``. Raises TooOften, before anything is written or sent."""
    spent = ratelimit.consume(
        request, app=APP, action="sms", config={"sms": SMS_RATES}, key=phone, limit_get=True
    )
    if not spent:
        raise TooOften(ratelimit.respond_429(request))
