"""What the QR codes in a picture say."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from PIL import Image

from mall.errors import DomainError

from .pictures import CleanPicture

# The whole picture is looked at no wider than that; what is larger also in parts of its full size, as whoever
# opens the picture sees it. Codes wider than the parts' overlap are large enough to be read on the whole.
LOOKED_AT, OVERLAP = 1_000, 240
# Of the processor's time. Photos take a tenth of a second; thousands of drawn corners of codes take many.
MOST_SECONDS = 3.0


def said_in(picture: CleanPicture, *, most_seconds: float = MOST_SECONDS) -> list[str]:
    """The texts of the QR codes in ``picture``, as we encoded it; round ones of mini programs aren't read.

    Raises DomainError for a picture that can't be looked through within ``most_seconds``.
    """
    import zxingcpp  # a tenth of a second, which only those pay who take in pictures

    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.MicroQRCode])
    with Image.open(io.BytesIO(picture.content), formats=["WEBP"]) as image:
        grey = image.convert("L")
    said: dict[str, None] = {}
    until = time.thread_time() + most_seconds
    for look in _looks(grey):
        if time.thread_time() >= until:
            raise DomainError(
                _("图片里满是像二维码的图案，看不清有没有二维码：请换一张，或把它们裁掉。"), field="file"
            )
        said.update(dict.fromkeys(code.text for code in zxingcpp.read_barcodes(look, formats=wanted)))
    return list(said)


def _looks(grey: Image.Image) -> Iterator[Image.Image]:
    whole = grey.copy()
    whole.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BILINEAR)
    yield whole
    if whole.size == grey.size:
        return
    step = LOOKED_AT - OVERLAP
    for top in range(0, max(grey.height - OVERLAP, 1), step):
        for left in range(0, max(grey.width - OVERLAP, 1), step):
            right, bottom = min(left + LOOKED_AT, grey.width), min(top + LOOKED_AT, grey.height)
            yield grey.crop((left, top, right, bottom))
