from __future__ import annotations

import fcntl
import importlib.util
import io
import subprocess
import sys
from contextlib import closing

import pytest

from .conftest import CHECKOUT


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The set-up program, working in an empty checkout with nothing but a lock."""
    spec = importlib.util.spec_from_file_location("bootstrap", CHECKOUT / ".ci" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "uv.lock").write_text("version = 1\n")
    places = {"ROOT": tmp_path, "TOOLS": tmp_path / ".tools", "VENV": tmp_path / ".venv"}
    for name, place in (places | {"UV": tmp_path / ".tools" / "bin" / "uv"}).items():
        monkeypatch.setattr(module, name, place)
    return module


@pytest.fixture
def installed(bootstrap):
    """As after a set-up for the tests."""
    (bootstrap.VENV / "bin").mkdir(parents=True)
    (bootstrap.VENV / "bin" / "python").touch()
    for want in ("app", "dev"):
        bootstrap.stamp(want).write_text(bootstrap.digest())
    return bootstrap


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0), (2, 7, 18)])
def test_another_python_is_refused_with_the_versions_that_do(bootstrap, monkeypatch, capsys, version):
    monkeypatch.setattr(sys, "version_info", version)
    assert bootstrap.main("app") == 1
    assert "Python 3.11, 3.12 or 3.13 is needed" in capsys.readouterr().err


def test_a_set_up_that_is_in_place_runs_nothing_and_needs_no_network(installed, monkeypatch):
    monkeypatch.setattr(installed.subprocess, "run", lambda *a, **k: pytest.fail("a program was run"))
    monkeypatch.setattr(installed, "urlopen", lambda *a, **k: pytest.fail("the network was used"))
    assert installed.main("app") == 0
    assert installed.main("dev") == 0


def test_another_lock_is_noticed(installed):
    (installed.ROOT / "uv.lock").write_text("version = 2\n")
    assert not installed.in_sync("app")


def test_another_python_is_noticed(installed, monkeypatch):
    monkeypatch.setattr(sys, "version", "3.12.1 (main)")
    assert not installed.in_sync("app")


def test_the_browser_tests_need_more_than_the_tests(installed):
    assert installed.in_sync("dev")
    assert not installed.in_sync("browser")


def test_a_downloaded_uv_that_is_not_the_expected_one_is_not_installed(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "install_by_pip", lambda: False)
    monkeypatch.setattr(bootstrap, "urlopen", lambda *a, **k: closing(io.BytesIO(b"something else")))
    assert bootstrap.main("app") == 1
    assert "not the expected one" in capsys.readouterr().err
    assert not bootstrap.UV.exists()


def test_without_a_network_a_sentence_says_so(bootstrap, monkeypatch, capsys):
    def unreachable(*args, **kwargs):
        raise OSError("Network is unreachable")

    monkeypatch.setattr(bootstrap, "install_by_pip", lambda: False)
    monkeypatch.setattr(bootstrap, "urlopen", unreachable)
    assert bootstrap.main("app") == 1
    assert "needs the network" in capsys.readouterr().err


def test_deleting_the_data_asks_first_and_takes_silence_for_no(folder):
    (folder / "postgres").mkdir(parents=True)
    (folder / "order").touch()
    done = subprocess.run(
        [sys.executable, CHECKOUT / ".ci" / "clean_data.py"],
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Nothing was deleted" in done.stdout
    assert (folder / "order").exists()


def test_deleting_the_data_takes_yes_for_yes(folder):
    (folder / "keys").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, CHECKOUT / ".ci" / "clean_data.py"],
        input="yes\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, folder.exists()) == (0, False)


def test_a_folder_that_the_mall_did_not_make_is_never_deleted(folder):
    folder.mkdir()
    (folder / "letters").touch()
    done = subprocess.run(
        [sys.executable, CHECKOUT / ".ci" / "clean_data.py", "--yes"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        1,
        f"{folder} is not a data folder of the mall; nothing was deleted.\n",
    )
    assert [path.name for path in folder.iterdir()] == ["letters"]


def test_while_the_question_stands_nobody_else_may_use_the_data(folder):
    (folder / "keys").mkdir(parents=True)
    asking = subprocess.Popen(
        [sys.executable, "-u", CHECKOUT / ".ci" / "clean_data.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    asking.stdout.read(6)  # the question has begun

    with (folder / ".users").open("a") as users, pytest.raises(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)

    asking.communicate("no\n")
    assert asking.returncode == 1
