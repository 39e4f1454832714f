"""The carriers that everybody knows: what they are called, and where a parcel of theirs can be followed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from mall.halfwidth import plain


@dataclass(frozen=True)
class Carrier:
    """``page`` is the carrier's own public page of one parcel, with {number} in it; '' where it has none that
    takes a number in its address. ``also`` is what people write besides its name."""

    code: str
    name: str
    also: tuple[str, ...] = ()
    page: str = ""


CARRIERS = (
    Carrier(
        "sf",
        "顺丰速运",
        ("顺丰", "顺丰快递", "SF"),
        "https://www.sf-express.com/chn/sc/waybill/waybill-detail/{number}",
    ),
    Carrier(
        "jd",
        "京东物流",
        ("京东", "京东快递", "JD", "JDL"),
        "https://www.jdl.com/orderSearch/?waybillCodes={number}",
    ),
    Carrier("ems", "中国邮政", ("邮政", "EMS", "邮政EMS", "邮政快递")),
    Carrier(
        "zto",
        "中通快递",
        ("中通", "ZTO"),
        "https://www.zto.com/express/expressCheck.html?txtBill={number}",
    ),
    Carrier("yto", "圆通速递", ("圆通", "圆通快递", "YTO")),
    Carrier("sto", "申通快递", ("申通", "STO")),
    Carrier("yunda", "韵达快递", ("韵达", "韵达速递")),
    Carrier("jt", "极兔速递", ("极兔", "极兔快递", "J&T")),
    Carrier("deppon", "德邦快递", ("德邦", "德邦物流")),
)
NAMES = tuple(carrier.name for carrier in CARRIERS)


def _folded(name: str) -> str:
    return re.sub(r"\s", "", plain(name)).upper()


_BY_NAME = {_folded(name): carrier for carrier in CARRIERS for name in (carrier.name, *carrier.also)}


def known(name: str) -> Carrier | None:
    """The carrier that is called ``name``, in full or for short."""
    return _BY_NAME.get(_folded(name))


def tracking_url(carrier_name: str, number: str) -> str | None:
    """The carrier's page on a parcel; None for one that we don't know, or that has no such page."""
    carrier = known(carrier_name)
    if carrier is None or not carrier.page or not number.strip():
        return None
    return carrier.page.format(number=quote(number.strip(), safe=""))
