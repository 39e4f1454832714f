"""Personal data in what somebody types: mobile numbers, e-mail addresses, identity numbers. (D7.3)"""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import ric

LONGEST = 10_000  # no address that a server takes, and nothing that people publish, is longer
# What people put between digits. Each pattern passes over it, so that none can be hidden by it.
_GAP = r"[\s\-.,·_/()\u2010-\u2015\u200b-\u200d\u2060\ufeff]*"
_EMAIL = re.compile(r"[^\s@]@[^\s@]")
# In prose an @ also calls somebody by name.
_ADDRESS = re.compile(rf"[\w.+-]{_GAP}@{_GAP}[\w-]+{_GAP}\.{_GAP}[A-Za-z]", re.ASCII)
_MOBILE = re.compile(rf"(?<!\d)(?:(?:00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)", re.ASCII)
# Looks ahead only, so that a number before it uses none of it up.
_IDENTITY = re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{16}}{_GAP}[\dXx])(?![0-9A-Za-z]))", re.ASCII)


def is_personal(text: str) -> bool:
    """Whether a mainland mobile, an e-mail or a resident's identity number stands in ``text``.

    An order's number has as many digits, but no place of birth begins with its year, 26 to 30.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    return bool(_EMAIL.search(plain)) or _has_number(plain)


def tells_personal(words: str) -> bool:
    """The same of a sentence, in which an @ makes no e-mail unless a whole address is around it."""
    plain = unicodedata.normalize("NFKC", words[:LONGEST])
    return bool(_ADDRESS.search(plain)) or _has_number(plain)


def _has_number(plain: str) -> bool:
    identities = (ric.is_valid(re.sub(_GAP, "", found)) for found in _IDENTITY.findall(plain))
    return bool(_MOBILE.search(plain)) or any(identities)
