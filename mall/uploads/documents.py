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
# As PDF has it: NUL is white space, and a name ends at white space or a delimiter.
_SPACE = rb"[\0\t\n\f\r ]"
_NAME_ENDS = rb"(?![^\0\t\n\f\r ()<>\[\]{}/%])"
# Whatever makes a PDF do something, or carry another file.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Rendition)"
    + _NAME_ENDS
)
_ENCRYPT = re.compile(rb"/Encrypt" + _NAME_ENDS)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream" + rb"[\0\t\f ]*(?:\r\n|\r|\n)")
_OBJECT = re.compile(rb"(?<![A-Za-z])obj" + _NAME_ENDS)
_OBJECT_STREAM = re.compile(rb"/ObjStm" + _NAME_ENDS)
_N, _FIRST = re.compile(rb"/N" + _NAME_ENDS), re.compile(rb"/First" + _NAME_ENDS)
# An outline has a /First too, but that is a reference.
_FIRST_NUMBER = re.compile(
    rb"/First" + _SPACE + rb"+\d+" + _NAME_ENDS + rb"(?!" + _SPACE + rb"+\d+" + _SPACE + rb"+R)"
)
_FILTER = re.compile(rb"/(?:Filter|DecodeParms|DP|F|FFilter|FDecodeParms)" + _NAME_ENDS)
_FLATE = re.compile(rb"/Filter_*(?:/FlateDecode|\[_*/FlateDecode_*\])(?=_*(?:/|>>))".replace(b"_", _SPACE))


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
    if _ENCRYPT.search(plain):
        raise DomainError(_("PDF 有密码保护：请去掉密码，另存后再传。"), field="file")
    if any(_ACTIVE.search(part) for part in (plain, _unpacked_objects(content))):
        words = _("PDF 里有脚本、表单动作或附件：请用“打印为 PDF”另存一份再传。")
        raise DomainError(words, field="file")


def _unpacked_objects(content: bytes) -> bytes:
    """The objects that a PDF keeps compressed, where names would hide from a look at its bytes."""
    unpacked = bytearray()
    seen = begin = 0
    for match in _STREAM.finditer(content):
        before = _plain(content[begin : match.start()])
        begin = match.end()
        seen += len(_OBJECT_STREAM.findall(before))
        if _is_packed(before, own := _OBJECT.split(before)[-1]):
            unpacked += _unpacked(content[begin:], own, room=_UNPACKED - len(unpacked))
    if seen != len(_OBJECT_STREAM.findall(_plain(content))):
        raise _uncheckable()
    return _plain(bytes(unpacked))


def _is_packed(before: bytes, own: bytes) -> bool:
    """Whether the stream that ``own`` describes holds objects, even if it doesn't say so by its type."""
    says_so = _OBJECT_STREAM.search(own) or (_N.search(own) and _FIRST.search(own))
    if not says_so and (_OBJECT_STREAM.search(before) or _FIRST_NUMBER.search(before)):
        raise _uncheckable()  # somebody hides where the description begins
    return bool(says_so)


def _unpacked(packed: bytes, own: bytes, *, room: int) -> bytes:
    """What ``packed`` begins with, inflated. Raises DomainError for any packing but the one that all use."""
    filters = len(_FILTER.findall(own))
    if not filters:
        return b""  # in plain view already
    if filters > 1 or not _FLATE.search(own):
        raise _uncheckable()
    try:
        unpacked = zlib.decompressobj().decompress(packed, max(1, room))
    except zlib.error as error:
        raise _uncheckable() from error
    if len(unpacked) >= room:
        raise _uncheckable()
    return unpacked


def _plain(content: bytes) -> bytes:
    """With every #xx of a name spelt out."""
    return _HEX.sub(lambda match: bytes([int(match[1], 16)]), content)


def _uncheckable() -> DomainError:
    return DomainError(_("PDF 的内容无法检查：请用“打印为 PDF”另存一份再传。"), field="file")
