"""Money is an integer number of fen. Nothing in the mall computes with floats."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .errors import DomainError

MAX_FEN = 10**13
_YUAN = re.compile(r"(\d{1,11})(?:\.(\d{1,2}))?", re.ASCII)  # eleven digits stay below MAX_FEN


class FenField(models.BigIntegerField):
    """An amount in fen, never negative unless ``signed=True`` (ledger lines)."""

    def __init__(self, *args, signed: bool = False, **kwargs):
        self.signed = signed
        floor = -MAX_FEN if signed else 0
        kwargs.setdefault("validators", [MinValueValidator(floor), MaxValueValidator(MAX_FEN)])
        super().__init__(*args, **kwargs)

    def db_check(self, connection):
        """The database refuses a negative amount too, whoever writes it."""
        return None if self.signed else f'"{self.column}" >= 0'

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        if self.signed:
            kwargs["signed"] = True
        return name, path, args, kwargs


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` fen over ``weights`` so that the parts sum to ``total`` exactly.

    Largest remainder; ties go to the earlier part, so the same input always gives the same parts.
    A negative total splits as the mirror of the positive one. Weights that sum to 0 count as equal.

    Raises ValueError where there is nothing to split over or a weight is negative.
    """
    if not weights or any(w < 0 for w in weights):
        raise ValueError("weights must be a non-empty sequence of non-negative integers")
    if total < 0:
        return [-part for part in split(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    parts = [total * w // whole for w in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def share(amount: int, basis_points: int) -> int:
    """``basis_points`` / 10,000 of ``amount`` fen, rounded half up; the sign follows the amount."""
    sign = -1 if amount < 0 else 1
    return sign * ((abs(amount) * basis_points + 5_000) // 10_000)


def parse_yuan(text: str) -> int:
    """Fen of a price typed in yuan: plain ASCII digits, at most two decimals.

    Raises DomainError for anything else (full-width digits, ``1e9``, signs, three decimals, blanks inside).
    """
    match = _YUAN.fullmatch(str(text).strip(" "))
    if not match:
        words = _("“%(text)s”不是有效金额：请填半角数字，单位元，最多两位小数，例如 128.50。")
        raise DomainError(words % {"text": str(text)[:40]})
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


def yuan(fen: int) -> str:
    """``12850`` → ``128.50``; the sign is kept. For people; never parsed back."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
