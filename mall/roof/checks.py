"""What `manage.py check` says of an environment in which the mall would not do what its operator expects."""

from __future__ import annotations

import os
import sys

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning

HALF_EMBEDDED = (
    "DEBUG is off while the embedded engines are used: codes would go to an inbox that nobody sees, and"
    " payments to nobody. Leave DEBUG alone to try the mall out, or set DATABASE_URL and the other settings"
    " of docs/settings.md for production."
)


def is_half_embedded() -> bool:
    """Neither the demo nor production. MALL_EMBEDDED says that somebody means it."""
    return (
        settings.EMBEDDED
        and not settings.TRIAL
        and not settings.TESTING
        and "MALL_EMBEDDED" not in os.environ
    )


@register(Tags.security)
def check_embedded(**_kwargs) -> list[CheckMessage]:
    """Embedded engines go with DEBUG, production with engines of its own; between them is nothing."""
    return [Error(HALF_EMBEDDED, id="mall.E001")] if is_half_embedded() else []


@register(Tags.security, deploy=True)
def check_test_switches(**_kwargs) -> list[CheckMessage]:
    """The tests' switches make passwords cheap and clauses silent."""
    return [
        Error(f"{name} is set: it is for the tests alone. Unset it.", id=f"mall.E00{number}")
        for number, name in ((2, "MALL_TESTING"), (3, "MALL_NEUTRALISED"))
        if name in os.environ and "pytest" not in sys.modules
    ]


@register(Tags.security, deploy=True)
def check_proxy(**_kwargs) -> list[CheckMessage]:
    """Behind a proxy that isn't believed each request looks like plain HTTP, and is redirected for ever."""
    if not settings.SECURE_SSL_REDIRECT or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    words = "Plain HTTP is redirected to HTTPS, and no proxy is trusted to say that a request came by HTTPS."
    hint = (
        "Set TRUSTED_PROXY_COUNT to the number of your proxies, the TLS one included, or every page redirects"
        " to itself; with TLS in the web server itself, set SECURE_SSL_REDIRECT=0."
    )
    return [CheckWarning(words, hint=hint, id="mall.W001")]
