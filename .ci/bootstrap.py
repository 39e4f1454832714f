"""Set up what `make` needs with nothing but a Python: uv into .tools/, the locked packages into .venv/.

    python3 .ci/bootstrap.py app | dev | browser

Standard library only. Where the packages of the lock are in place, it returns at once and uses no network.
PYPI_MIRROR=<index address> takes them from a mirror; their hashes stay those of the lock.
"""
# ruff: noqa: T201, S603, S310 - a program for the terminal that runs and fetches only what is named here

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import platform
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
TOOLS, VENV = ROOT / ".tools", ROOT / ".venv"
UV = TOOLS / "bin" / "uv"
UV_VERSION = "0.13.9"
GROUPS = {"app": [], "dev": ["dev"], "browser": ["dev", "browser"]}
FILES = "https://files.pythonhosted.org/packages/"
# uv's wheels: (system, machine, C library) → the folder's digest, the name's end, SHA-256
WHEELS = {
    ("Linux", "x86_64", "glibc"): (
        "3d/aa/26d64642d808de4a652579ef950d7cd2d37f080a8babf9c67c6b75fc4c3f",
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("Linux", "x86_64", "musl"): (
        "fe/fe/794884de0efd3ac77a427cab21aa72c0483e100c55a42cd5cbb02c141b84",
        "musllinux_1_1_x86_64",
        "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    ),
    ("Linux", "aarch64", ""): (
        "57/15/94b6cd62ac3ff6550288328e8035288875197cbc183f51554b266a69877b",
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
    ("Darwin", "x86_64", ""): (
        "1e/db/08e9ef4879bd667e6d7b4705e594e5bd3e4585f10fc63cb16b9fa2fac63e",
        "macosx_10_12_x86_64",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("Darwin", "arm64", ""): (
        "f3/a7/a8d7b074798c7fb3b26b37584b8fe2e29df2ccdc24ce7902caab2a53edbf",
        "macosx_11_0_arm64",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}


class SetupError(Exception):
    """A sentence for the person at the terminal."""


def main(want: str) -> int:
    try:
        require_python()
        if not in_sync(want):
            TOOLS.mkdir(exist_ok=True)
            with (TOOLS / "lock").open("w") as lock:  # two targets at once (make -j) take turns
                fcntl.flock(lock, fcntl.LOCK_EX)
                set_up(want)
    except (SetupError, OSError, subprocess.CalledProcessError) as error:
        print(f"Setting up failed: {error}", file=sys.stderr)
        print("The first set-up needs the network; behind a mirror see docs/running.md.", file=sys.stderr)
        return 1
    return 0


def require_python() -> None:
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        found = platform.python_version()
        raise SetupError(f"Python 3.11, 3.12 or 3.13 is needed and this is {found}: make PYTHON=python3.12 …")


def stamp(want: str) -> Path:
    return VENV / f".in-sync-{want}"


def digest() -> str:
    """What the installed packages depend on: the lock and the Python that they are for."""
    return hashlib.sha256((ROOT / "uv.lock").read_bytes() + sys.version.encode()).hexdigest()


def in_sync(want: str) -> bool:
    mark = stamp(want)
    return mark.exists() and mark.read_text() == digest() and (VENV / "bin" / "python").exists()


def set_up(want: str) -> None:
    if in_sync(want):
        return
    if not has_uv():
        print(f"Fetching uv {UV_VERSION} …", flush=True)
        if not install_by_pip():
            install_wheel()
    print("Installing the locked packages …", flush=True)
    for old in VENV.glob(".in-sync-*"):
        if old.read_text() != digest():
            old.unlink()
    groups = [part for group in GROUPS[want] for part in ("--group", group)]
    mirror = os.environ.get("PYPI_MIRROR")
    sync_from(mirror, groups) if mirror else sync(groups)
    for name, needed in GROUPS.items():
        if set(needed) <= set(GROUPS[want]):
            stamp(name).write_text(digest())


def has_uv() -> bool:
    if not UV.exists():
        return False
    told = subprocess.run([UV, "--version"], capture_output=True, text=True).stdout
    return UV_VERSION in told


def install_by_pip() -> bool:
    """False where this Python has no pip, or pip doesn't reach its index."""
    hashes = " ".join(f"--hash=sha256:{sha}" for _, _, sha in WHEELS.values())
    wanted = TOOLS / "uv.txt"
    wanted.write_text(f"uv=={UV_VERSION} {hashes}\n")
    mirror = os.environ.get("PYPI_MIRROR")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        + ["--only-binary=:all:", "--upgrade", "--target", TOOLS, "--require-hashes", "-r", wanted]
        + (["--index-url", mirror] if mirror else []),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return done.returncode == 0 and has_uv()


def install_wheel() -> None:
    """uv's wheel itself, by its pinned hash: where the system's Python came without pip."""
    folder, tag, sha = wheel()
    with urlopen(f"{FILES}{folder}/uv-{UV_VERSION}-py3-none-{tag}.whl", timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != sha:
        raise SetupError("the downloaded uv is not the expected one; nothing was installed")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        program = packed.read(f"uv-{UV_VERSION}.data/scripts/uv")
    UV.parent.mkdir(parents=True, exist_ok=True)
    draft = UV.with_name("uv.new")
    draft.write_bytes(program)
    draft.chmod(0o755)
    draft.replace(UV)


def wheel() -> tuple[str, str, str]:
    system, machine = platform.system(), platform.machine()
    library = "glibc" if platform.libc_ver()[0] == "glibc" else "musl"
    found = WHEELS.get((system, machine, "")) or WHEELS.get((system, machine, library))
    if not found:
        raise SetupError(f"no uv is known for {system} on {machine}: install pip for {sys.executable}")
    return found


def uv(*arguments: str | Path) -> None:
    """Run uv on our folder, with this Python: it shall not look for another, nor for another's index."""
    foreign = {"UV_DEFAULT_INDEX", "UV_INDEX_URL", "VIRTUAL_ENV", "UV_PYTHON"}
    env = {name: value for name, value in os.environ.items() if name not in foreign}
    env |= {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV)}
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    subprocess.run([UV, *quiet, *arguments], check=True, cwd=ROOT, env=env)


def sync(groups: list[str]) -> None:
    # Not exact: `make run` after `make test` leaves the test tools where they are.
    uv("sync", "--frozen", "--inexact", "--no-default-groups", "--python", sys.executable, *groups)


def sync_from(mirror: str, groups: list[str]) -> None:
    """The same packages from another index: the lock names its own files, a list with hashes does not."""
    listed = TOOLS / "requirements.txt"
    uv("venv", "--allow-existing", "--python", sys.executable, VENV)
    uv("export", "--quiet", "--frozen", "--no-default-groups", *groups, "--output-file", listed)
    uv("pip", "install", "--python", VENV, "--index-url", mirror, "--require-hashes", "-r", listed)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in GROUPS:
        sys.exit(f"usage: bootstrap.py {' | '.join(GROUPS)}")
    sys.exit(main(sys.argv[1]))
