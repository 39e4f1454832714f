"""Starting what is needed, and stopping what nobody uses any more."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from . import places
from .binaries import postgres_bin
from .errors import EngineError, disk_full, explained
from .keys import prepare_data
from .postgres import Postgres
from .valkey import Valkey

# Set by whoever runs the engines for its children, so that they neither start nor stop any.
HELD = "MALL_ENGINES_HELD"
NEEDED_BYTES = 100 * 1024 * 1024
TEST_PREFIX = "mall-test-"


class Engines:
    """The embedded engines of one data folder; those that the environment replaces are left out."""

    def __init__(self, data: Path | None = None, *, throwaway: bool = False, dies_with_us: bool = True):
        self.data = data or places.data_dir()
        self.dies_with_us = dies_with_us
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(self.data, throwaway=throwaway)
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(self.data)
        self.all: list[Postgres | Valkey] = [engine for engine in (self.postgres, self.valkey) if engine]
        self._started: list[Postgres | Valkey] = []

    def start(self) -> None:
        """Start what doesn't run yet. Raises EngineError, with nothing of ours left running."""
        try:
            self._prepare_folders()
            for engine in self.all:
                self._started.append(engine)
                if not engine.start(dies_with_us=self.dies_with_us):
                    self._started.remove(engine)
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise explained(error, self.data) from error
            raise

    def prepare(self) -> None:
        """Make what the first start needs time for, and start nothing. Raises EngineError."""
        prepare_data(self.data)
        with one_at_a_time(self.data):
            self._prepare_folders()
            if self.postgres:
                self.postgres.prepare()

    def stop(self) -> None:
        """Stop what this object started, in reverse."""
        while self._started:
            self._started.pop().stop()

    def stop_all(self) -> None:
        """Stop every engine of the folder, whoever started it."""
        for engine in reversed(self.all):
            engine.stop()
        self._started.clear()

    def revive(self) -> list[str]:
        """Start again what has died; the names of those. Raises EngineError where one can't be started."""
        dead = [engine for engine in self.all if not engine.running_pid()]
        for engine in dead:
            engine.start(dies_with_us=self.dies_with_us)
        return [engine.name for engine in dead]

    def _prepare_folders(self) -> None:
        prepare_data(self.data)
        if shutil.disk_usage(self.data).free < NEEDED_BYTES:
            raise disk_full(self.data)
        run = places.run_dir(self.data)
        for folder in (run.parent, run):
            folder.mkdir(exist_ok=True)
            if not _is_own_folder(folder):
                raise EngineError(f"{folder} was made by another user, who could enter it: remove it first.")
            # As root, the engines' account must pass through to its sockets; it can't list what is there.
            folder.chmod(0o711 if places.running_as_root() else 0o700)


def _is_own_folder(path: Path) -> bool:
    """Not another's, and not a link: anybody may put one into the temporary folder and point it anywhere."""
    found = path.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


@contextmanager
def ensure() -> Iterator[Engines | None]:
    """Engines that run for the length of the block. Raises EngineError.

    Those that run already are used; the last one out stops them, whoever started them, so that two commands
    at once don't pull the database from under each other. None where a parent holds them.
    """
    if os.environ.get(HELD):
        yield None
        return
    engines = Engines(dies_with_us=False)
    users = hold(engines.data)
    try:
        with one_at_a_time(engines.data):
            engines.start()
        if engines.postgres:  # for `manage.py dbshell`: the psql that fits, and there may be no other
            psql = postgres_bin(engines.data, for_others=False)
            os.environ["PATH"] = f"{psql}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        yield engines
    finally:
        with one_at_a_time(engines.data):
            if _last_one(users):
                engines.stop_all()
        users.close()


def hold(data: Path) -> IO[str]:
    """An open file that says, for as long as it is open, that somebody uses the engines of ``data``."""
    try:
        prepare_data(data)
        users = (data / ".users").open("a")
    except OSError as error:
        raise explained(error, data) from error
    fcntl.flock(users, fcntl.LOCK_SH)
    return users


def _last_one(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def one_at_a_time(data: Path) -> Iterator[None]:
    """Two commands started together must not both start a server on one folder."""
    with (data / ".starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def throwaway() -> Iterator[dict[str, str]]:
    """Fresh engines without regard for a crash, and the environment that leads to them; removed at the end.

    What DATABASE_URL or REDIS_URL name already is used as it is. Raises EngineError.
    """
    sweep_throwaways()
    data = Path(tempfile.mkdtemp(prefix=TEST_PREFIX, dir=places.temp_root()))
    data.chmod(0o711)
    engines = Engines(data, throwaway=True)
    with hold(data):
        try:
            engines.start()
            urls = {"DATABASE_URL": places.database_url(data), "REDIS_URL": places.redis_url(data)}
            yield {"MALL_DATA": str(data)} | {name: os.environ.get(name) or url for name, url in urls.items()}
        finally:
            engines.stop_all()
            _remove(data)


def sweep_throwaways() -> None:
    """Remove what killed test runs left behind: nobody holds it, and it is not just being made."""
    for data in places.temp_root().glob(f"{TEST_PREFIX}*"):
        with suppress(OSError):
            if not _is_own_folder(data) or time.time() - data.stat().st_mtime < 60:
                continue
            with (data / ".users").open("a") as users:
                if _last_one(users):
                    Engines(data).stop_all()
                    _remove(data)


def _remove(data: Path) -> None:
    shutil.rmtree(data, ignore_errors=True)
    shutil.rmtree(places.run_dir(data), ignore_errors=True)
