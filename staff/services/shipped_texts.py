"""The texts that come with the software, as a mall begins with them. Later editions are the mall's own."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from mall import locks
from staff.models import HouseText

from . import texts

FOLDER = Path(__file__).parents[1] / "texts"


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """Every text as its file has it, by name of the file."""
    files = sorted(FOLDER.glob("*.toml"))
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


@locks.service
def install(*, actor=None) -> int:
    """Write and publish those that the mall doesn't have yet; how many. Safe to repeat."""
    known = set(HouseText.objects.values_list("code", flat=True))
    missing = [one for one in shipped() if one["code"] not in known]
    for one in missing:
        about = {name: value for name, value in one.items() if not name.startswith("body")}
        text = texts.write(actor=actor, **about)
        texts.publish(actor=actor, text=text, body=one["body"], body_en=one["body_en"])
    return len(missing)
