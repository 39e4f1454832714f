"""What a person at the terminal is told when the engines can't do their work."""

from __future__ import annotations

import errno
from pathlib import Path


class EngineError(RuntimeError):
    """One sentence for the person at the terminal: what is wrong and what to do."""


def disk_full(folder: Path) -> EngineError:
    """The sentence for a disk with no room left."""
    return EngineError(
        f"The disk that holds {folder} is full: free some space, or choose another folder with MALL_DATA=…"
    )


def explained(error: OSError, folder: Path) -> EngineError:
    """The operating system's refusal of ``folder`` as a sentence that says what to do."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(folder)
    place = error.filename or folder
    return EngineError(f"{place} can't be used ({error.strerror}): choose another folder with MALL_DATA=…")
