"""Throw the demo mall's data folder away, after asking."""

from __future__ import annotations

import fcntl
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "mall"))
from engines import places  # noqa: E402  (the package alone: nothing of Django is needed here)


def main() -> int:
    data = places.data_dir()
    if not data.exists():
        print(f"Nothing to do: {data} is not there.")
        return 0
    serving = data / ".serving"
    if serving.exists():
        with serving.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("The mall is running from this folder: stop it first (Ctrl-C).", file=sys.stderr)
                return 1
    if "--yes" not in sys.argv and input(f"Delete {data} with all orders, pictures and keys in it? Type yes: ").strip() != "yes":
        print("Nothing was deleted.")
        return 1
    shutil.rmtree(data)
    print(f"{data} is gone; `make run` makes a new one.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
