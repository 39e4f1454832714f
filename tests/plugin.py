"""One throw-away PostgreSQL and Valkey for a whole test run, shared by its parallel workers.

pytest-django reads the settings before any conftest, so the engines are up and the environment is set when
this plug-in loads (``-p tests.plugin``). Each worker has a database and a Redis prefix of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest


def _start_engines() -> None:
    from mall import engines
    from mall.engines import places

    # Not under a private home: run as root, the database's account must reach it.
    folder = Path(tempfile.mkdtemp(prefix="mall-test-"))
    folder.chmod(0o755)
    os.environ["MALL_DATA"] = str(folder)
    started = engines.Engines(folder, throwaway=True)
    try:
        started.start()
    except engines.EngineError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise pytest.UsageError(str(error)) from error
    os.environ["DATABASE_URL"] = places.database_url(folder)
    os.environ["REDIS_URL"] = places.redis_url(folder)
    _running.append((started, folder))


def _prepare() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    os.environ["MALL_TESTING"] = "1"
    os.environ["REDIS_PREFIX"] = f"{worker or 'main'}-{os.getpid()}:"
    if not worker and "DATABASE_URL" not in os.environ:
        _start_engines()


_running: list = []


def pytest_unconfigure(config):
    from mall.engines import places

    while _running:
        started, folder = _running.pop()
        started.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(places.run_dir(folder), ignore_errors=True)


# At import and not in a hook: pytest-django's own first hook already reads the settings.
_prepare()
