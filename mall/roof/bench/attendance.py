"""Attendance: the day of 5,000 employees is computed."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from staff.models import AttendanceResult, Breach
from staff.services import attendance, roles

from .report import Report

PEOPLE = 5_000
LATE_EVERY = 50


def run(report: Report) -> None:
    """Everybody had a shift yesterday and clocked in and out; one of fifty came 25 minutes late."""
    _fill()
    began = time.perf_counter()
    closed = 0
    while done := attendance.close():
        closed += done
    report.add("a day of 5,000 employees computed", time.perf_counter() - began, "s", at_most=30)
    report.add("shifts computed", closed, "shifts", at_least=PEOPLE)
    report.note(f"{AttendanceResult.objects.count():,} results, {Breach.objects.count():,} breaches")


def _fill() -> None:
    group = roles.sync()["handler"]
    values: dict[str, Any] = {
        "people": PEOPLE,
        "late": LATE_EVERY,
        "role": group.pk,
        "start": timezone.now() - timedelta(hours=20),
    }
    with connection.cursor() as cursor:
        for statement in (_ACCOUNTS, _POSITION, _EMPLOYEES, _DUTIES, _PUNCHES):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE")


_ACCOUNTS = """
INSERT INTO accounts_user
       (password, is_superuser, email, phone, display_name, locale, locale_is_chosen, is_staff, is_active,
        date_joined)
SELECT '!', false, 'bench-' || n || '@example.com', '', '', 'zh-hans', false, true, true, now()
FROM generate_series(1, %(people)s) n
"""
_POSITION = """
WITH department AS (
    INSERT INTO staff_department (code, name, name_en) VALUES ('bench', 'bench', 'bench') RETURNING id
)
INSERT INTO staff_position (department_id, title, role_id, duties, wider_duties)
SELECT id, 'bench', %(role)s, '', '' FROM department
"""
_EMPLOYEES = """
INSERT INTO staff_employee (user_id, number, name, position_id, state, joined_on, skill_level)
SELECT person.id, 'B' || person.id, 'bench', (SELECT id FROM staff_position), 'active', now(), 1
FROM accounts_user person
"""
_DUTIES = """
INSERT INTO staff_duty (employee_id, starts_at, ends_at, made_at, published_at)
SELECT id, %(start)s, %(start)s::timestamptz + interval '8 hours', now(), now() FROM staff_employee
"""
_PUNCHES = """
INSERT INTO staff_punch (employee_id, duty_id, kind, at, device, network, short_minutes)
SELECT employee_id, id, kind.name,
       starts_at + kind.after
       + CASE WHEN kind.name = 'in' AND id %% %(late)s = 0 THEN interval '25 minutes' ELSE '0' END,
       '', '', 0
FROM staff_duty
CROSS JOIN (VALUES ('in', interval '-5 minutes'), ('out', interval '8 hours 5 minutes')) kind (name, after)
"""
