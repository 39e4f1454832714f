#!/usr/bin/env python
"""Django's commands. With embedded engines they are started for a command that needs them, and stopped after."""

from __future__ import annotations

import os
import sys

NEED_NO_ENGINE = {
    "check", "collectstatic", "compilemessages", "diffsettings", "help", "makemessages", "makemigrations",
    "rulebook", "rules_check", "serve", "version", "--help", "--version",
}  # fmt: skip


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mall.settings")
    from django.core.management import execute_from_command_line

    from mall import engines

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in NEED_NO_ENGINE:
        execute_from_command_line(sys.argv)
        return 0
    try:
        with engines.ensure():
            execute_from_command_line(sys.argv)
    except engines.EngineError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
