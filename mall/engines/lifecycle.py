"""Starting what is needed, and stopping what we started."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import places
from .errors import EngineError
from .postgres import Postgres
from .valkey import Valkey


class Engines:
    """The embedded engines of one data folder; those that the environment replaces are left out."""

    def __init__(self, data: Path | None = None, *, throwaway: bool = False):
        self.data = data or places.data_dir()
        self.postgres = None if "DATABASE_URL" in os.environ else Postgres(self.data, throwaway=throwaway)
        self.valkey = None if "REDIS_URL" in os.environ else Valkey(self.data)
        self._started: list[Postgres | Valkey] = []

    def start(self) -> None:
        """Start what doesn't run yet. Raises EngineError, with nothing of ours left running."""
        try:
            self._prepare_folders()
            for engine in filter(None, (self.postgres, self.valkey)):
                self._started.append(engine)
                if not engine.start():
                    self._started.remove(engine)
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise EngineError(_explain(error, self.data)) from error
            raise

    def stop(self) -> None:
        """Stop what this object started, in reverse."""
        while self._started:
            self._started.pop().stop()

    def _prepare_folders(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        run = places.run_dir(self.data)
        run.mkdir(parents=True, exist_ok=True)
        # As root the database's account must pass through to its socket; it still can't list what is there.
        for folder in (run.parent, run):
            folder.chmod(0o711 if places.running_as_root() else 0o700)


def _explain(error: OSError, data: Path) -> str:
    if error.errno == 28:
        return f"The disk that holds {data} is full: free some space, or choose another folder with MALL_DATA=…"
    return f"{data} can't be used ({error.strerror}): choose another folder with MALL_DATA=…"


@contextmanager
def ensure() -> Iterator[Engines]:
    """Engines that run for the length of the block; adopted where ``manage.py serve`` runs them already."""
    engines = Engines()
    with _one_at_a_time(engines.data):
        engines.start()
    try:
        yield engines
    finally:
        engines.stop()


@contextmanager
def _one_at_a_time(data: Path) -> Iterator[None]:
    """Two commands started together must not both start a server on one folder."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / ".starting").open("w")
    except OSError as error:
        raise EngineError(_explain(error, data)) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

