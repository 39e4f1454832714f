from __future__ import annotations

import os
from pathlib import Path

import pytest

from mall import engines
from mall.engines import places

LONGEST_SOCKET = 100
DEEP = Path("/srv") / "a-long-name-of-a-folder" / ("x" * 200) / ("y" * 200)


def test_socket_paths_stay_short_however_long_the_path_of_the_data_is():
    sockets = [places.socket_dir(DEEP) / ".s.PGSQL.5432.lock", places.valkey_socket(DEEP)]
    assert all(len(os.fsencode(socket)) < LONGEST_SOCKET for socket in sockets)


def test_each_data_folder_has_sockets_of_its_own():
    assert engines.database_url(DEEP) != engines.database_url(DEEP / "z")
    assert engines.redis_url(DEEP) != engines.redis_url(DEEP / "z")


def test_a_terminal_with_another_temporary_folder_finds_the_same_sockets(monkeypatch):
    before = engines.database_url(DEEP), engines.redis_url(DEEP)
    monkeypatch.setenv("TMPDIR", "/var/tmp")
    assert (engines.database_url(DEEP), engines.redis_url(DEEP)) == before


def test_the_environment_chooses_the_data_folder(monkeypatch):
    monkeypatch.setenv("MALL_DATA", "/srv/the mall")
    assert engines.data_dir() == Path("/srv/the mall")


def test_data_stays_in_the_checkout_unless_we_are_root_in_a_private_one(monkeypatch):
    monkeypatch.delenv("MALL_DATA", raising=False)
    ways = {}
    for root in (False, True):
        for public in (False, True):
            monkeypatch.setattr(places, "running_as_root", lambda root=root: root)
            monkeypatch.setattr(places, "reachable_by_others", lambda path, public=public: public)
            ways[root, public] = engines.data_dir()
    outside = ways.pop((True, False))
    assert set(ways.values()) == {places.CHECKOUT / ".data"}
    assert outside.parent == Path("/var/lib")
    assert outside.name.startswith("mall-")


@pytest.mark.parametrize(("mode", "public"), [(0o711, True), (0o700, False)])
def test_a_folder_is_open_to_others_only_if_every_parent_is(folder, mode, public):
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    folder.parent.chmod(mode)
    assert places.reachable_by_others(folder) is public
