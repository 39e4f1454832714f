"""Searching goods: Han characters as unigrams and bigrams, letters apart from digits, all as one tsvector.

The lexemes are made here and not by PostgreSQL's parser, which knows nothing of Chinese. Names weigh most,
then brand, category and keywords, then subtitle and origin, then attributes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.contrib.postgres.search import SearchQueryField, SearchRank, SearchVectorField
from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Cast
from pypinyin import lazy_pinyin

from .models import Product

_RUN = re.compile(r"(?P<han>[㐀-鿿豈-﫿\U00020000-\U0003ffff]+)|(?P<latin>[^\W\d_]+)|(?P<digits>\d+)")
MOST_TERMS = 24
LONGEST = 40
A_CODE = 4  # so many digits are a code, of which the beginning will do
MOST_POSITIONS = 16_000
BATCH = 500


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for match in _RUN.finditer(unicodedata.normalize("NFKC", text).lower()):
        yield match.lastgroup or "", match.group()


def lexemes(text: str) -> list[str]:
    """What ``text`` is found by: ``mate60 床品`` → mate, 60, 床, 床品, 品."""
    found = []
    for kind, run in _runs(text):
        if kind != "han":
            found.append(run[:LONGEST])
            continue
        for i, character in enumerate(run):
            found.append(character)
            if i + 1 < len(run):
                found.append(run[i : i + 2])
    return found


def _asked_for(text: str) -> list[str]:
    """The lexemes that a hit must have: of Han runs the bigrams, a single character where it stands alone."""
    terms = []
    for kind, run in _runs(text):
        if kind == "han" and len(run) > 1:
            terms += [_quoted(run[i : i + 2]) for i in range(len(run) - 1)]
        elif kind == "latin" or len(run) >= A_CODE:
            terms.append(_quoted(run[:LONGEST]) + ":*")
        else:
            terms.append(_quoted(run[:LONGEST]))
    return list(dict.fromkeys(terms))[:MOST_TERMS]


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def vector_text(product: Product) -> str:
    """The literal of the product's tsvector. Reads its category and the one above; SKU codes aren't in it."""
    category = product.category
    above = category.parent if category else None
    parts = (
        ("A", [product.name, product.code]),
        (
            "B",
            [product.brand, product.keywords, category.name if category else "", above.name if above else ""],
        ),
        ("C", [product.subtitle, product.origin]),
        ("D", [value for _name, value in product.attributes]),
    )
    position, words = 0, []
    for weight, texts in parts:
        for lexeme in lexemes(" ".join(texts)):
            position = min(position + 1, MOST_POSITIONS)
            words.append(f"{_quoted(lexeme)}:{position}{weight}")
    return " ".join(words)


def vector(product: Product) -> Cast:
    """The product's tsvector as a value to insert."""
    return Cast(Value(vector_text(product)), SearchVectorField())


def index(products: Iterable[Product]) -> None:
    """Bring the search column of ``products`` up to date, after every change of their words."""
    rows = [(product.pk, vector_text(product)) for product in products]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            ids, texts = zip(*rows[start : start + BATCH], strict=True)
            cursor.execute(
                "UPDATE catalog_product AS p SET search = fresh.words::tsvector"
                " FROM unnest(%s::bigint[], %s::text[]) AS fresh(id, words) WHERE p.id = fresh.id",
                [list(ids), list(texts)],
            )


def matching(products: models.QuerySet[Product], text: str) -> models.QuerySet[Product]:
    """Those of ``products`` that have everything asked for, best first; none for words without a letter."""
    terms = _asked_for(text)
    if not terms:
        return products.none()
    # Not SearchQuery: that would have PostgreSQL parse the words again.
    query = Cast(Value(" & ".join(terms)), SearchQueryField())
    matches = models.Func(
        models.F("search"),
        query,
        template="%(expressions)s",
        arg_joiner=" @@ ",
        output_field=models.BooleanField(),
    )
    rank = SearchRank(models.F("search"), query)
    return products.filter(matches).annotate(rank=rank).order_by("-rank", "-sales_count", "-id")


def slug_words(text: str) -> list[str]:
    """The runs of letters and digits in ``text``, Han in pinyin: what an address is made of."""
    words = []
    for kind, run in _runs(text):
        words += lazy_pinyin(run) if kind == "han" else [run]
    return words
