"""The embedded Valkey: no persistence, a socket, and nothing in it that would be missed."""

from __future__ import annotations

import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from . import places
from .accounts import unprivileged
from .binaries import valkey_server
from .errors import EngineError
from .processes import bears, last_line, read_pid, spawn, stop, wait_until

# Nothing durable lives here by design; and two servers on one append-only file, after a kill, ruined it.
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",  # an evicted queue would be a lost one; the cache's entries all expire
    "daemonize": "no",
    "loglevel": "warning",
}


class Valkey:
    """One server behind a socket in the run folder."""

    name = "Valkey"

    def __init__(self, data: Path):
        self.data = data
        self.socket = places.valkey_socket(data)
        self.pid_file = self.socket.with_suffix(".pid")
        self.log = data / "logs" / "valkey.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, dies_with_us: bool) -> bool:
        """Make sure that the server answers. True where this call started it. Raises EngineError."""
        wait_until(lambda: not self.running_pid() or self.answers(), 5)
        if self.running_pid():
            if self.answers():
                return False
            self.stop()
        account = unprivileged() if places.running_as_root() else None
        folder = self.socket.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account:
            account.own(folder)
        self.socket.unlink(missing_ok=True)
        paths = {"unixsocket": str(self.socket), "dir": str(folder), "pidfile": str(self.pid_file)}
        self.process = spawn(
            [valkey_server(self.data, for_others=account is not None)]
            + [part for name, value in (SETTINGS | paths).items() for part in (f"--{name}", value)],
            log=self.log,
            env={"LC_ALL": "C.UTF-8"},
            account=account,
            last_wish=signal.SIGTERM if dies_with_us else None,
        )
        self._wait()
        return True

    def _wait(self) -> None:
        process = self.process
        assert process
        wait_until(lambda: process.poll() is not None or (self.answers() and self.running_pid()), 20)
        if process.poll() is not None or not self.answers():
            raise EngineError(f"Valkey did not start: {last_line(self.log)} (its words: {self.log})")

    def stop(self, *, immediately: bool = False) -> None:
        """Harmless where nothing runs."""
        if not immediately and self.running_pid():
            self._ask(b"SHUTDOWN NOSAVE\r\n")
            wait_until(lambda: not self.running_pid(), 5)
        if pid := self.running_pid():
            stop(pid, (signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0))
        if self.process:
            self.process.wait(timeout=10)
            self.process = None
        self.socket.unlink(missing_ok=True)
        self.pid_file.unlink(missing_ok=True)

    def running_pid(self) -> int | None:
        """The pid of a live server of this folder, whoever started it; its title names its socket."""
        pid = read_pid(self.pid_file)
        return pid if bears(pid, "valkey-server", str(self.socket)) else None

    def answers(self) -> bool:
        """Whether the server answers a ping."""
        return self._ask(b"PING\r\n").startswith(b"+PONG")

    def _ask(self, words: bytes) -> bytes:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(self.socket))
            connection.sendall(words)
            return connection.recv(64)
        return b""
