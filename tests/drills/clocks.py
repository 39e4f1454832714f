"""What runs in the drill's processes: a Celery app that knows the drill's clocks, and two commands.

``celery --app tests.drills.clocks``, ``python -m tests.drills.clocks start 1000 20 120``, ``… report``.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mall.settings")
django.setup()

# Models, and with them the handlers, can only be imported once Django is set up.
night = import_module("tests.drills.night")
app = import_module("mall.celery").app

if __name__ == "__main__":
    if sys.argv[1] == "start":
        night.start(*map(int, sys.argv[2:]))
    else:
        sys.stdout.write(json.dumps(night.report()))
