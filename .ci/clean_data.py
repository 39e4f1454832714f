"""Throw the data folder of the embedded engines away, after asking. Standard library only."""
# ruff: noqa: T201 - a program for the terminal

from __future__ import annotations

import fcntl
import shutil
import sys
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "mall"))
import engines
from engines import places

# What the mall itself puts into its data folder; without any of these it is somebody else's folder.
MARKS = ("postgres", "keys", ".serving")


def main() -> int:
    data = places.data_dir()
    if not data.exists():
        print(f"Nothing to do: {data} is not there.")
        return 0
    if not any((data / mark).exists() for mark in MARKS):
        print(f"{data} is not a data folder of the mall; nothing was deleted.", file=sys.stderr)
        return 1
    with (data / ".users").open("a") as users:  # held to the end: nobody starts while we ask and delete
        if not held_alone(users):
            print(f"The mall is running from {data}: stop it first (Ctrl-C where it runs).", file=sys.stderr)
            return 1
        if not agreed(f"Delete {data} with all orders, pictures and keys in it? Type yes: "):
            print("Nothing was deleted.")
            return 1
        engines.Engines(data).stop_all()  # what a killed server may have left
        shutil.rmtree(places.run_dir(data), ignore_errors=True)
        shutil.rmtree(data)
    print(f"{data} is gone; `make run` begins anew.")
    return 0


def held_alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def agreed(question: str) -> bool:
    if "--yes" in sys.argv:
        return True
    try:
        return input(question).strip().lower() == "yes"
    except EOFError:
        print()
        return False


if __name__ == "__main__":
    sys.exit(main())
