"""Limits on how often something may be asked for, counted in the shared cache."""

from __future__ import annotations

from allauth.core.exceptions import ImmediateHttpResponse, RateLimited
from allauth.core.internal import ratelimit
from django.http import HttpRequest

APP = "mall"
# An SMS costs money and wakes somebody up, whoever asked: counted by phone and by where it comes from.
SMS_RATES = "1/30s/key,10/h/key,30/h/ip"
# Every e-mail with a code brings new guesses: one count per address, whatever the code is for.
EMAIL_RATES = "1/30s/key,10/h/key"
# Six digits are guessed by trying; counted by account over all addresses that the tries come from.
WRONG_CODE_RATES = "10/h/key"


class TooOften(RateLimited, ImmediateHttpResponse):
    """Answers 429 wherever it is raised below allauth's views; "send again" catches it as a message."""


def limited(action: str, rates: str):
    """Decorate a view: POST at most at ``rates`` ("10/m/user,30/m/ip"); beyond it the answer is 429."""
    return ratelimit.decorator(app=APP, action=action, config={action: rates})


def spend_sms(request: HttpRequest, phone: str) -> None:
    """Count one SMS to ``phone``. Raises TooOften, before anything is written or sent."""
    _spend(request, "sms", SMS_RATES, phone)


def spend_email(request: HttpRequest, email: str) -> None:
    """Count one e-mail to ``email``. Raises TooOften, before anything is written or sent."""
    _spend(request, "email", EMAIL_RATES, email.lower())


def spend_wrong_code(request: HttpRequest, account: str) -> None:
    """Count one wrong code for ``account``. See may_try_code."""
    _consume(request, "wrong-code", WRONG_CODE_RATES, account)


def may_try_code(request: HttpRequest, account: str) -> bool:
    """Whether a code for ``account`` may be tried, or too many were wrong within the hour."""
    return _consume(request, "wrong-code", WRONG_CODE_RATES, account, dry_run=True)


def _spend(request: HttpRequest, action: str, rates: str, key: str) -> None:
    if not _consume(request, action, rates, key):
        raise TooOften(ratelimit.respond_429(request))


def _consume(request: HttpRequest, action: str, rates: str, key: str, *, dry_run: bool = False) -> bool:
    usage = ratelimit.consume(
        request, app=APP, action=action, config={action: rates}, key=key, limit_get=True, dry_run=dry_run
    )
    return usage is not None
