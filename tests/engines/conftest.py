"""Data folders of their own for engines that the tests start, break and stop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mall.engines import Engines, places

ENGINES_OWN = {"DATABASE_URL", "REDIS_URL", "MALL_DATA", "MALL_TESTING", "MALL_ENGINES_HELD", "REDIS_PREFIX"}
CHECKOUT = places.CHECKOUT


@pytest.fixture
def embedded(monkeypatch):
    """The environment of a newcomer: nothing replaces the engines."""
    for name in ENGINES_OWN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(embedded, monkeypatch):
    """An empty data folder, not below pytest's own, which others can't enter; what runs there is stopped."""
    parent = Path(tempfile.mkdtemp(prefix="mall engines ", dir=places.temp_root()))
    parent.chmod(0o711)
    data = parent / "数据"
    monkeypatch.setenv("MALL_DATA", str(data))
    yield data
    Engines(data).stop_all()
    shutil.rmtree(parent)
    shutil.rmtree(places.run_dir(data), ignore_errors=True)


@pytest.fixture(scope="session")
def cluster():
    """A database as the first start makes it. Making one takes longer than all that most tests do with it."""
    parent = Path(tempfile.mkdtemp(prefix="mall cluster ", dir=places.temp_root()))
    parent.chmod(0o711)
    with pytest.MonkeyPatch.context() as patch:
        for name in ENGINES_OWN:
            patch.delenv(name, raising=False)
        engines = Engines(parent / "data", throwaway=True)
        try:
            engines.start()
        finally:
            engines.stop_all()
    yield engines.postgres.cluster
    shutil.rmtree(parent)
    shutil.rmtree(places.run_dir(engines.data), ignore_errors=True)


@pytest.fixture
def started_before(folder, cluster):
    """The data folder, with the database of an earlier start."""
    folder.mkdir()
    subprocess.run(["cp", "-a", cluster, folder / "postgres"], check=True)
    return folder


def newcomers_environment(data: Path, **more: str) -> dict[str, str]:
    """For a process of its own: pytest's environment without what the engines mind, on ``data``."""
    plain = {name: value for name, value in os.environ.items() if name not in ENGINES_OWN}
    return plain | {"MALL_DATA": str(data), "PYTHONPATH": str(CHECKOUT)} | more


PYTHON = [sys.executable, "-c"]
