"""Specs in English as far as their words are common ones: measures, packaging, the names of what is chosen.

Merchants write specs in Chinese; words that aren't known here stay as they are, so nothing is guessed.
"""

from __future__ import annotations

import re

UNITS = {
    "千克": "kg",
    "公斤": "kg",
    "克": "g",
    "毫升": "ml",
    "升": "L",
    "毫米": "mm",
    "厘米": "cm",
    "米": "m",
    "英寸": "in",
    "张": "sheets",
    "件": "pcs",
}
WORDS = {
    # What is chosen
    "净含量": "Net content",
    "净重": "Net weight",
    "重量": "Weight",
    "包装": "Packaging",
    "规格": "Option",
    "尺寸": "Dimensions",
    "款式": "Style",
    "长度": "Length",
    "容量": "Capacity",
    "颜色": "Colour",
    "尺码": "Size",
    "口味": "Flavour",
    # Packaging
    "袋装": "bag",
    "布袋": "cloth bag",
    "纸袋": "paper bag",
    "小泡袋": "single-brew sachets",
    "八小袋": "eight small bags",
    "编织袋": "woven sack",
    "真空": "vacuum pack",
    "真空砖": "vacuum brick",
    "盒装": "box",
    "纸盒": "paper box",
    "竹盒": "bamboo box",
    "铁盒": "tin box",
    "礼盒": "gift box",
    "对装礼盒": "pair in a gift box",
    "箱装": "case",
    "纸包": "paper wrap",
    "罐装": "can",
    "铁罐": "tin",
    "桶装": "tub",
    "塑料桶": "plastic can",
    "壶装": "jug",
    "陶坛": "earthenware jar",
    "陶瓶": "earthenware bottle",
    "玻璃瓶": "glass bottle",
    "玻璃坛": "glass jar",
    "单瓶": "one bottle",
    "三瓶装": "three bottles",
    "茶饼": "tea cake",
    "小饼": "small cake",
    "小砖": "small brick",
    "大砖": "large brick",
    # Pieces and sizes
    "单片": "single panel",
    "单件": "single piece",
    "单只": "single",
    "装框": "framed",
    "常规": "regular",
    "小号": "small",
    "中号": "medium",
    "大号": "large",
}
_MEASURE = re.compile(rf"(直径|高)?(\d+(?:\.\d+)?(?:×\d+(?:\.\d+)?)?) ?({'|'.join(UNITS)})", re.ASCII)
_OF = {"直径": "⌀ ", "高": "height ", None: ""}


def in_english(text: str) -> str:
    """A spec's name, value, or values one after another; "" where a word of them isn't known."""
    said = [_word(word) for word in text.split()]
    return ", ".join(said) if all(said) else ""


def _word(word: str) -> str:
    if known := WORDS.get(word):
        return known
    measure = _MEASURE.fullmatch(word)
    return f"{_OF[measure[1]]}{measure[2]} {UNITS[measure[3]]}" if measure else ""
