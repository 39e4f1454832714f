"""The pictures of a listing: taken, moved, cut and described."""

import io
import re

import pytest
from PIL import Image

from catalog.models import Picture
from catalog.services import pictures

from .editing import at, text
from .factories import make_draft
from .test_pictures import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def colours(product) -> list[str]:
    return list(product.pictures.order_by("position", "id").values_list("alt", flat=True))


def make_pictures(product, *names: str) -> list[Picture]:
    return [
        pictures.add_picture(actor=None, product=product, upload=upload(640, 480, name), alt=name)
        for name in names
    ]


def test_several_pictures_are_taken_at_once_and_one_that_cannot_be_is_named(seller, shop):
    product = make_draft(shop=shop)
    small = upload(100, 100)
    small.name = "小.png"

    response = seller.post(
        at("goods_picture_add", shop, product.pk),
        {"upload": [upload(colour="red"), small, upload(colour="blue")]},
    )

    assert (response.status_code, product.pictures.count()) == (400, 2)
    assert re.search(r"小\.png</strong>：图片太小：短边至少 400 像素，这张是 100×100。", text(response))


def test_pictures_are_moved_by_buttons_and_by_dragging(seller, shop):
    product = make_draft(shop=shop)
    red, green, blue = make_pictures(product, "red", "green", "blue")

    def act(picture, name):
        seller.post(at("goods_picture_act", shop, product.pk, picture.pk, name))
        return colours(product)

    assert act(green, "earlier") == ["green", "red", "blue"]
    assert act(green, "earlier") == ["green", "red", "blue"]
    assert act(green, "later") == ["red", "green", "blue"]
    assert act(blue, "first") == ["blue", "red", "green"]
    order = ",".join(str(p.pk) for p in (red, green, blue))
    seller.post(at("goods_picture_order", shop, product.pk), {"order": order})
    assert colours(product) == ["red", "green", "blue"]
    seller.post(at("goods_picture_order", shop, product.pk), {"order": str(red.pk)})
    assert colours(product) == ["red", "green", "blue"]
    assert act(red, "remove") == ["green", "blue"]
    assert seller.post(at("goods_picture_act", shop, product.pk, blue.pk, "burn")).status_code == 404


def test_a_picture_is_cut_square_in_the_middle_or_where_one_chooses_and_its_old_file_stays(seller, shop):
    product = make_draft(shop=shop)
    data = io.BytesIO()
    image = Image.new("RGB", (1000, 500), "white")
    image.paste("black", (0, 0, 500, 500))
    image.save(data, "PNG")
    file = upload()
    file.file = io.BytesIO(data.getvalue())
    file.size = len(data.getvalue())
    picture = pictures.add_picture(actor=None, product=product, upload=file)
    before = picture.file
    path = at("goods_picture_act", shop, product.pk, picture.pk, "crop")

    seller.post(path, {"box": "501,0,600"})
    picture.refresh_from_db()
    assert (picture.width, picture.height) == (1000, 500)
    seller.post(path, {"box": "560,20,420"})
    picture.refresh_from_db()
    with picture.file.open() as stored, Image.open(stored) as cut:
        assert (cut.size, picture.width, picture.height) == ((420, 420), 420, 420)
        assert cut.convert("L").getextrema()[0] > 200
    assert before.storage.exists(before.name)


def test_a_picture_is_described_for_who_cannot_see_it(seller, shop):
    product = make_draft(shop=shop)
    (picture,) = make_pictures(product, "red")

    seller.post(at("goods_picture_act", shop, product.pk, picture.pk, "describe"), {"alt": " 茶罐\u200b "})

    assert colours(product) == ["茶罐"]
