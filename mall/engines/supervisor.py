"""Children that are started again when they die, with a plain line each time."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .processes import spawn

CALM_SECONDS = 60
BACK_OFF = (1, 2, 5, 10, 30)


@dataclass
class Child:
    """One long-running program. ``patience``: seconds it gets to end by itself."""

    name: str
    command: Sequence[str]
    log: Path
    cwd: Path
    env: dict[str, str]
    patience: float = 10
    process: subprocess.Popen | None = None
    started_at: float = 0
    falls: int = 0
    _wait_until: float = field(default=0)

    def start(self) -> None:
        self.process = spawn(self.command, log=self.log, cwd=self.cwd, env=self.env)
        self.started_at = time.monotonic()

    def look(self, say: Callable[[str], None]) -> None:
        """Start the child again if it died; ever later if it keeps dying."""
        now = time.monotonic()
        if self.process and self.process.poll() is None:
            if now - self.started_at > CALM_SECONDS:
                self.falls = 0
        elif self.process:
            pause = BACK_OFF[min(self.falls, len(BACK_OFF) - 1)]
            self.falls += 1
            say(f"{self.name} ended (code {self.process.returncode}), again in {pause} s; its words: {self.log}")
            self.process, self._wait_until = None, now + pause
        elif now >= self._wait_until:
            self.start()

    def stop(self) -> None:
        """Ask, wait, insist."""
        if not self.process or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
