#!/usr/bin/env python
"""Django's commands. The embedded engines are started for a command that needs them, and stopped after it."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import nullcontext, suppress

NEED_NO_ENGINE = {
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages",
    "makemigrations", "rulebook", "rules_check", "serve", "sqlmigrate", "startapp", "version",
    "--help", "--version", "-h",
}  # fmt: skip


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mall.settings")
    from mall import engines

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    wants_help = bool({"--help", "-h"} & set(sys.argv[2:]))
    if command == "serve" and not wants_help:
        _begin_ahead()
    try:
        with nullcontext() if command in NEED_NO_ENGINE or wants_help else engines.ensure():
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except engines.EngineError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _begin_ahead() -> None:
    """Before the first start of a mall: what takes longest begins while Django is loaded."""
    from mall.engines import places

    if (places.data_dir() / "postgres").exists() or "DATABASE_URL" in os.environ:
        return
    threading.Thread(target=_make_database, daemon=True).start()
    if "--no-demo" not in sys.argv:
        from mall.roof.demo import studio

        studio.begin()


def _make_database() -> None:
    from mall import engines

    # What can't be is said in words by whoever starts the engines, which waits for us.
    with suppress(engines.EngineError, OSError):
        engines.Engines().prepare()


if __name__ == "__main__":
    sys.exit(main())
