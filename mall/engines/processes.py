"""Child processes that must not outlive us by accident, and finding those that did."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .accounts import Account

PR_SET_PDEATHSIG = 1
ROTATE_AT = 1_000_000


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path = Path("/"),
    account: Account | None = None,
    last_wish: signal.Signals | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, its words appended to ``log``.

    Ctrl-C in the terminal reaches only us, so that children are stopped in order. ``last_wish`` is the signal
    that the child gets should we be killed without a chance to stop it (Linux only; elsewhere the next start
    finds it). Call it from the main thread: the kernel means the thread, not the process, that forked.
    """
    rotate(log)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_us(last_wish),  # runs after the change of user, which would undo it
            env=dict(env),
            cwd=cwd,
            **(account.popen() if account else {}),
        )


def die_with_us(sig: signal.Signals | None) -> Callable[[], None] | None:
    """What a child runs before its program: ``sig`` comes when the thread that forked it ends."""
    if sig is None or sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def arm() -> None:
        prctl(PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel knew of the wish
            os._exit(1)

    return arm


def rotate(log: Path) -> None:
    """Keep one older file beside ``log``, so that neither grows without end."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if log.stat().st_size > ROTATE_AT:
            log.replace(log.with_name(f"{log.name}.1"))


def last_lines(log: Path, count: int) -> list[str]:
    """Up to ``count`` last lines that have words in them."""
    try:
        lines = log.read_bytes()[-8000:].decode(errors="replace").splitlines()
    except OSError:
        return []
    return [line.strip() for line in lines if line.strip()][-count:]


def last_line(log: Path) -> str:
    """The last line with words in it, '' where there is none."""
    return "".join(last_lines(log, 1))


def command_line(pid: int) -> str:
    """The command line of a live process, '' where there is none (a zombie is none)."""
    if sys.platform == "linux":
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return raw.replace(b"\0", b" ").decode(errors="replace").strip()
    found = _ps(pid, "stat=,command=")
    state, _, command = found.partition(" ")
    return "" if state.startswith("Z") else command.strip()


def started_at(pid: int) -> str:
    """When the process began, in words that only serve to be compared; '' where there is none."""
    if sys.platform == "linux":
        return "".join(_stat(pid)[19:20])
    return _ps(pid, "lstart=")


def group(number: int) -> list[int]:
    """The live processes of a group."""
    if sys.platform == "linux":
        pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        return [pid for pid in pids if _stat(pid)[2:3] == [str(number)] and command_line(pid)]
    rows = [row.split(maxsplit=1) for row in _ps(None, "pgid=,pid=").splitlines()]
    return [int(pid) for pgid, pid in rows if int(pgid) == number and command_line(int(pid))]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/…/stat from the state on; the command's name before it may hold blanks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _ps(pid: int | None, columns: str) -> str:
    command = ["ps", "-ww", "-o", columns, *(["-p", str(pid)] if pid else ["-A"])]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


def read_pid(path: Path) -> int | None:
    """The pid on the first line of ``path``, None where there is none."""
    try:
        return int(path.read_text().split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return None


def bears(pid: int | None, *marks: str) -> bool:
    """Whether a live process of this pid has all ``marks`` in its command line: pids are used again."""
    line = command_line(pid) if pid else ""
    return bool(line) and all(mark in line for mark in marks)


def stop(pid: int, *signals: tuple[signal.Signals, float]) -> bool:
    """Send each (signal, seconds to wait) until the process is gone. False where it outlived them all."""
    for sig, seconds in signals:
        with suppress(ProcessLookupError):
            os.kill(pid, sig)
        if wait_until(lambda: not command_line(pid), seconds):
            return True
    return False


def wait_until(condition: Callable[[], object], seconds: float) -> bool:
    """Ask again and again until it is so; False where the time ran out first."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())
