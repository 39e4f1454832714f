"""Uploaded sheets that wait for their confirmation: in a folder of each shop, for a day."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.utils import timezone

FOLDER = "imports"
KEPT = timedelta(days=1)


def _store() -> Storage:
    return storages["private"]


def _place(shop_id: int, digest: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("a sheet is named by the digest of its content")
    return f"{FOLDER}/{shop_id}/{digest}"


def keep(shop_id: int, digest: str, file: File) -> None:
    """Keep a sheet that was shown; shown again, its day begins again."""
    place = _place(shop_id, digest)
    file.seek(0)
    _store().delete(place)
    _store().save(place, file)


def find(shop_id: int, digest: str) -> File | None:
    """The sheet, opened; None where it was never kept, is imported or has expired. ValueError: no digest."""
    try:
        return _store().open(_place(shop_id, digest))
    except FileNotFoundError:
        return None


def drop(shop_id: int, digest: str) -> None:
    _store().delete(_place(shop_id, digest))


def purge() -> int:
    """Delete the sheets that nobody confirmed within a day; how many."""
    store, before, gone = _store(), timezone.now() - KEPT, 0
    for folder in _listed(store, FOLDER)[0]:
        for name in _listed(store, f"{FOLDER}/{folder}")[1]:
            place = f"{FOLDER}/{folder}/{name}"
            if store.get_modified_time(place) < before:
                store.delete(place)
                gone += 1
    return gone


def _listed(store: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return store.listdir(folder)
    except FileNotFoundError:
        return [], []
