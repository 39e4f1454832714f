from datetime import timedelta

import time_machine
from django.utils import timezone

from mall.celery import app
from mall.timetable import CATCH_UP, Timetable


def due(at: str) -> set[str]:
    """What a scheduler that starts at a time of day, China time, does first."""
    with time_machine.travel(timezone.datetime.fromisoformat(f"2026-03-02T{at}+08:00"), tick=False):
        timetable = Timetable(app, lazy=False)
        return {name for name, entry in timetable.schedule.items() if entry.is_due().is_due}


def test_a_scheduler_that_starts_does_at_once_what_is_done_every_few_moments():
    often = {
        name
        for name, entry in app.conf.beat_schedule.items()
        if isinstance(entry["schedule"], float) and timedelta(seconds=entry["schedule"]) <= CATCH_UP
    }

    assert due("12:00") == often
    assert "ask-provider-about-silent-payments" in often


def test_one_that_was_away_at_the_hour_of_a_daily_job_makes_up_for_it():
    assert due("08:39") - due("12:00") == {"draft-payouts"}
