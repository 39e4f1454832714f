"""What the scheduler (Celery's beat) goes by."""

from __future__ import annotations

from datetime import timedelta

from celery.beat import Scheduler

# Longer than a scheduler is away when it is killed.
CATCH_UP = timedelta(minutes=10)


class Timetable(Scheduler):
    """Each scheduler begins as if it had last done everything ``CATCH_UP`` ago.

    So what is done every few moments is due at once, and a daily job whose hour came meanwhile isn't missed;
    every job may be done twice. Nothing is kept on disk: a kill leaves half a file there, with which no other
    scheduler starts.
    """

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at -= CATCH_UP
