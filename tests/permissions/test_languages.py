"""Every page speaks the reader's language; only what people wrote stays as they wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.apps import apps
from django.db import models

from mall.accounts import divisions
from mall.accounts.models import User

from .pages import AREAS, addresses_of, furnish, rendered
from .world import make_world

HAN = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"\b[A-Za-z][a-z]+(?: [a-z]{2,}){2,}")  # three words in a row are no name any more
MASKED = re.compile(r"[\u3400-\u9fff]+\*{2,}")
LANGUAGES_OWN_NAMES = ("中文", "简体中文")
SAID_BY = {"title", "alt", "placeholder", "aria-label", "value", "content", "label", "data-confirm"}
SILENT = {"code", "kbd", "pre"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# It reads what our templates write, not any HTML, and is several times as fast as a reader of that.
UNREAD = re.compile(r"<!.*?>|<(script|style)\b.*?</\1>", re.S)
PIECE = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>|([^<]+)")
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")


def words_of(html: str) -> list[str]:
    """The texts of a page and of the attributes that are read out, but for what is in another language."""
    opened = [("", False)]  # each with whether what it contains is silent
    found: list[str] = []
    for closing, name, attributes, text in PIECE.findall(UNREAD.sub("", html)):
        if closing:
            _close(opened, name.lower())
        elif not name:
            found += [] if opened[-1][1] else [" ".join(unescape(text).split())]
        else:
            tag, said = name.lower(), dict(_attributes(attributes))
            silent = opened[-1][1] or tag in SILENT or (tag != "html" and "lang" in said)
            if not silent and said.get("type") not in ("hidden", "checkbox", "radio"):
                found += [value for name, value in said.items() if name in SAID_BY]
            opened += [] if tag in VOID else [(tag, silent)]
    return [text for text in found if text]


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for name, one, two, three in ATTRIBUTE.findall(text):
        yield name, unescape(one or two or three)


def _close(opened: list[tuple[str, bool]], tag: str) -> None:
    while len(opened) > 1 and opened.pop()[0] != tag:
        pass


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            yield from _texts(list(pair))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def written_by_people() -> set[str]:
    """Every text in the database."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            found |= {" ".join(text.split()) for text in _texts(list(row))}
    return {text for text in found if HAN.search(text)}


def places(above: tuple[divisions.Division, ...] | None = None) -> Iterator[str]:
    """The official names of all places, which have no English ones."""
    for division in divisions.provinces() if above is None else above:
        yield division.name
        yield from places(divisions.children(division.code))


def known_words() -> list[str]:
    """What stands in Chinese on an English page, the longest first."""
    known = {*written_by_people(), *places(), *LANGUAGES_OWN_NAMES}
    return sorted((text.casefold() for text in known), key=len, reverse=True)


def without(text: str, known: list[str]) -> str:
    """``text`` without what people wrote; a single character counts only where it stands alone."""
    text = MASKED.sub("", text.casefold())
    for written in known:
        if len(written) > 1 or text.strip("“”") == written:
            text = text.replace(written, "")
    return text


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>合计</p><img alt='图'><br>", ["合计", "图"]),
        ("<button value='去'><span lang='zh'>龙井 <b>茶</b></span> 看</button>", ["去", "看"]),
        ("<input type='hidden' value='选'><input placeholder='填'><script>if (1<2) '看'</script>", ["填"]),
        ('<a title="甲 > 乙"><code>丙</code>丁 &gt; 戊</a><!-- 己 --><br/>庚', ["甲 > 乙", "丁 > 戊", "庚"]),
    ],
)
def test_what_a_page_says_is_found_but_for_what_is_marked_as_another_language(html, found):
    assert words_of(html) == found


def test_only_what_people_wrote_is_left_out():
    assert without("已移除“龙井茶”", ["龙井茶", "龙"]) == "已移除“”"
    assert (without("件", ["件"]), without("2 件", ["件"])) == ("", "2 件")


@pytest.fixture
def world(db):
    world = make_world()
    furnish(world)
    return world


@pytest.mark.parametrize("area", AREAS)
def test_a_reader_meets_their_language_alone_but_for_what_people_wrote(world, area):
    in_chinese = {
        f"{page.name} ({page.visitor.kind}): {text[:80]}"
        for page, html in rendered(addresses_of(world, area), language="zh-hans")
        for text in words_of(html)
        if ENGLISH.search(text)
    }
    User.objects.update(locale="en", locale_is_chosen=True)
    known = known_words()
    in_english = {
        f"{page.name} ({page.visitor.kind}): {text[:80]}"
        for page, html in rendered(addresses_of(world, area), language="en")
        for text in words_of(html)
        if HAN.search(text) and HAN.search(without(text, known))
    }

    assert (sorted(in_chinese), sorted(in_english)) == ([], [])
