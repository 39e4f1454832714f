"""The embedded PostgreSQL: the wheel's programs, our own arguments.

The wheel's Python class is not used: as root it opens up every parent folder of the data, keeps a list of
process handles that goes stale after a kill, and shares one lock file between users.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from . import places
from .accounts import account_for
from .binaries import POSTGRES_MAJOR, postgres_bin
from .errors import EngineError, disk_full
from .processes import bears, die_with_us, last_lines, read_pid, spawn, stop, wait_until

SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # Not /dev/shm, which is 64 MB in a container and may be full.
    "dynamic_shared_memory_type": "mmap",
    "huge_pages": "off",
    "io_method": "sync",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "60s",
}
# For tests: what a crash would lose is of no worth there.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "max_connections": "300",
}
# A locale that the machine names but PostgreSQL doesn't know (GBK) would break initdb.
LOCALE = {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
START_SECONDS = 120  # a crash recovery may take its time
STOP = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


class Postgres:
    """One cluster in ``data/postgres``, reached through a socket in the run folder."""

    name = "PostgreSQL"

    def __init__(self, data: Path, *, throwaway: bool = False):
        self.data = data
        self.cluster = data / "postgres"
        self.sockets = places.socket_dir(data)
        self.log = data / "logs" / "postgres.log"
        self.throwaway = throwaway
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, dies_with_us: bool) -> bool:
        """Make sure that the cluster answers. True where this call started it, False where it ran already.

        ``dies_with_us``: should we be killed, the kernel asks it to shut down. Raises EngineError.
        """
        self._require_version()
        if self._wait_for_other():
            return False
        self.prepare()
        for _attempt in range(10):
            if self._launch(dies_with_us):
                return True
        raise self._refused("sessions of one that was killed still hold its memory")

    def prepare(self) -> None:
        """Make the cluster where there is none, and start nothing. Raises EngineError."""
        self.account = account_for(self.cluster)
        self._require_reach()
        self.bin = postgres_bin(self.data, for_others=self.account is not None)
        if not self.cluster.exists():
            self._create()

    def stop(self, *, immediately: bool = False) -> None:
        """Fast shutdown: sessions are ended, what was committed stays. Harmless where nothing runs."""
        if pid := self.running_pid():
            stop(pid, *(STOP[1:] if immediately else STOP))
        if self.process:
            self.process.wait(timeout=10)
            self.process = None

    def running_pid(self) -> int | None:
        """The pid of a live server of this folder, whoever started it."""
        pid = read_pid(self.cluster / "postmaster.pid")
        return pid if bears(pid, "postgres", f"-D {self.cluster}") else None

    def answers(self) -> bool:
        """Whether the server is ready for connections (its own word, and its socket)."""
        try:
            if (self.cluster / "postmaster.pid").read_text().splitlines()[7].strip() != "ready":
                return False
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.sockets / ".s.PGSQL.5432"))
        except (OSError, IndexError):
            return False
        return True

    def _wait_for_other(self) -> bool:
        """Whether a server answers here. One that is shutting down is soon gone: wait for either."""
        settled = wait_until(lambda: not self.running_pid() or self.answers(), START_SECONDS)
        if not settled:
            raise EngineError(
                f"PostgreSQL (process {self.running_pid()}) neither answers nor ends; its words: {self.log}"
            )
        return bool(self.running_pid())

    def _require_version(self) -> None:
        try:
            found = (self.cluster / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return
        if found != POSTGRES_MAJOR:
            raise EngineError(
                f"The data in {self.cluster} is of PostgreSQL {found} and the mall brings {POSTGRES_MAJOR}: "
                "carry it over with pg_dump (docs/running.md), or begin anew with `make clean-data`."
            )

    def _require_reach(self) -> None:
        if self.account and not places.reachable_by_others(self.data):
            raise EngineError(
                f"PostgreSQL can't run as root, and its account '{self.account.name}' can't enter "
                f"{self.data}: choose a folder outside private homes, for example MALL_DATA=/var/lib/mall."
            )

    def _create(self) -> None:
        """A new cluster with our database in it; it gets its name last, so that half a one is never used."""
        draft = self.cluster.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account:
            self.account.own(draft)
        self._run(
            ["initdb", "-D", draft, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--data-checksums"]
            + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
            + (["--no-sync"] if self.throwaway else [])
        )
        single = ["postgres", "--single", "-D", draft, *self._options(), "postgres"]
        self._run(single, f"CREATE DATABASE {places.DATABASE};\n")
        draft.rename(self.cluster)

    def _run(self, command: Sequence[object], words: str = "") -> None:
        program, *arguments = command
        done = subprocess.run(  # noqa: S603
            [str(self.bin / str(program)), *map(str, arguments)],
            input=words,
            capture_output=True,
            text=True,
            errors="replace",
            env=self._environment(),
            cwd="/",
            check=False,
            preexec_fn=die_with_us(signal.SIGKILL),  # a draft is of no use to anybody else
            **(self.account.popen() if self.account else {}),
        )
        if done.returncode or "FATAL" in done.stderr:
            raise self._refused(done.stderr.strip())

    def _launch(self, dies_with_us: bool) -> bool:
        """Start the server. False where processes of one that was killed still hold its memory: try again."""
        self._clear_leftovers()
        self.process = spawn(
            [self.bin / "postgres", "-D", self.cluster, "-k", self.sockets, *self._options()],
            log=self.log,
            env=self._environment(),
            account=self.account,
            last_wish=signal.SIGINT if dies_with_us else None,
        )
        process = self.process
        wait_until(lambda: process.poll() is not None or self.answers(), START_SECONDS)
        if process.poll() is None and self.answers():
            return True
        words = "\n".join(last_lines(self.log, 5))
        if process.poll() is not None and "shared memory block" in words and "still in use" in words:
            time.sleep(1)
            return False
        self.stop(immediately=True)
        raise self._refused(words)

    def _clear_leftovers(self) -> None:
        """Sockets of a killed server, and a pid file that by now may name a stranger.

        PostgreSQL takes any live process of that number for its own kind and won't start. A file that names
        its parent is stale to it, and still serves to see whether old sessions hold the memory.
        """
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()
        if self.account:
            self.account.own(self.sockets)
        pid_file = self.cluster / "postmaster.pid"
        if pid_file.exists():
            _, _, rest = pid_file.read_text().partition("\n")
            pid_file.write_text(f"{os.getpid()}\n{rest}")

    def _options(self) -> list[str]:
        settings = SETTINGS | (THROWAWAY if self.throwaway else {})
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath)} | LOCALE

    def _refused(self, words: str) -> EngineError:
        if "No space left" in words:
            return disk_full(self.data)
        lines = words.splitlines() or ["it said nothing"]
        cause = next((line for line in lines if "FATAL" in line or "error:" in line), lines[-1])
        return EngineError(f"PostgreSQL did not start: {cause.strip()} (its words: {self.log})")
