"""Child processes that must not outlive us, and finding those that did."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def _die_with_parent(sig: int) -> None:
    """On Linux the kernel sends ``sig`` when the parent dies, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sig)


def spawn(command: Sequence[str], *, log: Path, as_user: tuple[int, int] | None = None, last_wish: int = signal.SIGTERM, env: dict | None = None, cwd: Path | None = None) -> subprocess.Popen:
    """Start ``command`` in a process group of its own, its output appended to ``log``.

    ``as_user`` is (uid, gid). Ctrl-C in the terminal reaches only us; we stop the children in order.
    """

    def prepare() -> None:
        if as_user:
            os.setgroups([])
            os.setgid(as_user[1])
            os.setuid(as_user[0])
        # After setuid, which clears it.
        _die_with_parent(last_wish)

    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=prepare,  # noqa: PLW1509
            env=env,
            cwd=cwd,
        )


def command_line(pid: int) -> str:
    """The command line of a live process, '' where there is none (or it is a zombie)."""
    try:
        if sys.platform == "linux":
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        return found.stdout.strip()
    except OSError:
        return ""


def read_pid(path: Path) -> int | None:
    """The pid on the first line of ``path``, None where there is none."""
    try:
        return int(path.read_text().split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return None


def is_ours(pid: int | None, *marks: str) -> bool:
    """Whether a live process with this pid bears all ``marks`` in its command line: a recycled pid is a stranger's."""
    line = command_line(pid) if pid else ""
    return bool(line) and all(mark in line for mark in marks)


def stop(pid: int, *signals: tuple[int, float]) -> bool:
    """Send each (signal, seconds to wait) until the process is gone. False where it outlived them all."""
    for sig, seconds in signals:
        try:
            os.kill(pid, sig)
        except ProcessLookupError:
            return True
        if wait_until(lambda: not command_line(pid), seconds):
            return True
    return False


def wait_until(condition: Callable[[], object], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())
