"""What the catalog does by the clock, and the imports that workers take in hand."""

from __future__ import annotations

import logging
import threading
from contextlib import AbstractContextManager

from celery import shared_task
from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

from mall.rulebook.boundary import recorded

from .models import ImportRun
from .services import availability, import_runs, import_work
from .services.imports import Superseded

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between signs of life


class Pulse(AbstractContextManager):
    """Signs of life on a connection of their own, for an import is one transaction that nobody sees into.

    Where the run is no longer wanted, ``tell`` raises Superseded in the thread that works.
    """

    def __init__(self, run: ImportRun):
        self._run = run
        self._at = ("", 0, 0)
        self._over, self._unwanted = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, daemon=True)

    def tell(self, stage: str, done: int, total: int) -> None:
        self._at = (stage, done, total)
        if self._unwanted.is_set():
            raise Superseded

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, *exc) -> None:
        self._over.set()
        self._thread.join()

    def _keep_beating(self) -> None:
        try:
            while not self._over.wait(EVERY):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            if not import_runs.beat(self._run, *self._at):
                self._unwanted.set()
        except DatabaseError:
            log.warning("import %s: a sign of life was lost", self._run.pk)
            connection.close()


@shared_task(name=import_runs.WORK)
def work_on_import(pk: int) -> bool:
    """Check, carry out or undo one import; False where there was nothing to do."""
    run = import_runs.claim(pk)
    if run is None:
        return False
    try:
        with recorded(where=import_runs.WORK, actor=run.asked_by), Pulse(run) as pulse:
            import_work.work(run, tell=pulse.tell)
    except Exception:
        log.exception("import %s failed", pk)
        with recorded(where=import_runs.WORK):
            import_runs.fail(run, _("处理时出了意外，什么也没有写入。请重试；还不行请联系商城。"))
    return True


@shared_task(name="catalog.tend_imports")
def tend_imports() -> int:
    """Mark imports whose worker died, and call for workers where none has come."""
    return import_runs.tend()


@shared_task(name="catalog.sweep_availability")
def sweep_availability() -> int:
    """Tell the shelves which goods sold out and which came back; how many."""
    return availability.sweep()
