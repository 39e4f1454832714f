"""Names with values in one cell: ``颜色：红；尺码：XL`` as people write it, or a JSON object.

Colons and semicolons may be full-width or not; a line break parts like a semicolon. What is written by
``written`` is read by ``read`` as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError

LONGEST = 20_000
_PARTS = re.compile("[;；\n]")
_COLON = re.compile("[:：]")
# A comma with a name and a colon behind it: a semicolon was meant.
_COMMA_FOR_SEMICOLON = re.compile("[,，][^,，:：]{1,40}[:：]")
EXAMPLE = "颜色：红；尺码：XL"
JSON_EXAMPLE = '{"颜色": "红色"}'

Pairs = list[tuple[str, str]]


def read(text: str, *, several: bool = False) -> Pairs:
    """The pairs in a cell; with ``several`` one name may have some values.

    Raises DomainError for what can't be read as such, and for a name that is given twice otherwise.
    """
    if len(text) > LONGEST:
        raise DomainError(_("内容太长，最多 %(most)d 个字") % {"most": LONGEST})
    if text.lstrip().startswith(("{", "[")):
        return _from_json(text, several=several)
    pairs = [_pair(part) for part in _PARTS.split(text) if part.strip()]
    if not several:
        _once(pairs)
    return pairs


def _pair(part: str) -> tuple[str, str]:
    name, *value = (piece.strip() for piece in _COLON.split(part, maxsplit=1))
    if not value or not name:
        raise DomainError(_("应写成“名称：值”，几项之间用分号，例如 %(example)s") % {"example": EXAMPLE})
    if _COMMA_FOR_SEMICOLON.search(value[0]):
        raise DomainError(_("几项之间请用分号隔开，例如 %(example)s") % {"example": EXAMPLE})
    return name, value[0]


def written(pairs: Iterable[Sequence[str]]) -> str:
    """The pairs as a cell: for people where that says the same, else as JSON."""
    kept = [(name, value) for name, value in pairs]
    text = "；".join(f"{name}：{value}" for name, value in kept)
    try:
        if read(text, several=True) == kept:
            return text
    except DomainError:
        pass
    values: dict[str, list[str]] = {}
    for name, value in kept:
        values.setdefault(name, []).append(value)
    few = {name: several if len(several) > 1 else several[0] for name, several in values.items()}
    return json.dumps(few, ensure_ascii=False)


def _once(pairs: list[tuple[str, Any]]) -> dict:
    names = [name for name, _value in pairs]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise DomainError(_("“%(name)s”写了两次") % {"name": double[:40]})
    return dict(pairs)


def _from_json(text: str, *, several: bool) -> Pairs:
    found = []
    for name, value in _object(text).items():
        for item in value if several and isinstance(value, list) else [value]:
            if not isinstance(item, str):
                raise DomainError(_("“%(name)s”的值应是文字或数字") % {"name": name[:40]})
            found.append((name, item))
    return found


def _object(text: str) -> dict[str, Any]:
    """A JSON object, its numbers as they were written."""
    try:
        # NaN and Infinity become what is refused as a value.
        value = json.loads(text, object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=set)
    except (ValueError, RecursionError) as error:
        raise DomainError(
            _("不是有效的 JSON 对象，应像 %(json)s（半角引号、冒号和逗号）；也可以写成 %(example)s")
            % {"json": JSON_EXAMPLE, "example": EXAMPLE}
        ) from error
    if not isinstance(value, dict):
        raise DomainError(_("应写成“名称：值”，几项之间用分号，例如 %(example)s") % {"example": EXAMPLE})
    return value
