"""Ways to reach somebody outside of the mall, in what a shop publishes or writes. (D6.3)"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from mall.personal import LONGEST, tells_personal

from . import rules

_NAME = re.compile(
    r"(?:微\s*信|威\s*信|薇\s*信|v\s*信|加\s*v|wechat|weixin|vx|qq|扣扣|企鹅号)[号\s:：是为\-]*[a-z0-9][a-z0-9_\-]{4,}",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"https?://|www\.|[a-z0-9\-]{2,}\.(?:com|cn|net|shop|top|vip|cc|me|link|xyz)(?![a-z0-9])",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"扫\s*(?:一扫\s*)?(?:描\s*)?(?:二维)?码.{0,6}(?:加|关注|进群|联系|领)", re.IGNORECASE)


def found_in(text: str) -> list:
    """What of the kind stands in ``text``, in words."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    found = [_("手机号、邮箱或身份证号")] if tells_personal(plain) else []
    for pattern, words in ((_NAME, _("微信或 QQ 号")), (_LINK, _("网址")), (_PICTURE, _("扫码引导"))):
        if pattern.search(plain):
            found.append(words)
    return found


def require_none(texts: Iterable[str], *, field: str | None = None) -> None:
    """Raise RuleError D6.3 naming what was found in any of ``texts``."""
    found = list(dict.fromkeys(str(words) for text in texts for words in found_in(text)))
    rules.CONTACT_DATA.require(
        not found,
        _("这里不能留站外联系方式，发现：%(found)s。请删去；买家可以在订单里联系店铺。")
        % {"found": "、".join(found)},
        field=field,
    )
