"""A phone or an e-mail as people type it, and as the mall keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PREFIX = re.compile(r"^(\+|00)86")
_SEPARATORS = str.maketrans("", "", "  -－\t()")
_FULL_WIDTH = re.compile("[０-９＠＋]")


@dataclass(frozen=True)
class Contact:
    """Exactly one of ``phone`` (11 digits) and ``email`` (lower case) is set."""

    phone: str = ""
    email: str = ""

    def __str__(self) -> str:
        return self.phone or self.email


def clean_phone(text: str) -> str:
    """The 11 digits of a mobile, whether typed with +86 and blanks or not. Raises ValidationError."""
    if _FULL_WIDTH.search(text):
        raise ValidationError(
            _("手机号里有全角数字，请切换到半角（英文）输入后重新填写。"), code="full_width"
        )
    digits = _PREFIX.sub("", text.translate(_SEPARATORS))
    if not MOBILE.fullmatch(digits):
        raise ValidationError(_("请填写 11 位的大陆手机号，例如 13800138000。"), code="invalid_phone")
    return digits


def parse(text: str) -> Contact:
    """The phone or e-mail in ``text``. Raises ValidationError with a sentence for the person."""
    text = text.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValidationError(
                _("邮箱地址不完整，请检查，例如 name@example.com。"), code="invalid_email"
            ) from error
        return Contact(email=text.lower())
    if _FULL_WIDTH.search(text) or re.search(r"\d", text):
        return Contact(phone=clean_phone(text))
    raise ValidationError(_("请填写 11 位手机号，或带 @ 的邮箱地址。"), code="invalid_contact")
