"""All that an import found, in a private file: problems, notes, drafts, and what an undo left as it was.

Written line by line when a worker ends, read line by line when somebody downloads it.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterable, Iterator

from django.core.files import File
from django.core.files.storage import Storage, storages

FOLDER = "findings"
CHECK, UNDO = "check", "undo"


def _store() -> Storage:
    return storages["private"]


def _place(run_id: int, what: str) -> str:
    return f"{FOLDER}/{run_id}-{what}.jsonl.gz"


def keep(run_id: int, what: str, found: Iterable[dict]) -> None:
    """Keep what was found; a later finding of the same kind takes its place."""
    forget(run_id, what)
    with tempfile.TemporaryFile() as raw:
        with gzip.open(raw, "wt", encoding="utf-8") as packed:
            for one in found:
                packed.write(json.dumps(one) + "\n")
        raw.seek(0)
        _store().save(_place(run_id, what), File(raw))


def read(run_id: int, what: str) -> Iterator[dict]:
    """What was found, in its order; nothing where it was let go of."""
    try:
        file = _store().open(_place(run_id, what))
    except FileNotFoundError:
        return
    with file, gzip.open(file, "rt", encoding="utf-8") as packed:
        for line in packed:
            yield json.loads(line)


def exists(run_id: int, what: str) -> bool:
    return _store().exists(_place(run_id, what))


def forget(run_id: int, what: str) -> None:
    _store().delete(_place(run_id, what))
