"""Set up what `make` needs, with nothing but a Python: uv into .tools/, the locked packages into .venv/.

    python3 .ci/bootstrap.py app | dev | browser

Standard library only. With packages in place and the lock unchanged, make never calls this and no network is used.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS, VENV = ROOT / ".tools", ROOT / ".venv"
UV_VERSION = "0.13.9"
GROUPS = {"app": [], "dev": ["dev"], "browser": ["dev", "browser"]}
FILES = "https://files.pythonhosted.org/packages/"
# For a Python without pip: the wheel itself, by hash. (system, machine, musl?) → path, SHA-256
WHEELS = {
    ("Linux", "x86_64", False): (
        "3d/aa/26d64642d808de4a652579ef950d7cd2d37f080a8babf9c67c6b75fc4c3f/uv-0.13.9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("Linux", "x86_64", True): (
        "fe/fe/794884de0efd3ac77a427cab21aa72c0483e100c55a42cd5cbb02c141b84/uv-0.13.9-py3-none-musllinux_1_1_x86_64.whl",
        "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    ),
    ("Linux", "aarch64", False): (
        "57/15/94b6cd62ac3ff6550288328e8035288875197cbc183f51554b266a69877b/uv-0.13.9-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
    ("Darwin", "x86_64", False): (
        "1e/db/08e9ef4879bd667e6d7b4705e594e5bd3e4585f10fc63cb16b9fa2fac63e/uv-0.13.9-py3-none-macosx_10_12_x86_64.whl",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("Darwin", "arm64", False): (
        "f3/a7/a8d7b074798c7fb3b26b37584b8fe2e29df2ccdc24ce7902caab2a53edbf/uv-0.13.9-py3-none-macosx_11_0_arm64.whl",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}


def main() -> int:
    want = sys.argv[1] if len(sys.argv) > 1 else "app"
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        return fail(f"Python 3.11, 3.12 or 3.13 is needed, this is {platform.python_version()}: make PYTHON=python3.11 …")
    try:
        uv = find_uv() or install_uv()
        sync(uv, want)
    except (subprocess.CalledProcessError, urllib.error.URLError, OSError) as error:
        return fail(f"Setting up failed ({error}). The first set-up needs the network; docs/running.md tells what to do behind a mirror.")
    return 0


def fail(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


def find_uv() -> Path | None:
    for place in (TOOLS / "bin" / "uv", TOOLS / "uv" / "bin" / "uv"):
        if place.exists() and UV_VERSION in subprocess.run([place, "--version"], capture_output=True, text=True).stdout:
            return place
    return None


def install_uv() -> Path:
    print(f"Fetching uv {UV_VERSION} …", flush=True)
    shutil.rmtree(TOOLS, ignore_errors=True)
    if install_by_pip():
        return TOOLS / "bin" / "uv"
    return install_wheel()


def install_by_pip() -> bool:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(TOOLS), f"uv=={UV_VERSION}"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0 and find_uv() is not None


def install_wheel() -> Path:
    """Where the system's Python came without pip: the wheel by its pinned hash."""
    musl = platform.system() == "Linux" and not platform.libc_ver()[0]
    key = (platform.system(), {"AMD64": "x86_64"}.get(platform.machine(), platform.machine()), musl)
    if key not in WHEELS:
        raise OSError(f"no uv is known for {' '.join(map(str, key[:2]))}; install pip for this Python")
    path, digest = WHEELS[key]
    with urllib.request.urlopen(FILES + path, timeout=120) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise OSError("the downloaded uv is not the expected one; nothing was installed")
    target = TOOLS / "uv" / "bin"
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        program = next(name for name in wheel.namelist() if name.endswith("/scripts/uv"))
        (target / "uv").write_bytes(wheel.read(program))
    (target / "uv").chmod(0o755)
    return target / "uv"


def sync(uv: Path, want: str) -> None:
    env = {name: value for name, value in os.environ.items() if name not in {"UV_DEFAULT_INDEX", "VIRTUAL_ENV"}}
    # The interpreter is the one at hand; uv shall not fetch another.
    env |= {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV)}
    groups = [part for group in GROUPS[want] for part in ("--group", group)]
    command = [str(uv), "sync", "--frozen", "--inexact", "--python", sys.executable, *groups]
    print(f"Installing the locked packages ({want}) …", flush=True)
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    subprocess.run([*command, *quiet], check=True, cwd=ROOT, env=env)
    for stamp in ("app", *GROUPS[want]):
        (VENV / f".with-{stamp}").touch()


if __name__ == "__main__":
    sys.exit(main())
