"""What an input method or a copied page left in a number or a code, made plain."""

_PLAIN = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_MARKS = {ord(mark): "-" for mark in "‐‑‒–—―−"}
_INVISIBLE = dict.fromkeys((0xFEFF, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202C))


def plain(text: str) -> str:
    """``text`` in half-width letters and digits, without the blanks within it and what nobody sees.

    ``ＳＦ１２３ ４５６`` is ``SF123456``; other characters stay, to be refused by who reads the answer.
    """
    return "".join(text.translate(_PLAIN | _MARKS | _INVISIBLE).split())
