"""Files as an attacker, an old phone or a bad line would send them. All made here, none fetched."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms, PngImagePlugin

SCRIPT = b"<script>alert(1)</script>"


def picture(kind: str = "JPEG", size=(64, 48), mode: str = "RGB", colour="teal", **save) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **save)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int, height: int, *, extra: bytes = b"", depth: int = 8, colour: int = 0, data: bytes = b""
) -> bytes:
    """A PNG that says what we want; its pixels are zeros unless given, packed to next to nothing."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(count >> 20)]
    return b"".join([*parts, packer.compress(bytes(count % (1 << 20))), packer.flush()])


def pixel_bomb(side: int = 12_000) -> bytes:
    """A few KB that unfold to side² pixels."""
    return png(side, side, data=zeros((side + 1) * side))


def exif(**tags) -> Image.Exif:
    made = Image.Exif()
    for tag, value in tags.items():
        made[{"orientation": 0x0112, "description": 0x010E, "artist": 0x013B}[tag]] = value
    return made


def ftyp(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1" + brand + bytes(200)


def zipped(name: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def pdf(objects: bytes = b"", *, end: bytes = b"startxref\n9\n%%EOF\n") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + objects + b"trailer\n<<>>\n" + end
    )


def pdf_with_packed_objects(
    inner: bytes, *, type_: bytes = b"/Type /ObjStm ", filter_: bytes = b"/Filter /FlateDecode", twice=False
) -> bytes:
    packed = zlib.compress(inner)
    if twice:
        packed = zlib.compress(packed)
    head = b"5 0 obj\n<< %s/N 1 /First 4 %s /Length %d >>\nstream\n" % (type_, filter_, len(packed))
    return pdf(head + packed + b"\nendstream\nendobj\n")


def animation(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue", "green")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def text_bomb() -> bytes:
    return chunk(b"zTXt", b"Comment\0\0" + zeros(64 << 20))


def wide_gamut() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture("JPEG", icc_profile=profile)


def noted(text: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return info


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
HTML = b"<!DOCTYPE html><html>" + SCRIPT + b"</html>"

FORMAT, PHONE, DAMAGED, LARGE, EMPTY, BIG, NARROW = (
    "不是可用的格式",
    "HEIC",
    "不完整或已损坏",
    "长宽太大",
    "是空的",
    "超过 10 MB",
    "太窄长",
)

# name → (file name, how it is made, words of the refusal)
REFUSED_PICTURES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing": ("a.jpg", lambda: b"", EMPTY),
    "one byte": ("a.jpg", lambda: b"\xff", FORMAT),
    "zeros": ("a.jpg", lambda: bytes(5_000), FORMAT),
    "too many bytes": ("a.jpg", lambda: picture() + bytes(10 * 1024**2), BIG),
    "svg": ("a.svg", lambda: SVG, FORMAT),
    "svg named png": ("a.png", lambda: SVG, FORMAT),
    "html named jpg": ("a.jpg", lambda: HTML, FORMAT),
    "javascript": ("a.jpg", lambda: b"alert(1)//", FORMAT),
    "php": ("a.php.jpg", lambda: b"<?php system($_GET['c']); ?>", FORMAT),
    "zip": ("a.jpg", lambda: zipped("a.txt"), FORMAT),
    "docx": ("a.docx", lambda: zipped("word/document.xml"), FORMAT),
    "apk": ("a.png", lambda: zipped("AndroidManifest.xml"), FORMAT),
    "gif": ("a.gif", lambda: picture("GIF"), FORMAT),
    "gif with script": ("a.gif", lambda: b"GIF89a/*" + SCRIPT, FORMAT),
    "bmp": ("a.bmp", lambda: picture("BMP"), FORMAT),
    "tiff": ("a.tiff", lambda: picture("TIFF"), FORMAT),
    "ico": ("a.ico", lambda: picture("ICO"), FORMAT),
    "psd": ("a.psd", lambda: b"8BPS" + bytes(100), FORMAT),
    "eps": ("a.eps", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", FORMAT),
    "heic": ("IMG_1.HEIC", lambda: ftyp(b"heic"), PHONE),
    "heif sequence": ("IMG_1.heif", lambda: ftyp(b"msf1"), PHONE),
    "avif": ("a.avif", lambda: picture("AVIF"), PHONE),
    "mp4": ("a.mp4", lambda: ftyp(b"isom"), FORMAT),
    "exe": ("a.exe", lambda: b"MZ" + bytes(500), FORMAT),
    "elf": ("a.png", lambda: b"\x7fELF" + bytes(500), FORMAT),
    "pdf as a picture": ("a.jpg", pdf, FORMAT),
    "jpeg header alone": ("a.jpg", lambda: b"\xff\xd8\xff\xe0", DAMAGED),
    "png header alone": ("a.png", lambda: b"\x89PNG\r\n\x1a\n", DAMAGED),
    "webp header alone": ("a.webp", lambda: b"RIFF\x10\0\0\0WEBPVP8 ", DAMAGED),
    "html behind a jpeg header": ("a.jpg", lambda: b"\xff\xd8\xff\xe0" + HTML, DAMAGED),
    "half a jpeg": ("a.jpg", lambda: (whole := picture(size=(900, 900)))[: len(whole) // 2], DAMAGED),
    "half a png": ("a.png", lambda: (whole := picture("PNG", (900, 900)))[: len(whole) // 2], DAMAGED),
    "half a webp": ("a.webp", lambda: (whole := picture("WEBP", (900, 900)))[: len(whole) // 2], DAMAGED),
    "png with a wrong checksum": ("a.png", lambda: picture("PNG").replace(b"IDAT", b"IDAT\x01", 1), DAMAGED),
    "png with too few pixels": ("a.png", lambda: png(100, 100, data=zeros(50)), DAMAGED),
    "png without size": ("a.png", lambda: png(0, 0, data=zeros(1)), DAMAGED),
    "pixel bomb": ("a.png", pixel_bomb, LARGE),
    "pixels beyond counting": ("a.png", lambda: png(2**31 - 1, 2**31 - 1, data=zeros(9)), LARGE),
    "webp with a lying canvas": ("a.webp", lambda: _lying_webp(), LARGE),
    "text bomb before the pixels": ("a.png", lambda: png(8, 8, extra=text_bomb(), data=zeros(72)), DAMAGED),
    "a thread of pixels": ("a.png", lambda: png(20_000, 1, data=zeros(20_001)), NARROW),
}

# name → (file name, how it is made, the size it must come out with)
CLEANED_PICTURES: dict[str, tuple[str, Callable[[], bytes], tuple[int, int]]] = {
    "plain jpeg": ("a.jpg", picture, (64, 48)),
    "plain png": ("a.png", lambda: picture("PNG"), (64, 48)),
    "plain webp": ("a.webp", lambda: picture("WEBP"), (64, 48)),
    "jpeg named exe": ("a.exe", picture, (64, 48)),
    "png named jpg": ("a.jpg", lambda: picture("PNG"), (64, 48)),
    "no name at all": ("", picture, (64, 48)),
    "jpeg with a zip behind": ("a.jpg", lambda: picture() + zipped("evil.js", SCRIPT), (64, 48)),
    "png with html behind": ("a.png", lambda: picture("PNG") + HTML, (64, 48)),
    "script in exif": (
        "a.jpg",
        lambda: picture(exif=exif(description="<script>alert(1)</script>")),
        (64, 48),
    ),
    "script in a jpeg comment": ("a.jpg", lambda: picture(comment=SCRIPT), (64, 48)),
    "script in png text": (
        "a.png",
        lambda: picture("PNG", pnginfo=noted("<script>alert(1)</script>")),
        (64, 48),
    ),
    "turned by exif": ("a.jpg", lambda: picture(exif=exif(orientation=6)), (48, 64)),
    "mirrored by exif": ("a.jpg", lambda: picture(exif=exif(orientation=2)), (64, 48)),
    "cmyk jpeg": ("a.jpg", lambda: picture(mode="CMYK", colour=(0, 255, 255, 0)), (64, 48)),
    "grey jpeg": ("a.jpg", lambda: picture(mode="L", colour=128), (64, 48)),
    "progressive jpeg": ("a.jpg", lambda: picture(progressive=True), (64, 48)),
    "sixteen bit png": ("a.png", lambda: picture("PNG", mode="I;16", colour=32_768), (64, 48)),
    "one bit png": ("a.png", lambda: picture("PNG", mode="1", colour=1), (64, 48)),
    "palette png with a clear colour": (
        "a.png",
        lambda: picture("PNG", mode="P", colour=0, transparency=0),
        (64, 48),
    ),
    "grey png with alpha": ("a.png", lambda: picture("PNG", mode="LA", colour=(9, 9)), (64, 48)),
    "jpeg with a colour profile": ("a.jpg", wide_gamut, (64, 48)),
    "jpeg with a broken profile": ("a.jpg", lambda: picture(icc_profile=b"no profile"), (64, 48)),
    "jpeg with a huge profile": ("a.jpg", lambda: picture(icc_profile=b"\0" * 900_000), (64, 48)),
    "animated webp": ("a.webp", lambda: animation("WEBP"), (40, 30)),
    "animated png": ("a.png", lambda: animation("PNG"), (40, 30)),
    "larger than we keep": ("a.jpg", lambda: picture(size=(4_000, 3_000)), (2_560, 1_920)),
    "one pixel": ("a.png", lambda: picture("PNG", (1, 1)), (1, 1)),
}

ACTIVE, INCOMPLETE, LOCKED, UNCHECKABLE = "脚本、表单动作或附件", "PDF 不完整", "密码保护", "无法检查"

SCRIPTED = b"3 0 << /S /JavaScript /JS (x) >>"

REFUSED_PDFS: dict[str, tuple[Callable[[], bytes], str]] = {
    "no pdf behind the header": (lambda: b"%PDF-1.7\nhello", INCOMPLETE),
    "cut off": (lambda: pdf()[:-12], INCOMPLETE),
    "html in a pdf's name": (lambda: HTML, FORMAT),
    "docx": (lambda: zipped("word/document.xml"), FORMAT),
    "javascript": (lambda: pdf(b"3 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj\n"), ACTIVE),
    "javascript spelt oddly": (lambda: pdf(b"3 0 obj << /S /J#61vaScript /JS (x) >> endobj\n"), ACTIVE),
    "launch": (lambda: pdf(b"3 0 obj << /S /Launch /F (cmd.exe) >> endobj\n"), ACTIVE),
    "a file inside": (lambda: pdf(b"3 0 obj << /Type /EmbeddedFile >> endobj\n"), ACTIVE),
    "a form that sends": (lambda: pdf(b"3 0 obj << /S /SubmitForm >> endobj\n"), ACTIVE),
    "javascript in packed objects": (
        lambda: pdf_with_packed_objects(b"3 0 << /S /JavaScript /JS (x) >>"),
        ACTIVE,
    ),
    "packed objects that do not unpack": (
        lambda: pdf_with_packed_objects(b"x").replace(b"stream\nx", b"stream\n\xff\xff"),
        UNCHECKABLE,
    ),
    "packed objects without end": (lambda: pdf_with_packed_objects(bytes(64 << 20)), UNCHECKABLE),
    "packed objects spelt oddly": (
        lambda: pdf_with_packed_objects(b"3 0 << /S /JavaScript >>").replace(b"/ObjStm", b"/Obj#53tm"),
        ACTIVE,
    ),
    "javascript ended by NUL": (lambda: pdf(b"3 0 obj << /S /JavaScript\0/JS (x) >> endobj\n"), ACTIVE),
    "javascript ended by a brace": (lambda: pdf(b"3 0 obj << /S /JavaScript{} >> endobj\n"), ACTIVE),
    "encrypted, ended by NUL": (lambda: pdf(b"4 0 obj << /Encrypt\0 9 0 R >> endobj\n"), LOCKED),
    "encrypted, ended by a comment": (lambda: pdf(b"4 0 obj << /Encrypt%x\n9 0 R >> endobj\n"), LOCKED),
    "packed objects whose type ends with a comment": (
        lambda: pdf_with_packed_objects(SCRIPTED, type_=b"/Type /ObjStm%x\n"),
        ACTIVE,
    ),
    "packed objects whose type ends with NUL": (
        lambda: pdf_with_packed_objects(SCRIPTED, type_=b"/Type /ObjStm\0"),
        ACTIVE,
    ),
    "packed objects without a type": (lambda: pdf_with_packed_objects(SCRIPTED, type_=b""), ACTIVE),
    "packed objects after NULs": (
        lambda: pdf_with_packed_objects(SCRIPTED).replace(b"stream\n", b"stream\0\n", 1),
        ACTIVE,
    ),
    "objects packed twice": (
        lambda: pdf_with_packed_objects(SCRIPTED, filter_=b"/Filter[/FlateDecode/FlateDecode]", twice=True),
        UNCHECKABLE,
    ),
    "packed objects with a predictor": (
        lambda: pdf_with_packed_objects(
            SCRIPTED, filter_=b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"
        ),
        UNCHECKABLE,
    ),
    "packed objects with a filter elsewhere": (
        lambda: pdf_with_packed_objects(SCRIPTED, filter_=b"/Filter 9 0 R"),
        UNCHECKABLE,
    ),
    "packed objects behind a feigned beginning": (
        lambda: pdf_with_packed_objects(SCRIPTED, filter_=b"/X (9 0 obj) /Filter [/LZWDecode]"),
        UNCHECKABLE,
    ),
    "encrypted": (lambda: pdf(b"4 0 obj << /Encrypt 9 0 R >> endobj\n"), LOCKED),
}

# what came in → what is shown and offered for download
NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system32\\a.dll": "a.dll",
    "/abs/path/证件.jpg": "证件.jpg",
    "a\x00b.png": "ab.png",
    "a\r\nSet-Cookie: x.png": "aSet-Cookie x.png",
    "invoice\u202egnp.exe": "invoicegnp.exe",
    "zero\u200bwidth.pdf": "zerowidth.pdf",
    '<img src=x onerror="1">.png': "img src=x onerror=1.png",
    "": "file",
    "...": "file",
    ".htaccess": "htaccess",
    "长" * 300 + ".jpeg": "长" * 95 + ".jpeg",
    "x." + "y" * 300: "x." + "y" * 10,
}


def _lying_webp() -> bytes:
    """A canvas of 16,384 by 16,384 around nothing."""
    header = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (16_383).to_bytes(3, "little") * 2
    inner = picture("WEBP")[12:]
    body = b"WEBP" + header + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body
