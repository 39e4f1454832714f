"""The mall: the ground that all apps stand on, and the roof that composes them."""

from .celery import app as celery_app

__all__ = ["celery_app"]
