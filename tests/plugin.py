"""One throw-away PostgreSQL and Valkey for a whole test run, shared by its parallel workers.

Loaded through ``-p tests.plugin``. The settings are read by pytest-django before any conftest, so the
engines are up and the environment is set before its first hook. Each worker has a database (pytest-django's
suffix), a Redis prefix and folders for files of its own. A DATABASE_URL or REDIS_URL that is set already is
used as it is.
"""

from __future__ import annotations

import atexit
import os
from contextlib import ExitStack

import pytest
from xdist.scheduler import LoadScopeScheduling

from mall import engines

_running = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    os.environ["MALL_TESTING"] = "1"
    os.environ["REDIS_PREFIX"] = f"{worker or 'main'}-{os.getpid()}:"
    if not worker:
        _start(early_config.known_args_namespace)
    _own_folders(worker or "main")
    return (yield)


def _own_folders(worker: str) -> None:
    """What a test finds in the store must be its own, not what the worker beside it is writing."""
    files = engines.data_dir() / "files" / worker
    os.environ |= {"MEDIA_ROOT": str(files / "media"), "PRIVATE_ROOT": str(files / "private")}


def _start(options) -> None:
    """Engines for this process and the workers, which inherit its environment."""
    if options.help or options.version or options.collectonly:
        for name, url in {"DATABASE_URL": engines.database_url(), "REDIS_URL": engines.redis_url()}.items():
            os.environ.setdefault(name, url)
        return
    try:
        os.environ.update(_running.enter_context(engines.throwaway()))
    except engines.EngineError as error:
        raise pytest.UsageError(str(error)) from error
    atexit.register(_running.close)  # an internal error ends pytest without its last hook


class _Together(LoadScopeScheduling):
    """Each test by itself to whoever is free; those of some files together, as what they share costs much."""

    FILES = ("tests/roof/test_demo.py",)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return file if file in self.FILES else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return _Together(config, log) if config.getvalue("dist") == "load" else None


def pytest_unconfigure():
    _running.close()


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable():
    """Hostile text in a test's output, a lone surrogate, would silently kill the worker that reports it."""
    return _sendable((yield))


def _sendable(value):
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, dict):
        return {name: _sendable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_sendable(item) for item in value)
    return value
