"""The books of the sandbox provider: what a real one keeps on its own machines.

Nothing of the mall refers to these rows and they refer to nothing of the mall: they are the other side.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mall.money import FenField


class SandboxCharge(models.Model):
    """A payment as the sandbox sees it. Before ``answers_at`` it doesn't admit that it was paid."""

    class State(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        FAILED = "failed"

    number = models.CharField(max_length=32, unique=True)
    asked = FenField()
    charged = FenField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reference = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    answers_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class SandboxRefund(models.Model):
    """A refund that the sandbox has made; asked for again under the same number it is the same refund."""

    number = models.CharField(max_length=32, unique=True)
    charge = models.ForeignKey(SandboxCharge, models.PROTECT, related_name="refunds")
    amount = FenField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class SandboxPayout(models.Model):
    """A payout as the sandbox sees it. Before ``answers_at`` it doesn't say what became of it.

    It may refuse a payout, be asked again and refuse it again: each is a word of its own.
    """

    class State(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        FAILED = "failed"
        RETURNED = "returned"

    number = models.CharField(max_length=32, unique=True)
    asked = FenField()
    paid = FenField(default=0)
    tail = models.CharField(max_length=4)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    refusals = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=100, blank=True)
    reference = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    answers_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number
