"""Secrets of authenticator apps and recovery codes: they lie in the library's rows, under the mall's keys."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from mall import crypto

SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def rotate_secrets() -> int:
    """Bring every secret under the newest of FIELD_KEYS; how many were rewritten.

    Safe beside people signing in: a row that changed meanwhile is left for the next run.
    Raises WrongKey where no key fits.
    """
    newest, rewritten = Fernet(settings.FIELD_KEYS[0]), 0
    for factor in Authenticator.objects.filter(type__in=SECRETS).order_by("pk").iterator():
        part = SECRETS[Authenticator.Type(factor.type)]
        token = factor.data.get(part, "")
        if not token or _is_under(newest, token):
            continue
        same = Authenticator.objects.filter(pk=factor.pk, data=factor.data)
        rewritten += same.update(data={**factor.data, part: _rotated(token)})
    return rewritten


def _is_under(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def _rotated(token: str) -> str:
    try:
        return crypto.cipher().rotate(token.encode()).decode()
    except InvalidToken as error:
        raise crypto.WrongKey("second factor") from error
