from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from mall.accounts import divisions
from mall.accounts.divisions import (
    NOT_DELIVERED,
    Division,
    UnknownDivision,
    children,
    full_name,
    is_leaf,
    path,
    provinces,
)

CSV = Path(divisions.__file__).with_name("data") / "divisions.csv"
ENDS_AT_CITY = ["441900", "442000", "460400", "620200"]


def rows() -> list[tuple[str, str]]:
    with CSV.open(encoding="utf-8", newline="") as lines:
        return [(row["code"], row["name"]) for row in csv.DictReader(lines)]


def level(code: str) -> int:
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def walk(found: tuple[Division, ...], above: tuple[Division, ...] = ()):
    for division in found:
        line = (*above, division)
        yield line
        yield from walk(children(division.code), line)


def names(found) -> list[str]:
    return [division.name for division in found]


def test_the_counts_are_the_official_ones():
    counts = Counter(level(code) for code, _ in rows())
    assert counts[1] == 34
    assert counts[2] == 333 + 9  # prefectures, and the rows that only group codes
    assert 2840 <= counts[3] <= 2860


def test_every_code_is_six_digits_and_the_file_is_sorted_without_repeats():
    codes = [code for code, _ in rows()]
    assert all(re.fullmatch(r"[1-9][0-9]{5}", code) for code in codes)
    assert codes == sorted(set(codes))


def test_no_code_is_an_orphan():
    codes = {code for code, _ in rows()}
    assert {code[:2] + "0000" for code in codes} <= codes
    assert {code[:4] + "00" for code in codes if level(code) == 3} <= codes


def test_names_are_chinese_with_no_latin_and_no_blanks():
    assert [row for row in rows() if not re.fullmatch(r"[\u4e00-\u9fff]+", row[1])] == []


def test_no_two_choices_of_one_step_share_a_name():
    steps = [provinces(), *(children(line[-1].code) for line in walk(provinces()))]
    assert [step for step in steps if len(set(names(step))) != len(step)] == []


def test_every_district_and_every_city_without_districts_is_reached_from_a_province_once():
    reached = [line[-1].code for line in walk(provinces()) if is_leaf(line[-1].code)]
    assert sorted(reached) == sorted([code for code, _ in rows() if level(code) == 3] + ENDS_AT_CITY)


def test_the_path_of_a_leaf_is_the_way_the_picker_takes_to_it():
    for line in walk(provinces()):
        if is_leaf(line[-1].code):
            assert path(line[-1].code) == line
            assert len(line) in (2, 3)


def test_the_picker_offers_no_row_that_only_groups_codes():
    offered = {name for line in walk(provinces()) for name in names(line)}
    assert offered.isdisjoint({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@pytest.mark.parametrize(
    ("code", "steps", "written"),
    [
        ("330106", ["浙江省", "杭州市", "西湖区"], "浙江省杭州市西湖区"),
        ("330114", ["浙江省", "杭州市", "钱塘区"], "浙江省杭州市钱塘区"),
        ("110105", ["北京市", "北京市", "朝阳区"], "北京市朝阳区"),
        ("310115", ["上海市", "上海市", "浦东新区"], "上海市浦东新区"),
        ("500157", ["重庆市", "重庆市", "两江新区"], "重庆市两江新区"),
        ("500235", ["重庆市", "重庆市", "云阳县"], "重庆市云阳县"),
        ("429004", ["湖北省", "仙桃市"], "湖北省仙桃市"),
        ("469021", ["海南省", "定安县"], "海南省定安县"),
        ("441900", ["广东省", "东莞市"], "广东省东莞市"),
        ("620200", ["甘肃省", "嘉峪关市"], "甘肃省嘉峪关市"),
        ("653229", ["新疆维吾尔自治区", "和田地区", "和安县"], "新疆维吾尔自治区和田地区和安县"),
        ("659012", ["新疆维吾尔自治区", "白杨市"], "新疆维吾尔自治区白杨市"),
    ],
)
def test_a_known_place_has_its_path_and_its_written_name(code, steps, written):
    assert names(path(code)) == steps
    assert full_name(code) == written
    assert is_leaf(code)
    assert children(code) == ()


def test_a_municipality_has_one_city_of_its_own_name():
    for code in ("110000", "120000", "310000", "500000"):
        (city,) = children(code)
        assert city.name == full_name(code) == full_name(city.code)


def test_a_county_run_by_its_province_is_offered_beside_the_cities():
    offered = names(children("420000"))
    assert offered[0] == "武汉市"
    assert {"仙桃市", "潜江市", "天门市", "神农架林区"} <= set(offered)


def test_a_division_knows_the_level_of_its_code():
    assert [division.level for division in path("330106")] == [1, 2, 3]
    assert [division.level for division in path("429004")] == [1, 3]


def test_a_place_without_delivery_is_in_the_data_and_not_in_the_picker():
    assert {code for code, _ in rows()} >= NOT_DELIVERED
    assert NOT_DELIVERED.isdisjoint(division.code for division in provinces())
    assert len(provinces()) == 31


@pytest.mark.parametrize("code", ["", "999999", "33010", "3301060", "西湖区", "810000", "429000", "500112"])
def test_an_unknown_code_raises(code):
    assert not is_leaf(code)
    for ask in (path, children, full_name):
        with pytest.raises(UnknownDivision) as refusal:
            ask(code)
        assert refusal.value.code == code
        assert isinstance(refusal.value, ValueError)


@pytest.mark.parametrize("code", ["330000", "330100", "110100"])
def test_a_province_or_a_city_with_districts_is_no_address(code):
    assert not is_leaf(code)
    with pytest.raises(UnknownDivision):
        path(code)


def test_the_written_name_of_a_city_stops_at_the_city():
    assert full_name("330100") == "浙江省杭州市"


def test_the_module_needs_nothing_of_django():
    load = "import runpy, sys; runpy.run_path(sys.argv[1]); sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", load, divisions.__file__], check=True)
