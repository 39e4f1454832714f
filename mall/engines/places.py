"""Where data, sockets and logs live. All computed, so that settings know them with nothing running."""

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

    Run as root in a checkout that others can't enter, it is ``/var/lib/mall-…``: PostgreSQL refuses to run
    as root, and the account that it runs as must reach its data without anybody's home being opened up.
    """
    if chosen := os.environ.get("MALL_DATA"):
        return Path(chosen).expanduser().resolve()
    if running_as_root() and not reachable_by_others(CHECKOUT):
        return Path("/var/lib") / f"mall-{_digest(CHECKOUT)}"
    return CHECKOUT / ".data"


def running_as_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def reachable_by_others(path: Path) -> bool:
    """Whether an account that owns nothing of it can get to ``path``."""
    return all(not p.exists() or p.stat().st_mode & stat.S_IXOTH for p in [path, *path.parents])


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def run_dir(data: Path | None = None) -> Path:
    """Sockets and pid files. Short, since a socket's path may have about 100 bytes, however long the data's is."""
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    return Path(tempfile.gettempdir()) / f"mall-{user}" / _digest(data or data_dir())


def socket_dir(data: Path | None = None) -> Path:
    return run_dir(data) / "pg"


def valkey_socket(data: Path | None = None) -> Path:
    return run_dir(data) / "valkey.sock"


def database_url(data: Path | None = None) -> str:
    """The embedded PostgreSQL's URL: a socket that only this user's folder leads to."""
    return f"postgresql://postgres@/{DATABASE}?host={socket_dir(data)}"


def redis_url(data: Path | None = None) -> str:
    return f"unix://{valkey_socket(data)}"
