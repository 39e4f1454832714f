"""Keys made once and kept in the data folder, so that a newcomer needs none and loses none."""

from __future__ import annotations

import base64
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from .places import data_dir


def _new() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@cache
def throwaway_key(name: str) -> str:
    """A key for this process only; tests have nothing to keep."""
    return _new()


@cache
def key(name: str) -> str:
    """The key ``name``, 32 random bytes in URL-safe base64; made at the first call and readable by its owner only."""
    folder = data_dir() / "keys"
    path = folder / f"{name}.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_once(folder / f".{name}.{os.getpid()}", path)
    return path.read_text().strip()


def _write_once(draft: Path, path: Path) -> None:
    """Written whole under another name first: two processes that start at once agree on one key."""
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(_new())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
