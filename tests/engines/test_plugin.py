from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mall.engines import places

from .conftest import CHECKOUT, newcomers_environment

NOISY = r"""
def test_it_passes(capfd):
    print("a lone surrogate: \ud800")

def test_it_fails():
    assert "\ud800" == ""
"""


@pytest.mark.drill
def test_a_run_in_parallel_survives_hostile_output_and_leaves_nothing_behind(folder, tmp_path):
    (tmp_path / "test_noisy.py").write_text(NOISY)
    before = set(places.temp_root().glob("mall-test-*"))
    options = ["-q", "-n", "2", "--rootdir", CHECKOUT, "-c", CHECKOUT / "pyproject.toml"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tmp_path / "test_noisy.py"],
        cwd=CHECKOUT,
        env=newcomers_environment(folder, PYTHONIOENCODING="utf-8:backslashreplace"),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    left = set(places.temp_root().glob("mall-test-*")) - before
    assert not [path for path in left if os.path.exists(path / "postgres") and not _used(path)]


def _used(path) -> bool:
    """Whether another run, on this machine at the same time, holds it."""
    return (path / "postgres" / "postmaster.pid").exists()
