"""Keys made once and kept in the data folder, so that a newcomer needs none and loses none."""

from __future__ import annotations

import base64
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from .errors import explained
from .places import data_dir, running_as_root


def _new() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@cache
def throwaway_key(name: str) -> str:
    """A key for this process only; tests have nothing to keep."""
    return _new()


@cache
def key(name: str) -> str:
    """The key ``name``: 32 random bytes in URL-safe base64, made at the first call, for its owner only.

    Raises EngineError where the data folder can't be written.
    """
    path = data_dir() / "keys" / f"{name}.key"
    try:
        if not path.exists():
            _write_once(path)
        return path.read_text().strip()
    except OSError as error:
        raise explained(error, data_dir()) from error


def _write_once(path: Path) -> None:
    """Written whole under another name first: two processes that start at once agree on one key."""
    prepare_data(path.parent.parent)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(_new())
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def prepare_data(data: Path) -> None:
    """The data folder, closed to others. As root they may pass through it, as PostgreSQL's account must."""
    if not data.exists():
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o711 if running_as_root() else 0o700)
