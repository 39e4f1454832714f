"""Jobs: each finds what is due and makes one call."""

from __future__ import annotations

from celery import shared_task

from .services import attendance, texts, trainings


@shared_task(name="staff.close_attendance")
def close_attendance() -> int:
    """Compute the shifts that are over, batch by batch; how many."""
    return attendance.close_all()


@shared_task(name="staff.remind_of_training")
def remind_of_training() -> int:
    """Tell who is overdue, once each time; how many are."""
    return trainings.remind()


@shared_task(name="staff.remind_of_texts")
def remind_of_texts() -> int:
    """Tell who has duties to acknowledge, once a week; how many acknowledgements are outstanding."""
    return texts.remind()
