"""Measurements: every module in here has ``run(report)`` and is found by ``manage.py bench``.

It runs on a scratch database that is made for it and dropped afterwards, with all migrations applied.
"""
