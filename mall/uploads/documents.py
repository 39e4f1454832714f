"""Documents that people give us: a picture, or a PDF that only shows pages."""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError

from . import sniffing
from .pictures import clean_picture

MAX_BYTES = 20 * 1024**2
_UNPACKED = 32 * 1024**2
# Whatever makes a PDF do something, or carry another file. Names may be written with #xx for any letter.
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Rendition)"
    rb"(?=[\s/<>\[\]()%]|$)"
)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/ObjStm(?=[\s/<>\[\]])")
_STREAM = re.compile(rb"stream\r?\n")


@dataclass(frozen=True)
class CleanDocument:
    """A document that may be stored. ``digest`` is the SHA-256 of ``content``."""

    content: bytes
    media_type: str
    ext: str
    digest: str


def clean_document(file: IO[bytes], *, max_bytes: int = MAX_BYTES) -> CleanDocument:
    """Check an uploaded picture (re-encoded) or PDF (kept byte for byte, for it may be signed).

    Raises DomainError, in words that say what to do, for any other type, for damage, and for a PDF that is
    encrypted or holds scripts, forms that send, or further files.
    """
    content = sniffing.read(file, max_bytes=max_bytes)
    found = sniffing.media_type(content)
    if found.startswith("image/"):
        picture = clean_picture(file)
        return CleanDocument(picture.content, "image/webp", picture.ext, picture.digest)
    if found != "application/pdf":
        raise sniffing.refuse_type(found, wanted="JPG、PNG、WEBP、PDF")
    _check_pdf(content)
    return CleanDocument(content, found, "pdf", hashlib.sha256(content).hexdigest())


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content[-2048:]:
        raise DomainError(_("PDF 不完整：请重新导出，或重新下载后再传。"), field="file")
    plain = _plain(content)
    if re.search(rb"/Encrypt(?=[\s/<\[])", plain):
        raise DomainError(_("PDF 有密码保护：请去掉密码，另存后再传。"), field="file")
    if any(_ACTIVE.search(part) for part in (plain, _unpacked_objects(content))):
        words = _("PDF 里有脚本、表单动作或附件：请用“打印为 PDF”另存一份再传。")
        raise DomainError(words, field="file")


def _unpacked_objects(content: bytes) -> bytes:
    """The objects that a PDF keeps compressed, where names would hide from a look at its bytes."""
    unpacked = bytearray()
    if len(_OBJECT_STREAM.findall(content)) != len(_OBJECT_STREAM.findall(_plain(content))):
        raise _uncheckable()  # somebody spells the name so that it isn't seen
    for match in _OBJECT_STREAM.finditer(content):
        start = _STREAM.search(content, match.end())
        try:
            inflater = zlib.decompressobj()
            room = _UNPACKED - len(unpacked)
            unpacked += inflater.decompress(content[start.end() :], max(1, room)) if start else b""
        except zlib.error as error:
            raise _uncheckable() from error
        if len(unpacked) >= _UNPACKED:
            raise _uncheckable()
    return _plain(bytes(unpacked))


def _plain(content: bytes) -> bytes:
    """With every #xx of a name spelt out."""
    return _HEX.sub(lambda match: bytes([int(match[1], 16)]), content)


def _uncheckable() -> DomainError:
    return DomainError(_("PDF 的内容无法检查：请用“打印为 PDF”另存一份再传。"), field="file")
