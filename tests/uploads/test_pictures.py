import io
import subprocess
import sys
import textwrap
import threading

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mall.errors import DomainError
from mall.uploads.documents import clean_document
from mall.uploads.pictures import CleanPicture, clean_picture, rendition_name, renditions, store
from mall.uploads.sniffing import clean_name

from . import corpus


def clean(content: bytes, name: str = "a.jpg") -> CleanPicture:
    return clean_picture(SimpleUploadedFile(name or "x", content))


def opened(picture: CleanPicture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


def test_the_corpus_is_no_smaller_than_it_was():
    assert len(corpus.REFUSED_PICTURES) + len(corpus.CLEANED_PICTURES) + len(corpus.REFUSED_PDFS) >= 80


@pytest.mark.parametrize(
    ("name", "make", "words"), corpus.REFUSED_PICTURES.values(), ids=corpus.REFUSED_PICTURES
)
def test_a_hostile_or_broken_picture_is_refused_in_words(name, make, words):
    with pytest.raises(DomainError, match=words) as refusal:
        clean(make(), name)

    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    ("name", "make", "size"), corpus.CLEANED_PICTURES.values(), ids=corpus.CLEANED_PICTURES
)
def test_an_odd_picture_comes_out_clean(name, make, size):
    picture = clean(make(), name)

    image = opened(picture)
    assert (image.format, image.size, (picture.width, picture.height)) == ("WEBP", size, size)
    assert getattr(image, "n_frames", 1) == 1
    assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
    assert len(image.getexif()) == 0
    assert b"script" not in picture.content
    assert b"PK\x03\x04" not in picture.content


def test_the_first_frame_of_an_animation_is_kept():
    red, green, blue = opened(clean(corpus.animation("WEBP"))).convert("RGB").getpixel((20, 15))

    assert red > 200 > 60 > max(green, blue)


def test_sixteen_bits_become_the_same_grey_and_not_white():
    shade = opened(clean(corpus.picture("PNG", mode="I;16", colour=32_768))).convert("L").getpixel((9, 9))

    assert abs(shade - 128) <= 2


def test_the_four_inks_become_the_colour_that_they_print():
    cmyk = clean(corpus.picture(mode="CMYK", colour=(0, 255, 255, 0)))

    red, green, blue = opened(cmyk).convert("RGB").getpixel((9, 9))

    assert red > 200 > 80 > max(green, blue)


def test_what_was_clear_stays_clear():
    picture = clean(corpus.picture("PNG", mode="RGBA", colour=(255, 0, 0, 0)))

    assert opened(picture).getpixel((9, 9))[3] == 0


def test_the_same_file_is_the_same_picture_with_the_same_name_every_time():
    content = corpus.picture(exif=corpus.exif(artist="某人"))

    first, second = clean(content), clean(content)

    assert first == second
    assert first.name == f"{first.digest[:32]}.webp"


WITH_LITTLE_MEMORY = """
    import io, resource
    from pathlib import Path
    from django.conf import settings
    from PIL import Image
    from mall.uploads.pictures import DomainError, clean_picture
    from tests.uploads import corpus

    settings.configure(USE_I18N=False)
    bomb = io.BytesIO(corpus.pixel_bomb())
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + 48 * 1024**2,) * 2)
    try:
        {run}
    except (DomainError, MemoryError) as error:
        print(type(error).__name__)
"""


def ends_in(run: str) -> str:
    """What ``run`` raises in a process that has 48 MB to spare; the bomb unfolds to 144."""
    program = textwrap.dedent(WITH_LITTLE_MEMORY).format(run=run)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="memory is bounded and read as Linux does it"
)
def test_a_pixel_bomb_is_refused_without_the_memory_that_decoding_it_takes():
    assert ends_in("clean_picture(bomb)") == "DomainError"
    assert ends_in("Image.open(bomb).load()") == "MemoryError"


def test_one_bad_picture_leaves_no_strictness_behind_for_other_threads():
    import warnings

    before = list(warnings.filters)

    def bad():
        with pytest.raises(DomainError):
            clean(corpus.picture()[:200])

    threads = [threading.Thread(target=bad) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert warnings.filters == before


def test_renditions_are_only_smaller_ones_with_names_from_the_content():
    picture = clean(corpus.picture(size=(700, 350)))

    made = renditions(picture)

    stem = picture.digest[:32]
    assert {name: (part.width, part.height) for name, part in made.items()} == {
        f"{stem}-160.webp": (160, 80),
        f"{stem}-320.webp": (320, 160),
        f"{stem}-640.webp": (640, 320),
        f"{stem}-share.jpg": (700, 350),
    }
    assert rendition_name(picture.name, 1280, full_width=700) == picture.name


def test_a_very_flat_picture_has_renditions_of_at_least_a_pixel():
    picture = clean(corpus.picture(size=(1_600, 16)))

    assert {part.height for part in renditions(picture, (80,)).values()} == {1, 8}


def test_storing_twice_writes_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = clean(corpus.picture(size=(400, 300)))

    smaller = renditions(picture)
    name = store(picture, smaller=smaller)

    assert store(picture, smaller=smaller) == name == f"pictures/{picture.digest[:2]}/{picture.name}"
    files = sorted(path.name for path in (tmp_path / name).parent.iterdir())
    assert files == sorted([picture.name, *smaller])
    with default_storage.open(name) as stored:
        assert stored.read() == picture.content


@pytest.mark.parametrize(("make", "words"), corpus.REFUSED_PDFS.values(), ids=corpus.REFUSED_PDFS)
def test_a_pdf_that_does_more_than_show_pages_is_refused_in_words(make, words):
    with pytest.raises(DomainError, match=words):
        clean_document(SimpleUploadedFile("a.pdf", make()))


@pytest.mark.parametrize(
    "content",
    [
        corpus.pdf(),
        corpus.pdf_with_packed_objects(b"3 0 << /Type /Page >>"),
        corpus.pdf(b"3 0 obj << /Title (about JavaScript and Launch) >> endobj\n"),
    ],
    ids=["plain", "packed objects", "words about scripts"],
)
def test_a_pdf_that_shows_pages_is_kept_byte_for_byte(content):
    document = clean_document(SimpleUploadedFile("a.pdf", content))

    assert (document.media_type, document.ext, document.content) == ("application/pdf", "pdf", content)


def test_a_picture_as_a_document_is_encoded_anew():
    document = clean_document(SimpleUploadedFile("证件.png", corpus.picture("PNG") + corpus.HTML))

    assert (document.media_type, document.ext) == ("image/webp", "webp")
    assert b"script" not in document.content


@pytest.mark.parametrize(("name", "shown"), corpus.NAMES.items())
def test_a_file_name_is_made_harmless(name, shown):
    assert clean_name(name) == shown
