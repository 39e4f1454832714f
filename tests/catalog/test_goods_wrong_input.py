"""Wrong input of every kind: its sentence stands at its field, nothing is saved half, the input stays."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import SKU, PriceRecord, Product
from tests.uploads import corpus

from .editing import at, content_of, matrix_of
from .factories import make_draft, make_leaf, make_sku
from .test_pictures import upload

pytestmark = pytest.mark.django_db

LONG = "9" * 4_000


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def product(shop):
    made = make_draft(shop=shop, with_sku=False)
    make_sku(made, spec={"规格": "中"}, code="MINE")
    return made


def state_of(product: Product) -> tuple:
    product.refresh_from_db()
    return (
        product.name,
        product.version,
        product.attributes,
        product.category_id,
        list(product.skus.values_list("spec", "code", "price", "list_price", "is_active", "stock__on_hand")),
        PriceRecord.objects.count(),
        product.pictures.count(),
    )


NUMBERS = "请填半角数字，单位元，最多两位小数"
PIECES = "请填 0 到 9999999 的整数"
CODE = "SKU 编号只能用字母、数字、点、横线和下划线"


CELLS = [
    ("price", "１２", NUMBERS),
    ("price", "1e9", NUMBERS),
    ("price", "-1", NUMBERS),
    ("price", "1.234", NUMBERS),
    ("price", "¥12", NUMBERS),
    ("price", "1,200", NUMBERS),
    ("price", "1 2", NUMBERS),
    ("price", LONG, NUMBERS),
    ("price", "", "请填写售价；不卖这个规格就取消“在卖”。"),
    ("price", "0", "售价应在 0.01 元到 9,999,999.99 元之间。"),
    ("price", "99999999", "售价应在 0.01 元到 9,999,999.99 元之间。"),
    ("list_price", "1", "划线价应高于售价"),
    ("list_price", "free", NUMBERS),
    ("on_hand", "-1", PIECES),
    ("on_hand", "1.5", PIECES),
    ("on_hand", "①", PIECES),
    ("on_hand", str(10**12), PIECES),
    ("on_hand", LONG, PIECES),
    ("on_hand", "15", "请写明库存变动的原因"),
    ("weight_grams", "-1", "重量请填整数克数"),
    ("weight_grams", "1.5kg", "重量请填整数克数"),
    ("weight_grams", "9999999", "重量应在 0 到 1000000 克之间。"),
    ("code", "有汉字", CODE),
    ("code", "a/b", CODE),
    ("code", "a b", CODE),
    ("code", "x\0y", "空字符"),
    ("code", "A" * 61, "60"),
    ("code", "TAKEN", "店里的“别的茶”已经用了编号“TAKEN”。"),
    ("sku", LONG, "确保"),
    ("sku", "another", "规格列表已经变了"),
    ("values", "{", "规格的名称和值都不能为空。"),
    ("values", '["\\ud800"]', "规格的名称和值都不能为空。"),
    ("values", '["\\u200b\\u0000"]', "规格的名称和值都不能为空。"),
    ("values", ["<b>大</b>"], "规格值里不能有 HTML 标签。"),
    ("values", ["大" * 61], "规格值最多 60 个字"),
]


def test_a_cell_of_the_matrix_that_cannot_be(seller, shop, product, subtests):
    make_sku(make_draft(shop=shop, with_sku=False, name="别的茶"), code="TAKEN")
    foreign = make_draft().skus.get()
    before = state_of(product)

    for field, typed, words in CELLS:
        with subtests.test(field=field, typed=typed[:20]):
            line = {field: str(foreign.pk) if typed == "another" else typed}

            response = seller.post(at("goods_skus", shop, product.pk), matrix_of(product, lines=[line]))

            assert response.status_code in (400, 409)
            assert words in response.content.decode()
            shown = response.context["lines"][0][0]
            if field in ("price", "list_price", "on_hand", "weight_grams", "code"):
                assert shown[field].value() == typed
                assert typed == "15" or words in str(shown[field].errors)
            assert state_of(product) == before
            foreign.refresh_from_db()
            assert foreign.price == 12_800


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({"values": ["大"], "price": "1", "code": "MINE"}, "编号“MINE”在这张表里用了两次。"),
        ({"values": ["中 "], "price": "1"}, "与“中”看起来一样"),
        ({"values": ["中\u200b"], "price": "1"}, "与“中”看起来一样"),
        ({"values": ["大"], "price": ""}, "请填写售价"),
        ({"values": ["大", "红"], "price": "free"}, NUMBERS),
    ],
)
def test_a_second_line_that_does_not_go_with_the_first_holds_back_both(seller, shop, product, second, words):
    before = state_of(product)

    response = seller.post(
        at("goods_skus", shop, product.pk), matrix_of(product, lines=[{"price": "99"}, second])
    )

    assert (response.status_code in (400, 409), words in response.content.decode()) == (True, True)
    assert response.context["lines"][0][0]["price"].value() == "99"
    assert state_of(product) == before


def test_values_that_differ_in_width_or_case_alone_are_named(seller, shop, product):
    names = {"axis-0-add": "XL、ＸＬ"}

    response = seller.post(at("goods_skus", shop, product.pk), matrix_of(product, act="generate", **names))

    assert "“XL”和“ＸＬ”看起来一样" in response.content.decode()
    assert response.context["matrix"].axes[0].add == "XL、ＸＬ"


PASTED = [
    ({"axis-1-name": "规格 ", "axis-1-add": "红"}, "“规格”和“规格”看起来一样"),
    ({"axis-1-name": "\u202e颜色", "axis-1-add": ""}, "请给“颜色”填上至少一个值"),
    ({"axis-1-name": "", "axis-1-add": "红"}, "请填 1 到 3 个规格名称"),
    ({"axis-1-name": "颜" * 21, "axis-1-add": "红"}, "规格名称最多 20 个字"),
    ({"axis-1-name": "<i>色</i>", "axis-1-add": "红"}, "规格名称里不能有 HTML 标签。"),
    ({"axis-1-name": "色", "axis-1-add": "红" * 61}, "规格值最多 60 个字"),
    ({"axis-0-name": "", "axis-1-name": ""}, "请填 1 到 3 个规格名称"),
    ({"axis-0-add": "、".join(f"{n}号" for n in range(250))}, "组合太多：有 251 个"),
    ({"grid-TOTAL_FORMS": "500"}, "一个商品最多 200 个规格。"),
    ({"act": "paste", "pasted": "就这样吧"}, "没有读到表格"),
    ({"act": "paste", "pasted": "颜色\t售价\n红\t1"}, "表头的规格名称要与上面一致：规格。"),
    ({"act": "paste", "pasted": "规格\t售价\t什么\n红\t1\t2"}, "表头看不懂"),
    ({"act": "paste", "pasted": "大\t1\n大\t2"}, "第 2 行的规格“大”前面已经有了。"),
    ({"act": "paste", "pasted": "\t1\n大\t2"}, "第 1 行的规格没有写全。"),
    ({"act": "paste", "pasted": "规格\t售价\n大\t2\t3"}, "第 2 行的列比表头多。"),
    ({"act": "paste", "pasted": "\n".join(f"{n}\t1" for n in range(201))}, "粘贴了 201 行"),
]


def test_names_values_and_pasted_tables_that_cannot_be(seller, shop, product, subtests):
    before = state_of(product)

    for over, words in PASTED:
        with subtests.test(words=words):
            four = {"axis-1-name": "颜色", "axis-1-add": "红"} if "axis-0-add" in over else {}

            response = seller.post(
                at("goods_skus", shop, product.pk), matrix_of(product, **{"act": "generate", **over} | four)
            )

            assert words in response.content.decode()
            assert response.status_code == 400
            assert (over.get("pasted") or "中") in response.content.decode()
            assert state_of(product) == before


WORDS = [
    ({"name": ""}, "name", "必填"),
    ({"name": "\u200b\u2060"}, "name", "请填写商品名称。"),
    ({"name": "茶" * 121}, "name", "120"),
    ({"name": "<script>alert(1)</script>"}, "name", "商品名称里不能有 HTML 标签。"),
    ({"name": "茶\0"}, "name", "空字符"),
    ({"subtitle": "长" * 201}, "subtitle", "200"),
    ({"unit": "一二三四五六七八九十一"}, "unit", "10"),
    ({"category": "branch"}, "category", "请从列表里选一个末级分类"),
    ({"category": LONG}, "category", "请从列表里选一个末级分类"),
    ({"category": "１"}, "category", "请从列表里选一个末级分类"),
    ({"category": "999999"}, "category", "请从列表里选一个末级分类"),
    ({"other": "没有冒号"}, "other", "第 1 行要写成“名称：值”"),
    ({"other": "\n".join(f"项{n}：值" for n in range(51))}, "__all__", "参数最多 50 项。"),
    ({"other": f"{'名' * 41}：值"}, "__all__", "参数名最多 40 个字"),
    ({"description": "字" * 20_001}, "description", "20000"),
]


def test_words_of_a_listing_that_cannot_be(seller, shop, product, subtests):
    before, branch = state_of(product), str(make_leaf().parent.pk)

    for over, field, words in WORDS:
        with subtests.test(field=field, words=words):
            typed = {name: branch if value == "branch" else value for name, value in over.items()}

            response = seller.post(
                at("goods_edit", shop, product.pk), content_of(product, **{"origin": "新产地", **typed})
            )

            form = response.context["form"]
            assert (response.status_code, list(form.errors)) == (400, [field])
            assert words in str(form.errors[field])
            assert form["origin"].value() == "新产地"
            assert [form[name].value() for name in typed] == list(typed.values())
            assert state_of(product) == before


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("有汉字", "商品编号只能用字母"),
        ("a b", "商品编号只能用字母"),
        ("P-1", "店里已经有编号为“P-1”的商品。"),
    ],
)
def test_a_code_that_cannot_be(seller, shop, code, words):
    make_draft(shop=shop, code="P-1")

    response = seller.post(at("goods_new", shop), {"name": "茶", "code": code})

    assert words in str(response.context["form"].errors["code"])
    assert (response.context["form"]["name"].value(), Product.objects.count()) == ("茶", 1)


def test_another_shop_may_have_the_same_codes(seller, shop, product):
    other = make_sku(make_draft(with_sku=False), code="SAME")

    seller.post(at("goods_skus", shop, product.pk), matrix_of(product, lines=[{"code": "SAME"}]))

    assert list(SKU.objects.filter(code="SAME").order_by("pk").values_list("shop", flat=True)) == [
        shop.pk,
        other.shop_id,
    ]


def test_what_nobody_sees_is_taken_out_and_markup_of_a_description_is_dropped(seller, shop, product):
    typed = content_of(
        product,
        name="高山\u200b\u202e绿\u0007茶\u2066",
        origin="福建\u3000武夷山",
        description="第一段<script>alert(1)</script>\n<b onclick=x>粗</b>&lt;i&gt;\u202e尾",
    )

    seller.post(at("goods_edit", shop, product.pk), typed)

    product.refresh_from_db()
    assert (product.name, product.origin) == ("高山绿茶", "福建 武夷山")
    assert product.description == "第一段\n粗<i>尾"
    page = seller.get(at("goods_preview", shop, product.pk)).content.decode()
    assert ("粗&lt;i&gt;尾" in page, "<script>alert" in page) == (True, False)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (corpus.pixel_bomb, "图片的长宽太大"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "只收 JPG、PNG、WEBP"),
        (lambda: corpus.ftyp(b"heic"), "HEIC/AVIF 图片不能直接使用"),
        (lambda: corpus.picture("PNG", (500, 500)) + bytes(20 * 1024**2), "文件超过 10 MB"),
        (lambda: corpus.picture("GIF", (500, 500)), "只收 JPG、PNG、WEBP"),
        (lambda: corpus.picture("JPEG", (500, 500))[:300], "图片不完整或已损坏"),
        (lambda: corpus.picture("PNG", (399, 900)), "图片太小：短边至少 400 像素，这张是 399×900。"),
        (lambda: corpus.picture("PNG", (40_400, 400)), "图片太窄长"),
        (lambda: corpus.pdf(), "只收 JPG、PNG、WEBP"),
        (lambda: b"", "文件是空的"),
    ],
)
def test_a_picture_that_cannot_be_is_named_and_the_one_beside_it_is_taken(seller, shop, product, file, words):
    bad = SimpleUploadedFile("坏.jpg", file())

    response = seller.post(at("goods_picture_add", shop, product.pk), {"upload": [bad, upload()]})

    assert (response.status_code, product.pictures.count()) == (400, 1)
    assert "坏.jpg</strong>：" in response.content.decode()
    assert words in response.content.decode()


def test_too_many_pictures_and_the_same_one_twice_are_said(seller, shop, product):
    path = at("goods_picture_add", shop, product.pk)
    twice = seller.post(path, {"upload": [upload(colour="red"), upload(colour="red")]})
    assert "这张图片已经传过了。" in twice.content.decode()

    many = seller.post(path, {"upload": [upload(colour=f"#0000{n:02x}") for n in range(13)]})
    assert "一次最多传 12 张" in many.content.decode()
    full = seller.post(path, {"upload": [upload(colour=f"#00{n * 20:02x}00") for n in range(12)]})

    assert "一个商品最多 12 张图片。" in full.content.decode()
    assert product.pictures.count() == 12
    assert "请先选择图片。" in seller.post(path, {}).content.decode()
