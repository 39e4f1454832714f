"""Real engines: started, shared, killed and started again, on a path with a blank and Chinese in it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import namedtuple

import psycopg
import pytest
import redis

from mall import engines
from mall.engines import EngineError, Engines, lifecycle, places
from mall.engines.processes import command_line, read_pid, wait_until

from .conftest import CHECKOUT, PYTHON, newcomers_environment

FULL = namedtuple("FULL", "total used free")(10**9, 10**9, 0)
USE_THEM = """
import sys; sys.path.insert(0, "mall")
import engines
with engines.ensure() as running:
    print("ready", flush=True); sys.stdin.read()
"""
START_THEM = """
import sys; sys.path.insert(0, "mall")
import engines
running = engines.Engines(throwaway=True); running.start()
print("ready", flush=True); sys.stdin.read(); running.stop()
"""


@pytest.fixture
def start(folder):
    """Starts engines in ``folder`` and stops them at the end."""
    started = []

    def now(*, throwaway: bool = True) -> Engines:
        started.append(Engines(folder, throwaway=throwaway))
        started[-1].start()
        return started[-1]

    yield now
    for each in started:
        each.stop_all()


@pytest.fixture
def running(started_before, start):
    return start()


@pytest.fixture
def process(folder, started_before):
    """Starts a process that runs ``code`` and says when it is ready; its standard input ends it."""
    started = []

    def start(code: str) -> subprocess.Popen:
        env = newcomers_environment(folder)
        child = subprocess.Popen(
            [*PYTHON, code], cwd=CHECKOUT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(child)
        assert child.stdout.readline() == "ready\n"
        return child

    yield start
    for child in started:
        child.kill()
        child.communicate()


def pids(data) -> list[int]:
    found = [engine.running_pid() for engine in Engines(data).all]
    return [pid for pid in found if pid]


def answer(data) -> int:
    with psycopg.connect(engines.database_url(data)) as connection:
        return connection.execute("SELECT 1").fetchone()[0]


def test_what_was_started_answers_at_the_addresses_that_settings_compute(running, folder):
    assert answer(folder) == 1
    with redis.Redis.from_url(engines.redis_url(folder)) as client:
        assert client.ping()


def test_the_database_sorts_and_folds_like_one_of_unicode(running, folder):
    with psycopg.connect(engines.database_url(folder)) as connection:
        assert connection.execute("SELECT upper('é'), length('商城')").fetchone() == ("É", 2)


def test_nothing_listens_on_the_network(running):
    for pid in pids(running.data):
        sockets = [os.readlink(link) for link in _links(f"/proc/{pid}/fd")]
        inodes = {name[8:-1] for name in sockets if name.startswith("socket:[")}
        listening = {row.split()[9] for row in _rows("/proc/net/tcp") + _rows("/proc/net/tcp6")}
        assert not inodes & listening


def _links(folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in os.listdir(folder)]
    except (FileNotFoundError, PermissionError):
        pytest.skip("this system doesn't show a process's sockets")


def _rows(table: str) -> list[str]:
    with open(table) as file:
        return file.readlines()[1:]


def test_a_second_starter_uses_what_runs_and_leaves_it_running(running, folder, start):
    before = pids(folder)
    start().stop()
    assert pids(folder) == before


def test_a_database_that_was_killed_comes_back_with_what_was_committed(started_before, start, folder):
    running = start(throwaway=False)
    with psycopg.connect(engines.database_url(folder), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS figure")
    os.kill(running.postgres.running_pid(), signal.SIGKILL)
    running.postgres.process.wait()
    assert running.revive() == ["PostgreSQL"]
    with psycopg.connect(engines.database_url(folder)) as connection:
        assert connection.execute("SELECT figure FROM kept").fetchone() == (42,)


def test_a_valkey_that_was_killed_comes_back(running):
    os.kill(running.valkey.running_pid(), signal.SIGKILL)
    running.valkey.process.wait()
    assert running.revive() == ["Valkey"]
    assert running.valkey.answers()


def test_a_pid_file_that_names_a_stranger_neither_stops_the_start_nor_harms_the_stranger(running, folder):
    running.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    pid_file = folder / "postgres" / "postmaster.pid"
    pid_file.write_text(
        f"{stranger.pid}\n{folder}/postgres\n{int(time.time())}\n5432\n/nowhere\n\n0 0\nready\n"
    )
    running.start()
    assert answer(folder) == 1
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_the_last_of_two_commands_stops_what_the_first_started(process, folder):
    first, second = process(USE_THEM), process(USE_THEM)
    first.communicate(timeout=30)
    assert answer(folder) == 1
    second.communicate(timeout=30)
    assert pids(folder) == []


def test_what_a_killed_command_left_is_used_and_then_stopped_by_the_next(process, folder):
    first = process(USE_THEM)
    before = pids(folder)
    first.kill()
    first.wait()
    second = process(USE_THEM)
    assert pids(folder) == before
    second.communicate(timeout=30)
    assert pids(folder) == []


@pytest.mark.skipif(
    not os.path.exists("/proc/self/stat"), reason="only Linux tells a child of its parent's death"
)
def test_engines_end_with_a_server_that_is_killed(process, folder):
    server = process(START_THEM)
    left = pids(folder)
    server.kill()
    assert wait_until(lambda: not any(map(command_line, left)), 20)


def test_nothing_is_started_where_a_parent_holds_the_engines(folder, monkeypatch):
    monkeypatch.setenv(engines.HELD, "1")
    with engines.ensure() as running:
        assert running is None
    assert not folder.exists()


def test_engines_that_the_environment_replaces_are_left_out(folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/mall")
    assert [engine.name for engine in Engines(folder).all] == ["Valkey"]
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    assert Engines(folder).all == []


def test_data_of_another_postgresql_is_refused_with_both_versions_and_the_way_out(folder):
    (folder / "postgres").mkdir(parents=True)
    (folder / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EngineError, match=r"PostgreSQL 16 .* 18: .*pg_dump.*make clean-data"):
        Engines(folder).start()


def test_a_full_disk_is_told_in_one_sentence(folder, monkeypatch):
    monkeypatch.setattr(lifecycle.shutil, "disk_usage", lambda path: FULL)
    with pytest.raises(EngineError, match=r"disk that holds .* is full: free some space"):
        Engines(folder).start()
    assert not (folder / "postgres").exists()


def test_a_link_where_the_sockets_should_be_is_refused_and_what_it_leads_to_left_alone(folder, monkeypatch):
    precious = folder.parent / "precious"
    precious.mkdir()
    precious.chmod(0o755)
    monkeypatch.setattr(places, "temp_root", lambda: folder.parent)
    places.run_dir(folder).parent.symlink_to(precious)
    with pytest.raises(EngineError, match="made by another user"):
        Engines(folder).start()
    assert precious.stat().st_mode & 0o777 == 0o755


@pytest.mark.skipif(not places.running_as_root(), reason="only root needs another account for its database")
def test_root_is_told_when_the_databases_account_cannot_reach_the_data(folder):
    folder.parent.chmod(0o700)
    with pytest.raises(EngineError, match=r"can't enter .*MALL_DATA="):
        Engines(folder).start()
    assert folder.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not places.running_as_root(), reason="only root needs copies of the programs")
def test_root_with_programs_in_a_private_home_runs_copies_of_them(start, folder, monkeypatch):
    monkeypatch.setattr("mall.engines.binaries.reachable_by_others", lambda path: False)
    start()
    assert answer(folder) == 1
    assert all(str(folder / "programs") in command_line(pid) for pid in pids(folder))


def test_a_start_that_was_killed_halfway_leaves_nothing_that_is_taken_for_a_database(start, folder):
    draft = folder / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    start()
    assert answer(folder) == 1
    assert read_pid(folder / "postgres" / "postmaster.pid")
