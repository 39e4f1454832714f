import io
import re

import pytest
import segno
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from PIL import Image

from catalog.models import Picture
from catalog.services import pictures
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from mall.uploads import codes
from mall.uploads.pictures import clean_picture

from .factories import make_draft, make_product_on_sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(width: int = 500, height: int = 500, colour: str = "teal") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "PNG")
    return SimpleUploadedFile("picture.png", data.getvalue(), "image/png")


def with_code(
    text: str, *, side: int = 620, at: tuple[int, int] = (440, 430), code_side: int = 150
) -> SimpleUploadedFile:
    """A photo of goods with a QR code somewhere in it."""
    code, content = io.BytesIO(), io.BytesIO()
    segno.make(text, micro=False).save(code, kind="png", scale=4)
    photo = Image.radial_gradient("L").resize((side, side)).convert("RGB")
    photo.paste(Image.open(code).convert("RGB").resize((code_side, code_side)), at)
    photo.save(content, "JPEG", quality=85)
    return SimpleUploadedFile("photo.jpg", content.getvalue())


def order_of(product) -> list[int]:
    return list(product.pictures.order_by("position", "id").values_list("pk", flat=True))


@pytest.mark.rule("B5.2")
def test_a_real_picture_that_is_large_enough_is_added():
    product = make_product_on_sale()

    picture = pictures.add_picture(actor=None, product=product, upload=upload(640, 480))

    assert (picture.width, picture.height, picture.position) == (640, 480, 0)
    product.refresh_from_db()
    assert product.state == "draft"


@pytest.mark.rule("B5.2")
def test_a_picture_that_is_too_small_is_refused():
    product = make_draft()

    with pytest.raises(RuleError) as refused:
        pictures.add_picture(actor=None, product=product, upload=upload(399, 2000))

    assert (refused.value.clause, refused.value.field) == ("B5.2", "upload")
    assert Picture.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(DomainError):
        pictures.add_picture(actor=None, product=make_draft(), upload=SimpleUploadedFile("x.png", content))


def test_the_same_picture_twice_is_refused():
    product = make_draft()
    pictures.add_picture(actor=None, product=product, upload=upload())

    with pytest.raises(DomainError):
        pictures.add_picture(actor=None, product=product, upload=upload())

    assert product.pictures.count() == 1


def test_pictures_are_reordered_and_removed():
    product = make_draft()
    one, two, three = (
        pictures.add_picture(actor=None, product=product, upload=upload(colour=c)).pk
        for c in ("red", "green", "blue")
    )

    pictures.put_first(actor=None, picture=Picture.objects.get(pk=three))
    assert order_of(product) == [three, one, two]
    with pytest.raises(DomainError):
        pictures.reorder(actor=None, product=product, picture_ids=[one, two])
    pictures.remove(actor=None, picture=Picture.objects.get(pk=one))
    assert order_of(product) == [three, two]


def test_lists_may_ask_for_smaller_copies_and_each_of_them_is_there(django_assert_num_queries):
    picture = pictures.add_picture(actor=None, product=make_draft(), upload=upload(700, 500))

    with django_assert_num_queries(0):
        html = render_to_string("catalog/picture.html", {"picture": picture, "product": picture.product})
        small = render_to_string("orders/_picture.html", {"picture": picture.file.name})

    addresses = re.search('srcset="([^"]+)"', html)[1].split(", ")
    assert [address.split(" ")[1] for address in addresses] == ["160w", "320w", "640w", "700w"]
    widths = [width_of(address.split(" ")[0]) for address in addresses]
    assert widths == [160, 320, 640, 700]
    assert width_of(re.search('src="([^"]+)"', small)[1]) == 160


def test_a_picture_that_was_stored_without_copies_is_shown_itself():
    picture = Picture(product=make_draft(), file="goods/2026/01/a.jpg", width=800, height=800)

    html = render_to_string("catalog/picture.html", {"picture": picture, "product": picture.product})
    small = render_to_string("orders/_picture.html", {"picture": picture.file.name})

    assert "srcset" not in html
    assert 'src="/media/goods/2026/01/a.jpg"' in html
    assert 'src="/media/goods/2026/01/a.jpg"' in small


def width_of(address: str) -> int:
    with Image.open(default_storage.path(address.removeprefix("/media/"))) as image:
        return image.width


@pytest.mark.rule("D6.3")
def test_a_picture_with_a_code_that_leads_out_of_the_mall_is_refused_and_one_that_numbers_goods_is_not():
    product = make_draft()

    with pytest.raises(RuleError) as refused:
        pictures.add_picture(actor=None, product=product, upload=with_code("https://u.wechat.com/EAbcDef"))
    pictures.add_picture(actor=None, product=product, upload=with_code("批号 20261103"))

    assert (refused.value.clause, refused.value.field, product.pictures.count()) == ("D6.3", "upload", 1)


@pytest.mark.parametrize("at", [(5, 5), (700, 1_430), (2_400, 2_400)])
def test_a_small_code_in_a_large_photo_is_read_wherever_it_is_and_looking_for_it_ends(at):
    text = "https://u.wechat.com/EAbcDefGhiJklMnoPqrStuVwx"
    photo = clean_picture(with_code(text, side=2_560, at=at, code_side=82))

    assert codes.said_in(photo) == [text]
    with pytest.raises(DomainError, match="看不清有没有二维码"):
        codes.said_in(photo, most_seconds=0)
