"""Where data and sockets live. Everything is computed, so that settings know it with nothing running."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DATABASE = "mall"


def data_dir() -> Path:
    """The one folder of everything durable: ``MALL_DATA``, or ``.data`` in the checkout.

    Run as root in a checkout that others can't enter, it is ``/var/lib/mall-…`` (a digest of the checkout's
    path): PostgreSQL refuses to run as root, and the account that it runs as must reach its data without
    anybody's home being opened up.
    """
    if chosen := os.environ.get("MALL_DATA"):
        return Path(chosen).expanduser().resolve()
    if running_as_root() and not reachable_by_others(CHECKOUT):
        return Path("/var/lib") / f"mall-{_digest(CHECKOUT, 8)}"
    return CHECKOUT / ".data"


def running_as_root() -> bool:
    return os.geteuid() == 0


def reachable_by_others(path: Path) -> bool:
    """Whether an account that owns none of it can get to ``path``, as far as it exists yet."""
    return all(not p.exists() or p.stat().st_mode & stat.S_IXOTH for p in [path, *path.parents])


def _digest(path: Path, digits: int) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:digits]


def temp_root() -> Path:
    """``/tmp`` whatever TMPDIR says: all terminals of a user must agree, and a socket's path be short."""
    fixed = Path("/tmp")  # noqa: S108
    return fixed if os.access(fixed, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


def run_dir(data: Path | None = None) -> Path:
    """Sockets and pid files of the engines of one data folder, in a folder that is this user's alone.

    A socket's path may have about 100 bytes, so the data folder's own path is only a digest here.
    """
    return temp_root() / f"mall-{os.geteuid()}" / _digest(data or data_dir(), 12)


def socket_dir(data: Path | None = None) -> Path:
    return run_dir(data) / "pg"


def valkey_dir(data: Path | None = None) -> Path:
    return run_dir(data) / "vk"


def valkey_socket(data: Path | None = None) -> Path:
    return valkey_dir(data) / "valkey.sock"


def database_url(data: Path | None = None) -> str:
    """The embedded PostgreSQL's URL: a socket that only this user's folder leads to."""
    return f"postgresql://postgres@/{DATABASE}?host={socket_dir(data)}"


def redis_url(data: Path | None = None) -> str:
    """The embedded Valkey's URL, in the form that Django's cache takes (Celery's is redis+socket://)."""
    return f"unix://{valkey_socket(data)}"
