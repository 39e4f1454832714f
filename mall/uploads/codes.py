"""What the QR codes in a picture say."""

from __future__ import annotations

import io

from PIL import Image

from .pictures import CleanPicture

# On a photo no wider than that a phone still reads what is on it, and looking takes some ten milliseconds.
LOOKED_AT = 1_000


def said_in(picture: CleanPicture) -> list[str]:
    """The texts of the QR codes in ``picture``, as we encoded it; round ones of mini programs aren't read."""
    import zxingcpp  # a tenth of a second, which only those pay who take in pictures

    with Image.open(io.BytesIO(picture.content), formats=["WEBP"]) as image:
        grey = image.convert("L")
    grey.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BILINEAR)
    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.MicroQRCode])
    return [code.text for code in zxingcpp.read_barcodes(grey, formats=wanted)]
