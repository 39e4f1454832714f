"""Children that are started again when they die, and found again when we were killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .processes import command_line, group, last_line, spawn, started_at, wait_until

# Who falls sooner after its start is likely to fall again.
HEALTHY_SECONDS = 10
BURY_SECONDS = 2
# Never long: what made it fall may have passed, and the site should be back within 15 s of that.
BACK_OFF = (0, 1, 2, 5, 8)

Say = Callable[[str], None]


@dataclass
class Child:
    """One long-running program. ``patience``: seconds it gets to end by itself."""

    name: str
    command: Sequence[str]
    log: Path
    cwd: Path
    env: Mapping[str, str]
    patience: float = 10
    process: subprocess.Popen[bytes] | None = None
    falls: int = 0
    _since: float = 0
    _again_at: float = 0

    def start(self) -> None:
        self.process = spawn(self.command, log=self.log, cwd=self.cwd, env=self.env, last_wish=signal.SIGTERM)
        self._since = time.monotonic()

    def look(self, say: Say) -> bool:
        """Start the child again if it died: at once after a healthy life, ever later if it keeps falling.

        True where it was started now.
        """
        now = time.monotonic()
        if self.process:
            if self.process.poll() is None:
                return False
            self._fell(now, say)
        if now < self._again_at:
            return False
        self.start()
        return True

    def _fell(self, now: float, say: Say) -> None:
        assert self.process
        _kill_group(self.process.pid)  # its own children would keep the port
        if now - self._since > HEALTHY_SECONDS:
            self.falls = 0
        pause = BACK_OFF[min(self.falls, len(BACK_OFF) - 1)]
        when = f"in {pause} s" if pause else "now"
        words = f"; its last words: {last_line(self.log)}" if self.falls else ""
        say(f"The {self.name} ended ({_code(self.process)}) and is started again {when}{words}")
        self.falls += 1
        self.process, self._again_at = None, now + pause

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Ask, wait, insist; then its own children, if it left any."""
        if not self.process:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        _kill_group(self.process.pid)
        self.process.wait(5)
        self.process = None


def _code(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _is_left(pid: int, since: str) -> bool:
    if now := started_at(pid):
        return now == since
    return any(sys.executable in command_line(member) for member in group(pid))


class Family:
    """The children of one server, written down in ``record``: should we be killed, the next finds them."""

    def __init__(self, record: Path):
        self.record = record
        self.children: list[Child] = []

    def add(self, child: Child) -> None:
        child.start()
        self.children.append(child)
        self._write()

    def look(self, say: Say) -> None:
        """Start again whatever died."""
        started = [child.look(say) for child in self.children]
        if any(started):
            self._write()

    def stop(self) -> None:
        """All at once are asked, then waited for one by one."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop()
        self.children.clear()
        self.record.unlink(missing_ok=True)

    def _write(self) -> None:
        pids = [child.process.pid for child in self.children if child.process]
        draft = self.record.with_suffix(".new")
        draft.write_text(json.dumps([[pid, started_at(pid)] for pid in pids]))
        draft.replace(self.record)

    def bury(self) -> int:
        """Stop what a killed server left running; how many groups of processes that were.

        A process counts as its child only where pid and moment of start agree: pids are used again. Where the
        child is gone too, its own children still bear its number as their group's, and ours as their program.
        """
        left = [pid for pid, since in self._written() if _is_left(pid, since)]
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGTERM)
        # A worker whose broker is gone as well waits for it for ever; what it had begun is found again.
        for insist in (False, True):
            for pid in left if insist else []:
                _kill_group(pid)
            wait_until(lambda: not any(group(pid) for pid in left), BURY_SECONDS)
        self.record.unlink(missing_ok=True)
        return len(left)

    def _written(self) -> list[tuple[int, str]]:
        try:
            return [(int(pid), str(since)) for pid, since in json.loads(self.record.read_text())]
        except (OSError, ValueError, TypeError):
            return []
