"""``manage.py serve`` as a person meets it: in a process of its own, on a port of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from mall.engines import Engines, places
from mall.engines.processes import bears, command_line, wait_until

from .conftest import CHECKOUT, newcomers_environment

OPEN = "The mall is open"
MUCH = 180  # seconds; a machine that does other things as well


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(folder, port, tmp_path):
    """Starts a server; ``told(process)`` is what it said so far."""
    started = []

    def start(*, on: int = port, ready: bool = True) -> subprocess.Popen:
        words = tmp_path / f"words-{len(started)}"
        with words.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--no-demo", "--port", str(on)],
                cwd=CHECKOUT, env=newcomers_environment(folder), stdout=output, stderr=output,
            )  # fmt: skip
        process.told = words.read_text
        started.append(process)
        if ready:
            wait_until(lambda: OPEN in process.told() or process.poll() is not None, MUCH)
            assert OPEN in process.told(), process.told()
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait(30)


def left_over(folder, port) -> list[str]:
    """The command lines of whatever still runs for this folder."""
    marks = (str(folder), f"--port {port}", str(places.run_dir(folder)))
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()] if os.path.isdir("/proc") else []
    return [command_line(pid) for pid in pids if any(bears(pid, mark) for mark in marks)]


def test_a_taken_port_is_told_in_one_sentence_before_anything_is_started(serve, port, folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        process = serve(ready=False)
        assert process.wait(MUCH) == 1
    assert (
        process.told()
        == f"CommandError: Port {port} is taken: choose another, for example `make run PORT={port + 1}`.\n"
    )
    assert wait_until(lambda: left_over(folder, port) == [], MUCH)


@pytest.mark.drill
def test_ctrl_c_and_sigterm_stop_everything(serve, port, folder):
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process = serve()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/") as page:
            assert page.status == 200
        process.send_signal(sig)
        assert process.wait(30) == 0
        assert process.told().endswith("Stopped.\n")
        assert left_over(folder, port) == []


@pytest.mark.drill
def test_a_signal_in_the_middle_of_the_start_stops_everything(serve, port, folder):
    for seconds in (1, 2, 3, 5, 8):
        process = serve(ready=False)
        time.sleep(seconds)
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert left_over(folder, port) == []


@pytest.mark.drill
def test_a_second_server_on_the_same_data_names_the_first(serve, port, folder):
    first = serve()
    second = serve(on=port + 1, ready=False)
    assert second.wait(MUCH) == 1
    assert re.search(
        rf"running already from .*http://127.0.0.1:{port}/ \(process {first.pid}\)", second.told()
    )


@pytest.mark.drill
def test_after_a_kill_the_next_start_repairs_what_was_left(serve, port, folder):
    for _ in range(3):
        process = serve()
        process.kill()
        process.wait()
    process = serve()
    process.terminate()
    assert process.wait(30) == 0
    assert left_over(folder, port) == []


@pytest.mark.drill
def test_whatever_is_killed_comes_back(serve, port, folder):
    process = serve()
    for engine in Engines(folder).all:
        os.kill(engine.running_pid(), signal.SIGKILL)
        assert wait_until(lambda name=engine.name: f"{name} had ended" in process.told(), 30)
    for name in ("granian", "celery --app mall --skip-checks worker", "celery --app mall --skip-checks beat"):
        before = process.told().count("started again")
        _kill_child(process.pid, name)
        assert wait_until(lambda seen=before: process.told().count("started again") > seen, 30)
    assert wait_until(lambda: _status(port) == 200, 60)


def _kill_child(parent: int, name: str) -> None:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    [child] = [int(pid) for pid in children if bears(int(pid), name)]
    os.kill(child, signal.SIGKILL)


def _status(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz/", timeout=5) as page:
            return page.status
    except OSError:
        return 0
