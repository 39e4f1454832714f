"""Ways to reach somebody outside of the mall, in what a shop publishes or writes. (D6.3)

They are found as people hide them: full-width, circled, in Chinese numerals, with blanks or marks between.
QR codes in pictures are read as they are uploaded. Reviewers look at each picture before it is on sale, too:
the round codes of mini programs are read by their makers alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mall.personal import LONGEST, tells_personal

from . import rules

# As they are written, said on the phone, and on cheques.
_NUMERALS = str.maketrans("〇零洞一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖", "0001112223344556677788999")
# What nobody sees between digits and letters: keycaps, selectors, joiners.
_UNSEEN = dict.fromkeys((0x20E3, 0xFE0E, 0xFE0F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_WECHAT = r"(?:[微薇威徽]\W{0,2}信|v\W{0,2}信|卫星号|(?<![a-z])(?:we\W?chat|wei\W?xin|v\W?x|wx)(?![a-z]))"
_QQ = r"(?:(?<![a-z])q\W?q(?![a-z])|扣\W?扣|企鹅号|球球号)"
_NAMED = re.compile(rf"(?:{_WECHAT}|{_QQ}|加\W?v)[号码\s:是为同\-=→+]{{0,8}}([a-z0-9][a-z0-9\s._\-]{{4,40}})")
_SAME = re.compile(
    rf"{_WECHAT}\W{{0,3}}同(?:号|手机|电话)|(?:手机|电话)\W{{0,3}}(?:同|即|就是)\W{{0,3}}{_WECHAT}"
)
_ADD = re.compile(
    rf"(?:加|➕)\W?(?:我|个|下|一下|店主|客服|掌柜|老板)?的?\W?(?:{_WECHAT}|{_QQ}|v(?![a-z0-9])|微(?=[\s,.!。,聊联详私领]|$))"
)
_PHONE = re.compile(r"(?<!\d)(?:[48]00[\s\-]?\d{3}[\s\-]?\d{4}|0\d{2,3}[\s\-]\d{7,8})(?!\d)", re.ASCII)
_LINK = re.compile(r"https?://|www\.|[a-z0-9\-]{2,}\.(?:com|cn|net|shop|top|vip|cc|me|link|xyz)(?![a-z0-9])")
# What a phone opens, dials, joins or keeps where a code says so; SN: and the like only number a thing.
_ADDRESS = re.compile(
    r"\s*(?:[a-z][a-z0-9+.\-]*://|(?:tel|smsto?|mailto|matmsg|mecard|begin|weixin|wxp|wifi):)", re.IGNORECASE
)
_PICTURE = re.compile(r"扫\s*(?:一扫\s*)?(?:描\s*)?(?:二维)?码.{0,6}(?:加|关注|进群|联系|领)")


def found_in(text: str) -> list:
    """What of the kind stands in ``text``, in words."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST].translate(_UNSEEN)).lower()
    in_digits = plain.translate(_NUMERALS)
    checks = (
        (_("手机号、邮箱或身份证号"), tells_personal(plain) or tells_personal(in_digits)),
        (_("电话号码"), _PHONE.search(in_digits)),
        (_("微信或 QQ 号"), _tells_name(plain) or _tells_name(in_digits)),
        (_("网址"), _LINK.search(plain)),
        (_("扫码引导"), _PICTURE.search(plain)),
    )
    return [words for words, is_there in checks if is_there]


def _tells_name(plain: str) -> bool:
    """A name at a messenger, or the wish to be added there."""
    return bool(_SAME.search(plain) or _ADD.search(plain) or any(map(_is_name, _NAMED.findall(plain))))


def _is_name(run: str) -> bool:
    """Five characters in a row; or as many with gaps between, of which two are digits."""
    if len(re.split(r"[\s.]", run, maxsplit=1)[0]) >= 5:
        return True
    whole = re.sub(r"[\s._\-]", "", run)
    return len(whole) >= 5 and sum(c.isdigit() for c in whole) >= 2


def require_none(texts: Iterable[str], *, field: str | None = None) -> None:
    """Raise RuleError D6.3 naming what was found in any of ``texts``."""
    found = list(dict.fromkeys(str(words) for text in texts for words in found_in(text)))
    rules.CONTACT_DATA.require(
        not found,
        _("这里不能留站外联系方式，发现：%(found)s。请删去；买家可以在订单里联系店铺。")
        % {"found": "、".join(found)},
        field=field,
    )


def require_no_way_out(codes: Iterable[str], *, field: str | None = None) -> None:
    """Raise RuleError D6.3 where one of ``codes``, as read from a picture, leads out of the mall.

    What merely numbers a thing, or leads to a page of the mall, may stay.
    """
    outside = [code for code in codes if not code.startswith(f"{settings.SITE_URL}/")]
    rules.CONTACT_DATA.require(
        not any(_ADDRESS.match(code) or found_in(code) for code in outside),
        _("图片里有通向站外的二维码，不能使用：请换一张没有它的图片，或把它裁掉、盖住。"),
        field=field,
    )


def require_sendable(text: str) -> None:
    """Raise RuleError D6.3 for a message to a shopper that tells how to get in touch elsewhere.

    Whatever lets shops write to shoppers calls this before a message is kept.
    """
    require_none([text], field="text")
