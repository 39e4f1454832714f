"""What a file is, from its first bytes; its name and the type that the browser claims count for nothing."""

from __future__ import annotations

import unicodedata
from typing import IO

import filetype
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError

_HEAD = 8192
_PHONE_FORMATS = {"image/heic", "image/heif", "image/avif"}
_MAX_NAME = 100


def read(file: IO[bytes], *, max_bytes: int) -> bytes:
    """The whole file. Raises DomainError for an empty one and for more than ``max_bytes``."""
    file.seek(0)
    content = file.read(max_bytes + 1)
    if not content:
        raise DomainError(_("文件是空的：请重新选择文件。"), field="file")
    if len(content) > max_bytes:
        words = _("文件超过 %(size)s MB：请压缩后再传。") % {"size": max_bytes // 1024**2}
        raise DomainError(words, field="file")
    return content


def media_type(content: bytes) -> str:
    """The media type that the first bytes tell, '' where they tell none."""
    head = content[:_HEAD]
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}:
        return "image/heic"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"  # an animated one too, which has a type of its own elsewhere
    kind = filetype.guess(head)
    return kind.mime if kind else ""


def refuse_type(found: str, *, wanted: str) -> DomainError:
    """The refusal of a type that isn't taken: what is wrong and what to do."""
    if found in _PHONE_FORMATS:
        words = _("手机的 HEIC/AVIF 图片不能直接使用：请在手机设置里选“兼容性最佳”再拍，或转成 JPG 后再传。")
        return DomainError(words, field="file")
    words = _("文件内容不是可用的格式：只收 %(wanted)s。改扩展名没有用，请用看图软件另存后再传。")
    return DomainError(words % {"wanted": wanted}, field="file")


def clean_name(name: str) -> str:
    """A file name that is safe to show and to download under: no path, no control or direction characters."""
    base = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in base if unicodedata.category(c)[0] != "C")
    visible = "".join(c for c in visible if c not in '<>:"|?*;').strip(" .")
    stem, dot, ending = visible.rpartition(".")
    if not dot:
        return visible[:_MAX_NAME] or "file"
    ending = ending[:10]
    return f"{stem[: _MAX_NAME - len(ending) - 1]}.{ending}"
