"""What goods are found by: words as they are typed, in whatever script, width, case or spacing.

Text is folded first (full width, case, traditional characters), then taken apart into runs of Han characters,
of letters and of digits. A Han run is found by its characters and pairs, and by its sound.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "traditional.txt"
_RUN = re.compile(r"(?P<han>[㐀-鿿豈-﫿\U00020000-\U0003ffff]+)|(?P<latin>[^\W\d_]+)|(?P<digits>\d+)")
LONGEST = 40


@cache
def _simplified() -> dict[int, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return {ord(traditional): simple for traditional, simple in pairs}


def fold(text: str) -> str:
    """One form of what is written in several: ``龍井ＡＢＣ`` → ``龙井abc``."""
    return unicodedata.normalize("NFKC", text).lower().translate(_simplified())


def runs(text: str) -> Iterator[tuple[str, str]]:
    """(kind, run) of the folded text; a kind is han, latin or digits: mate60 is two runs."""
    for kind, run, _start in places(fold(text)):
        yield kind, run


def places(folded: str) -> Iterator[tuple[str, str, int]]:
    """The runs of a text that is folded already, and where each begins."""
    for match in _RUN.finditer(folded):
        yield match.lastgroup or "", match.group(), match.start()


def lexemes(text: str) -> list[str]:
    """What ``text`` is found by: ``mate60 床品`` → mate, 60, 床, 床品, 品."""
    found = []
    for kind, run in runs(text):
        if kind != "han":
            found.append(run[:LONGEST])
            continue
        for i, character in enumerate(run):
            found.append(character)
            if i + 1 < len(run):
                found.append(run[i : i + 2])
    return found


@lru_cache(maxsize=20_000)
def syllables(run: str) -> tuple[str, ...]:
    """The sound of a Han run, a syllable each; a character that has none sounds like itself."""
    from pypinyin import lazy_pinyin  # a third of a second of dictionaries: not for who only shows pages

    return tuple(lazy_pinyin(list(run) if len(run) == 1 else run, errors=list))


def sounds(text: str) -> tuple[list[str], list[str]]:
    """What the Han runs of ``text`` sound like from each character on: whole, and by initials.

    ``龙井茶`` → longjingcha, jingcha, cha; ljc, jc, c. Their beginnings are what people type.
    """
    whole, initials = [], []
    for kind, run in runs(text):
        if kind == "han":
            said = syllables(run)
            for i in range(len(said)):
                whole.append("".join(said[i:])[:LONGEST])
                initials.append("".join(syllable[0] for syllable in said[i:])[:LONGEST])
    return whole, initials


def slug_words(text: str) -> list[str]:
    """The runs of letters and digits in ``text``, Han in pinyin: what an address is made of."""
    words: list[str] = []
    for kind, run in runs(text):
        words += syllables(run) if kind == "han" else [run]
    return words
