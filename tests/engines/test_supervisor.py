from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from mall.engines.processes import group, started_at, wait_until
from mall.engines.supervisor import BACK_OFF, HEALTHY_SECONDS, Child, Family


@pytest.fixture
def family(tmp_path):
    made = Family(tmp_path / "children")
    yield made
    made.stop()


def child(tmp_path, code: str, **more) -> Child:
    command = [sys.executable, "-c", code]
    return Child(
        "sleeper", command, log=tmp_path / "sleeper.log", cwd=tmp_path, env=os.environ, patience=1, **more
    )


SLEEP = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
)
PARENT = (
    "import subprocess, sys, time; "
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
)


def test_a_child_that_dies_is_started_again_and_that_is_said_once(family, tmp_path):
    said = []
    family.add(child(tmp_path, SLEEP))
    first = family.children[0].process
    first.kill()
    first.wait()
    family.look(said.append)
    assert family.children[0].process.pid != first.pid
    assert said == ["The sleeper ended (signal SIGKILL) and is started again now"]


def test_a_child_that_keeps_dying_is_started_ever_later_with_its_last_words(family, tmp_path):
    said = []
    family.add(child(tmp_path, "raise SystemExit('no such table')"))
    assert wait_until(lambda: family.look(said.append) or len(said) == 3, 20)
    assert [f"again in {pause} s" in words for pause, words in zip(BACK_OFF, said, strict=False)] == [
        False,
        True,
        True,
    ]
    assert ["no such table" in words for words in said] == [False, True, True]


def kill(one: Child, *, after: float) -> int:
    """End a child that has lived for ``after`` seconds; its pid."""
    one._since = time.monotonic() - after
    one.process.kill()
    one.process.wait()
    return one.process.pid


def test_a_child_that_is_killed_after_a_healthy_life_is_started_at_once_however_often(family, tmp_path):
    said = []
    family.add(child(tmp_path, SLEEP))
    for _time in BACK_OFF:
        fallen = kill(family.children[0], after=HEALTHY_SECONDS + 1)
        family.look(said.append)
        assert family.children[0].process.pid != fallen
    assert said == ["The sleeper ended (signal SIGKILL) and is started again now"] * len(BACK_OFF)


def test_a_short_life_after_a_healthy_one_is_the_first_of_its_kind(family, tmp_path):
    said = []
    family.add(child(tmp_path, SLEEP))
    for life in (1, 1, HEALTHY_SECONDS + 1, 1):
        kill(family.children[0], after=life)
        assert wait_until(lambda: family.look(said.append) or family.children[0].process, 20)
    whens = [words.partition("started again ")[2].partition(";")[0] for words in said]
    assert whens == ["now", "in 1 s", "now", "in 1 s"]


def test_a_child_that_ignores_the_request_is_ended(family, tmp_path):
    family.add(child(tmp_path, STUBBORN))
    stubborn = family.children[0]
    assert wait_until(lambda: stubborn.log.read_text(), 20)
    process, began = stubborn.process, time.monotonic()
    family.stop()
    assert process.returncode is not None
    assert time.monotonic() - began < 5


def test_the_childrens_children_end_with_them(family, tmp_path):
    family.add(child(tmp_path, PARENT))
    number = family.children[0].process.pid
    assert wait_until(lambda: len(group(number)) == 2, 20)
    family.stop()
    assert wait_until(lambda: group(number) == [], 5)


def test_what_a_killed_server_left_is_stopped_with_its_children(tmp_path):
    left = subprocess.Popen([sys.executable, "-c", PARENT], start_new_session=True)
    assert wait_until(lambda: len(group(left.pid)) == 2, 20)
    record = tmp_path / "children"
    record.write_text(json.dumps([[left.pid, started_at(left.pid)]]))
    assert Family(record).bury() == 1
    assert group(left.pid) == []
    left.wait()
    assert not record.exists()


def test_grandchildren_are_found_where_the_child_itself_is_gone(tmp_path):
    left = subprocess.Popen([sys.executable, "-c", PARENT], start_new_session=True)
    assert wait_until(lambda: len(group(left.pid)) == 2, 20)
    record = tmp_path / "children"
    record.write_text(json.dumps([[left.pid, started_at(left.pid)]]))
    left.kill()
    left.wait()
    assert Family(record).bury() == 1
    assert group(left.pid) == []


def test_a_stranger_that_bears_a_dead_childs_number_is_left_alone(tmp_path):
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    record = tmp_path / "children"
    record.write_text(json.dumps([[stranger.pid, "long ago"]]))
    assert Family(record).bury() == 0
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@pytest.mark.parametrize("words", ["", "{", "[1]", '{"a": 1}', '[["x", "y"]]'])
def test_a_record_that_was_half_written_is_ignored(tmp_path, words):
    record = tmp_path / "children"
    record.write_text(words)
    assert Family(record).bury() == 0
