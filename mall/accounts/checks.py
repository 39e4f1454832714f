"""Settings that would fail only when the first person signs up, said at the start instead."""

from __future__ import annotations

from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured

from mall.crypto import cipher


def check_field_keys(app_configs, **kwargs) -> list[Error]:
    """Every key of FIELD_KEYS must be one: a comma too many is an empty key."""
    try:
        cipher()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="See docs/settings.md.", id="accounts.E001")]
    return []
