"""The drill's clocks: their effect, their start, and how they fared."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.db.models import Count
from django.utils import timezone

from mall.accounts.models import User
from mall.audit.models import Act
from mall.audit.services import record
from mall.deadlines import registry, services
from mall.deadlines.models import Clock, State
from mall.rulebook import rule

STAGE, VERB = "drill", "drill.expired"
TERM = rule.get("E14")


@registry.on_expiry(TERM, STAGE)
def expire(clock, subject, now):
    """An act can only be added: a second effect can't hide."""
    record(actor=None, verb=VERB, subject=subject, rule=clock.rule, data={"due_at": clock.due_at.isoformat()})


def start(number: int, first: int, spread: int) -> None:
    """Clocks that fall due evenly over ``spread`` seconds, the first one ``first`` seconds from now."""
    call_command("migrate", verbosity=0, interactive=False)
    people = User.objects.bulk_create(
        User(email=f"drill-{n}@example.com", password="!") for n in range(number)
    )
    now = timezone.now()
    for n, person in enumerate(people):
        due_at = now + timedelta(seconds=first + spread * n / number)
        services.start(person, TERM, stage=STAGE, owner=("team", 1), due_at=due_at)


def report() -> dict:
    """How it stands: what still runs, and what has happened how often and how late."""
    acts = Act.objects.filter(verb=VERB)
    due = dict(Clock.objects.values_list("subject_id", "due_at"))
    late = sorted((at - due[pk]).total_seconds() for pk, at in acts.values_list("subject_id", "at"))
    twice = acts.order_by().values("subject_id").annotate(times=Count("id")).filter(times__gt=1)
    return {
        "running": Clock.objects.running().count(),
        "dead": Clock.objects.filter(state=State.DEAD).count(),
        "tried_again": Clock.objects.filter(attempts__gt=0).count(),
        "acts": len(late),
        "subjects": acts.order_by().values("subject_id").distinct().count(),
        "twice": twice.count(),
        "earliest": late[0] if late else None,
        "median": late[len(late) // 2] if late else None,
        "latest": late[-1] if late else None,
    }
