"""What is wrong with the settings is said at the start."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks


def _found() -> list[str]:
    return [message.msg for message in run_checks() if message.id == "accounts.E001"]


@pytest.mark.parametrize("keys", [["abc", ""], [Fernet.generate_key().decode(), ""], [""]])
def test_field_keys_that_are_none_are_named_by_the_check(settings, keys):
    settings.FIELD_KEYS = keys
    assert _found() == ["FIELD_KEYS must be comma-separated Fernet keys, newest first."]


def test_good_field_keys_pass_the_check(settings):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert _found() == []
