"""A thousand clocks through everything that may befall a night: each fires once, none a minute late."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis

from mall.engines import Engines, places
from mall.engines.lifecycle import TEST_PREFIX, hold

ROOT = Path(__file__).resolve().parents[2]
CLOCKS, FIRST, SPREAD = 1_000, 25, 150
KILLS = 10
LATEST_SECONDS = 60
# The suite's own engines and names; the drill's processes get engines of their own.
SUITE = ("DATABASE_URL", "REDIS_URL", "MALL_TESTING", "REDIS_PREFIX", "MALL_TEST_DB", "MALL_ENGINES_HELD")


@contextmanager
def own_engines(monkeypatch):
    """Durable engines in a folder of their own, removed at the end."""
    for name in SUITE:
        monkeypatch.delenv(name, raising=False)
    data = Path(tempfile.mkdtemp(prefix=TEST_PREFIX, dir=places.temp_root()))
    data.chmod(0o711)
    engines = Engines(data)
    with hold(data):
        try:
            engines.start()
            yield engines
        finally:
            engines.stop_all()
            shutil.rmtree(data, ignore_errors=True)
            shutil.rmtree(places.run_dir(data), ignore_errors=True)


class Process:
    """A process group that the drill may kill and start again."""

    def __init__(self, name: str, *arguments: str, data: Path):
        self.command = [sys.executable, "-m", *arguments]
        self.environment = {**os.environ, "MALL_DATA": str(data), "DEBUG": "0", "MALL_EMBEDDED": "1"}
        self.log = (data / f"{name}.log").open("ab")
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill(self) -> None:
        """kill -9, children and all: nothing gets to clean up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self.log.close()


def ask(data: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.drills.clocks", *arguments],
        cwd=ROOT,
        env={**os.environ, "MALL_DATA": str(data), "DEBUG": "0", "MALL_EMBEDDED": "1"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


def celery(name: str, words: str, data: Path) -> Process:
    line = f"celery --app tests.drills.clocks --skip-checks {words} --loglevel warning"
    return Process(name, *line.split(), data=data)


def worker(number: int, data: Path) -> Process:
    name = f"worker{number}"
    return celery(name, f"worker --concurrency 2 --without-gossip --without-mingle -n {name}@drill", data)


def beat(number: int, data: Path) -> Process:
    return celery(f"beat{number}", "beat --max-interval 5 --pidfile=", data)


def faults(engines: Engines, workers: list[Process]) -> list[tuple[float, str, object]]:
    """When (seconds into the spread), what, and how: kills all along, the engines' troubles between."""
    step = SPREAD / (KILLS + 1)

    def kill(one: Process):
        one.kill()
        one.start()

    def restart(engine, **how):
        engine.stop(**how)
        engine.start(dies_with_us=True)

    flush = redis.Redis.from_url(places.redis_url(engines.data)).flushall
    kills = [
        (step * n, f"kill -9 of a worker ({n})", lambda n=n: kill(workers[n % 2]))
        for n in range(1, KILLS + 1)
    ]
    troubles = [
        (SPREAD * 0.25, "Valkey flushed", flush),
        (SPREAD * 0.45, "Valkey killed and restarted", lambda: restart(engines.valkey, immediately=True)),
        (SPREAD * 0.65, "PostgreSQL restarted at once", lambda: restart(engines.postgres, immediately=True)),
        (SPREAD * 0.85, "Valkey flushed again", flush),
    ]
    return sorted([*kills, *troubles], key=lambda fault: fault[0])


@pytest.mark.drill
def test_a_thousand_clocks_fire_once_each_through_kills_flushes_and_restarts(monkeypatch):
    with own_engines(monkeypatch) as engines, ExitStack() as running:
        ask(engines.data, "start", str(CLOCKS), str(FIRST), str(SPREAD))
        first_due = time.monotonic() + FIRST
        workers = [worker(n, engines.data) for n in range(2)]
        for process in [*workers, beat(1, engines.data), beat(2, engines.data)]:
            running.callback(process.stop)

        for at, words, do in faults(engines, workers):
            time.sleep(max(0, first_due + at - time.monotonic()))
            do()
            sys.stdout.write(f"{time.monotonic() - first_due:6.1f} s  {words}\n")
        found = _wait_for_the_last(engines.data, until=first_due + SPREAD + LATEST_SECONDS)

    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    assert (found["acts"], found["subjects"], found["twice"]) == (CLOCKS, CLOCKS, 0)
    assert (found["running"], found["dead"]) == (0, 0)
    assert 0 <= found["earliest"] <= found["latest"] < LATEST_SECONDS


def _wait_for_the_last(data: Path, until: float) -> dict:
    while True:
        found = json.loads(ask(data, "report"))
        if (found["running"] == 0 and found["acts"] >= CLOCKS) or time.monotonic() > until:
            time.sleep(10)  # whatever would fire twice has its chance
            return json.loads(ask(data, "report"))
        time.sleep(3)
