"""Pictures that people give us: looked at without trust, decoded within bounds, and written anew by us.

Nothing of the file that came in is served: what is stored was encoded here, turned the right way up, in sRGB,
without metadata and without whatever was hung on its end.
"""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from mall.errors import DomainError

from . import sniffing

MAX_BYTES = 10 * 1024**2
MAX_PIXELS = 40_000_000
LARGEST = 2560
WIDTHS = (160, 320, 640, 1280)
SHARED_WIDTH = 800
FOLDER = "pictures"  # what lies here in the public storage has renditions
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_MAX_PROFILE = 512 * 1024

# Warning filters belong to the whole process, and so does memory: one picture at a time.
_decoding = threading.Lock()


@dataclass(frozen=True)
class CleanPicture:
    """A picture as we encoded it. ``digest`` is the SHA-256 of ``content``."""

    content: bytes
    width: int
    height: int
    digest: str
    ext: str = "webp"

    @property
    def name(self) -> str:
        """The same content always has the same name."""
        return f"{self.digest[:32]}.{self.ext}"


def clean_picture(
    file: IO[bytes], *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> CleanPicture:
    """Check, decode and re-encode an uploaded JPEG, PNG or WEBP; of an animation, its first frame.

    Raises DomainError, in words that say what to do, for everything that isn't such a picture, is damaged, is
    larger than ``max_bytes``, or would unfold to more than ``max_pixels``. The dimensions are read from the
    header, before a single pixel is decoded.
    """
    content = sniffing.read(file, max_bytes=max_bytes)
    found = sniffing.media_type(content)
    if found not in _FORMATS:
        raise sniffing.refuse_type(found, wanted="JPG、PNG、WEBP")
    with _decoding, _refusals():
        image = Image.open(io.BytesIO(content), formats=[_FORMATS[found]])
        _check_size(image, max_pixels)
        return _encode(_upright(image))


@contextmanager
def _refusals() -> Iterator[None]:
    """A decoder fed with hostile bytes may raise anything; to the person it is one thing, a damaged file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    except DomainError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except Exception as error:
        words = _("图片不完整或已损坏：请用看图软件打开，另存为 JPG 后再传。")
        raise DomainError(words, field="file") from error


def _too_large() -> DomainError:
    return DomainError(_("图片的长宽太大：请缩小到 4000 像素以内再传。"), field="file")


def _check_size(image: Image.Image, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise _too_large()
    if max(width, height) > 100 * min(width, height):
        raise DomainError(_("图片太窄长：请裁剪后再传。"), field="file")


def _upright(image: Image.Image) -> Image.Image:
    """Decoded, no larger than LARGEST a side, turned as its EXIF says, in sRGB."""
    image.draft("RGB", (LARGEST, LARGEST))  # a JPEG is scaled down while it is decoded
    profile = image.info.get("icc_profile") or b""
    image.load()
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode in {"P", "1"}:
        image = image.convert("RGB")
    image.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    return _in_srgb(ImageOps.exif_transpose(image), profile)


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Wide-gamut phones embed a profile; dropping it unapplied would change the colours of the goods."""
    if image.mode in {"RGB", "CMYK"} and 0 < len(profile) <= _MAX_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            if converted := ImageCms.profileToProfile(image, source, srgb, outputMode="RGB"):
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile is no reason to lose the picture
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


def _encode(image: Image.Image) -> CleanPicture:
    bare = Image.new(image.mode, image.size)
    bare.paste(image)  # pixels only: no metadata can come along
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=82, method=4)
    content = out.getvalue()
    return CleanPicture(content, *bare.size, digest=hashlib.sha256(content).hexdigest())


def cut(file: IO[bytes], box: tuple[int, int, int, int]) -> CleanPicture:
    """The part of a stored picture inside ``box`` (left, top, right, bottom), encoded anew."""
    with _decoding, Image.open(file, formats=["WEBP"]) as image:
        return _encode(image.crop(box))


def renditions(picture: CleanPicture, widths: tuple[int, ...] = WIDTHS) -> dict[str, CleanPicture]:
    """Copies by file name: one for each width that the picture exceeds, and one to share; never enlarged."""
    made = {}
    with _decoding, Image.open(io.BytesIO(picture.content), formats=["WEBP"]) as image:
        for width in widths:
            if width < picture.width:
                height = max(1, round(picture.height * width / picture.width))
                small = _encode(image.resize((width, height), Image.Resampling.LANCZOS))
                made[rendition_name(picture.name, width, full_width=picture.width)] = small
        made[_share_name(picture.name)] = _for_sharing(image)
    return made


def _for_sharing(image: Image.Image) -> CleanPicture:
    """A JPEG on white: previews of links in many programs know no WEBP."""
    image = image.convert("RGBA")
    image.thumbnail((SHARED_WIDTH, SHARED_WIDTH), Image.Resampling.LANCZOS)
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85)
    content = out.getvalue()
    return CleanPicture(content, *flat.size, digest=hashlib.sha256(content).hexdigest(), ext="jpg")


def _share_name(name: str) -> str:
    return f"{name.rpartition('.')[0]}-share.jpg"


def share_name(name: str) -> str | None:
    """The name of a stored picture's copy in JPEG or PNG, which may be itself; None where it has none."""
    if _has_renditions(name):
        return _share_name(name)
    return name if name.lower().endswith((".jpg", ".jpeg", ".png")) else None


def rendition_name(name: str, width: int, *, full_width: int) -> str:
    """The name of a picture's copy of ``width``; its own where it isn't wider than that."""
    stem, _dot, ext = name.rpartition(".")
    return f"{stem}-{width}.{ext}" if width < full_width else name


def store(picture: CleanPicture, *, smaller: dict[str, CleanPicture]) -> str:
    """Put a picture and its ``renditions`` into the public storage; the name of the picture.

    Safe to repeat: names come from the content, and what is there already is left alone.
    """
    folder = f"{FOLDER}/{picture.digest[:2]}"
    files = smaller | {picture.name: picture}
    for name, part in files.items():
        path = f"{folder}/{name}"
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(part.content))
    return f"{folder}/{picture.name}"


def smallest_name(name: str) -> str:
    """The name of the smallest copy of a stored picture of goods, which is always wider than that."""
    return rendition_name(name, WIDTHS[0], full_width=LARGEST) if _has_renditions(name) else name


def copies(name: str, *, full_width: int) -> list[tuple[str, int]]:
    """Names and widths of a stored picture's copies, itself last; none where it was stored without."""
    if not _has_renditions(name):
        return []
    widths = [width for width in WIDTHS if width < full_width]
    return [(rendition_name(name, width, full_width=full_width), width) for width in [*widths, full_width]]


def _has_renditions(name: str) -> bool:
    """The name tells it, so that no page of forty pictures asks the disk."""
    return name.startswith(f"{FOLDER}/")
