"""Every kind of cell that can't be used gets its own sentence, at its column."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.imports import cells, pairs, rows, templates
from catalog.imports.cells import Line, RawRow

GOOD = {
    cells.CODE: "T-001",
    cells.FIRST: "饮食",
    cells.SECOND: "茶",
    cells.NAME: "高山绿茶",
    cells.NAME_EN: "",
    cells.SUBTITLE: "",
    cells.BRAND: "",
    cells.ORIGIN: "浙江杭州",
    cells.SPEC: '{"净含量": "250 克"}',
    cells.PRICE: "128.00",
    cells.LIST_PRICE: "",
    cells.STOCK: "50",
    cells.UNIT: "罐",
    cells.KEYWORDS: "",
    cells.ATTRIBUTES: '{"保质期": "18 个月"}',
    cells.DESCRIPTION: "",
}

# By default the strategy computes what UTF-8 can write, for seconds: all but lone surrogates.
WRITABLE = st.characters(exclude_categories=["Cs"])

BAD = [
    (cells.CODE, "", "不能为空"),
    (cells.CODE, "1.006E+06", "科学计数法"),
    (cells.CODE, "茶-1", "不是有效编号"),
    (cells.CODE, "T 1", "不是有效编号"),
    (cells.CODE, "T/1", "不是有效编号"),
    (cells.CODE, "T" * 41, "不是有效编号"),
    (cells.FIRST, "", "不能为空"),
    (cells.SECOND, "绿茶 / ", "不能为空"),
    (cells.SECOND, f"绿茶/{'茶' * 41}", "最多 40 个字"),
    (cells.NAME, "", "不能为空"),
    (cells.NAME, "\u200b\u200d", "不能为空"),
    (cells.NAME, "茶" * 121, "最多 120 个字"),
    (cells.NAME, "<b>茶</b>", "HTML"),
    (cells.SUBTITLE, "茶" * 201, "最多 200 个字"),
    (cells.BRAND, "牌" * 61, "最多 60 个字"),
    (cells.ORIGIN, "浙" * 61, "最多 60 个字"),
    (cells.ORIGIN, "<script>alert(1)</script>", "HTML"),
    (cells.FIRST, "茶/咖啡", "不能有斜杠"),
    (cells.SPEC, "", "不能为空"),
    (cells.SPEC, "红色", "应写成“名称：值”"),
    (cells.SPEC, "：红", "应写成“名称：值”"),
    (cells.SPEC, "颜色:红;颜色:蓝", "写了两次"),
    (cells.SPEC, "颜色:红,尺码:XL", "用分号隔开"),
    (cells.SPEC, "颜色：", "不能为空"),
    (cells.SPEC, '["红色"]', "应写成“名称：值”"),
    (cells.SPEC, "{}", "1 到 5 项"),
    (cells.SPEC, '{"颜色": ""}', "不能为空"),
    (cells.SPEC, '{"": "红"}', "不能为空"),
    (cells.SPEC, '{"颜色": "红", "颜色": "蓝"}', "写了两次"),
    (cells.SPEC, '{"颜色": "红", "颜色 ": "蓝"}', "写了两次"),
    (cells.SPEC, '{"颜色": null}', "应是文字或数字"),
    (cells.SPEC, '{"颜色": {"深": "红"}}', "应是文字或数字"),
    (cells.SPEC, '{"重": NaN}', "应是文字或数字"),
    (cells.SPEC, '{"颜色": "\\ud800"}', "不能为空"),
    (cells.SPEC, '{"颜色": "' + "红" * 61 + '"}', "最多 60 个字"),
    (cells.SPEC, '{"a":' * 3_000, "JSON"),
    (cells.SPEC, "{“颜色”：“红”}", "半角引号"),
    (cells.PRICE, "", "不能为空"),
    (cells.PRICE, "１２", "半角数字"),
    (cells.PRICE, "1e9", "半角数字"),
    (cells.PRICE, "-1", "半角数字"),
    (cells.PRICE, "1.234", "最多两位小数"),
    (cells.PRICE, "1,280.00", "半角数字"),
    (cells.PRICE, "¥128", "半角数字"),
    (cells.PRICE, "0", "0.01 元"),
    (cells.PRICE, "10000000", "9,999,999.99"),
    (cells.PRICE, "9" * 4_000, "半角数字"),
    (cells.LIST_PRICE, "面议", "半角数字"),
    (cells.STOCK, "", "没有货请填 0"),
    (cells.STOCK, "-5", "半角整数"),
    (cells.STOCK, "1.5", "半角整数"),
    (cells.STOCK, "１００", "半角整数"),
    (cells.STOCK, "1_000", "半角整数"),
    (cells.STOCK, "99999999", "半角整数"),
    (cells.UNIT, "一二三四五六七八九十一", "最多 10 个字"),
    (cells.KEYWORDS, "词" * 201, "最多 200 个字"),
    (cells.ATTRIBUTES, "材质", "应写成“名称：值”"),
    (cells.ATTRIBUTES, '{"材质": [["棉"]]}', "应是文字或数字"),
    (cells.ATTRIBUTES, '{"' + "项" * 41 + '": "值"}', "最多 40 个字"),
    (cells.ATTRIBUTES, '{"项": "' + "值" * 1_001 + '"}', "最多 1000 个字"),
    (cells.DESCRIPTION, "字" * 20_001, "最多 20000 个字"),
]


def check(*raw: dict):
    return rows.check(
        (RawRow(Line(number, number), {**GOOD, **over}) for number, over in enumerate(raw, start=2)),
        name="x.csv",
        digest="0" * 64,
    )


@pytest.mark.rule("F6.1")
@pytest.mark.parametrize(("column", "text", "words"), BAD)
def test_a_bad_cell_is_named_by_line_column_and_reason(column, text, words):
    sheet = check({column: text})

    assert [(problem.line.row, problem.column) for problem in sheet.problems] == [(2, column)]
    assert words in str(sheet.problems[0].reason)
    assert len(sheet.rows) == 0


def test_a_good_row_is_read():
    row = check({}).rows[0]

    assert (row.code, row.path, row.spec) == ("T-001", ("饮食", "茶"), {"净含量": "250 克"})
    assert (row.price, row.list_price, row.on_hand) == (12_800, None, 50)
    assert row.content["name"] == "高山绿茶"


def test_every_bad_cell_of_a_row_is_named():
    sheet = check({cells.CODE: "", cells.PRICE: "x", cells.STOCK: "y"})
    assert [problem.column for problem in sheet.problems] == [cells.CODE, cells.PRICE, cells.STOCK]


@pytest.mark.parametrize(
    ("second", "column", "words"),
    [
        ({}, cells.SPEC, "与第 2 行的规格重复"),
        ({cells.SPEC: '{"颜色": "红"}'}, cells.SPEC, "应为：净含量"),
        ({cells.SPEC: '{"净含量": "500 克"}', cells.NAME: "别的茶"}, cells.NAME, "与第 2 行的同一商品不一致"),
        ({cells.SPEC: '{"净含量": "500 克"}', cells.SECOND: "酒"}, cells.SECOND, "与第 2 行的同一商品不一致"),
        ({cells.SPEC: '{"净含量": "500 克"}', cells.ORIGIN: ""}, cells.ORIGIN, "与第 2 行的同一商品不一致"),
    ],
)
def test_rows_of_one_product_agree(second, column, words):
    sheet = check({}, second)

    assert [(problem.line.row, problem.column) for problem in sheet.problems] == [(3, column)]
    assert words in str(sheet.problems[0].reason)


def test_specs_of_one_product_may_name_their_parts_in_any_order():
    sheet = check(
        {cells.SPEC: '{"颜色": "红", "尺寸": "大"}'},
        {cells.SPEC: '{"尺寸": "小", "颜色": "红"}'},
    )
    assert len(sheet.problems) == 0


def test_a_struck_through_price_that_is_not_higher_is_left_out_and_told():
    sheet = check({cells.LIST_PRICE: "128.00"})

    assert (list(sheet.problems), sheet.rows[0].list_price) == ([], None)
    assert [(note.line.row, note.column) for note in sheet.notes] == [(2, cells.LIST_PRICE)]


@pytest.mark.parametrize(
    "text",
    [
        "颜色:红;尺码:XL",
        "颜色：红；尺码：XL",
        "颜色 ： 红 ；\n尺码: XL ; ",
        "颜色：红\n尺码：XL",
        '{"颜色": "红", "尺码": "XL"}',
    ],
)
def test_a_spec_is_written_as_people_write_it_or_as_json(text):
    assert check({cells.SPEC: text}).rows[0].spec == {"颜色": "红", "尺码": "XL"}


def test_an_attribute_with_several_values_is_written_once_for_each():
    attributes = check({cells.ATTRIBUTES: "材质：棉；适用：烤箱；适用：明火"}).rows[0].content["attributes"]

    assert attributes == [["材质", "棉"], ["适用", "烤箱"], ["适用", "明火"]]


@given(st.dictionaries(st.text(WRITABLE, min_size=1), st.text(WRITABLE), max_size=4))
@example({"颜色": "红；蓝"})
@example({"比例": "1:2", "尺寸": "长 20, 宽：10"})
@example({"{": "x"})
def test_whatever_is_written_into_a_cell_is_read_as_it_was(spec):
    assert dict(pairs.read(pairs.written(spec.items()))) == spec


def test_the_templates_example_is_left_out_and_said_so():
    sheet = check({**templates.EXAMPLE, cells.PRICE: "x"}, {})

    assert ([row.code for row in sheet.rows], len(sheet.problems), sheet.count) == (["T-001"], 0, 1)
    [note] = sheet.notes
    assert (note.line.row, note.column, str(note.reason)) == (2, cells.CODE, "这是模板里的例子，没有导入")
    mine = check({**templates.EXAMPLE, cells.NAME: "我的绿茶"})
    assert [row.code for row in mine.rows] == ["SAMPLE-001"]


def test_numbers_in_specs_stay_as_they_were_written():
    assert check({cells.SPEC: '{"重": 2.50, "片": 12}'}).rows[0].spec == {"重": "2.50", "片": "12"}
