"""Whom the engines run as. PostgreSQL refuses root, and Valkey needs no more rights than it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .errors import EngineError
from .places import running_as_root

NAME = "mall"
FALLBACK = "nobody"


@dataclass(frozen=True)
class Account:
    """An operating system's account without rights."""

    name: str
    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        """subprocess' arguments to run as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def account_for(cluster: Path) -> Account | None:
    """None unless we are root; else the owner of a cluster that exists, or the mall's own account.

    Raises EngineError where the cluster is another person's.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if running_as_root():
        return _of(owner) if owner else unprivileged()
    if owner is not None and owner != os.geteuid():
        raise EngineError(
            f"{cluster} belongs to another user ({_of(owner).name}): "
            "start as that user, or choose another folder with MALL_DATA=…"
        )
    return None


@cache
def unprivileged() -> Account:
    """The account ``mall``, made where it is missing; ``nobody`` where none can be made."""
    return _find(NAME) or _make() or _find(FALLBACK) or _refuse()


def _find(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _of(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(str(uid), uid, uid)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make() -> Account | None:
    """Several starts at once are one after the other here: useradd locks the list of accounts, and fails."""
    program = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if program is None:
        return None
    command = [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    for _attempt in range(20):
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        if account := _find(NAME):
            return account
        time.sleep(0.1)
    return None


def _refuse() -> Account:
    raise EngineError(
        f"PostgreSQL can't run as root and no account '{NAME}' could be made: "
        "run as an ordinary user, or set DATABASE_URL."
    )
