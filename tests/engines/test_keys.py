from __future__ import annotations

import stat
import subprocess

import pytest
from cryptography.fernet import Fernet

from mall import engines
from mall.engines import EngineError

from .conftest import CHECKOUT, PYTHON, newcomers_environment


@pytest.fixture(autouse=True)
def _nothing_remembered():
    engines.key.cache_clear()
    yield
    engines.key.cache_clear()


def test_a_key_is_made_once_and_only_its_owner_may_read_it(folder):
    first = engines.key("field_key")
    engines.key.cache_clear()
    assert engines.key("field_key") == first
    file = folder / "keys" / "field_key.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["field_key.key"]


def test_a_key_can_encrypt(folder):
    box = Fernet(engines.key("field_key"))
    assert box.decrypt(box.encrypt(b"310101")) == b"310101"


def test_keys_of_different_names_differ(folder):
    assert len({engines.key(name) for name in ("secret_key", "field_key", "hash_key")}) == 3


def test_processes_that_start_at_once_agree_on_a_key(folder):
    ask = "import sys; sys.path.insert(0, 'mall'); import engines; print(engines.key('secret_key'))"
    started = [
        subprocess.Popen(
            [*PYTHON, ask], cwd=CHECKOUT, env=newcomers_environment(folder), stdout=subprocess.PIPE
        )
        for _ in range(6)
    ]
    told = {process.communicate(timeout=60)[0] for process in started}
    assert len(told) == 1
    assert told.pop().strip()


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(folder):
    folder.parent.chmod(0o711)
    folder.write_text("a file where the folder should be")
    try:
        with pytest.raises(EngineError, match="MALL_DATA"):
            engines.key("secret_key")
    finally:
        folder.unlink()
