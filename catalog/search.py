"""Searching goods: words as tsvectors that are made here, since PostgreSQL's parser knows nothing of Chinese.

``search`` holds what goods say: names weigh most, then brand, category and keywords, then subtitle and
origin, then attributes. ``pinyin`` holds how their names, brands, categories and origins sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db import connection, models
from django.db.models import Case, Expression, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast

from . import facets, words
from .models import Product
from .models.goods import ProductQuerySet

MOST_TERMS = 24
A_CODE = 4  # so many digits are a code, of which the beginning will do
LEAST_SOUND = 2  # letters; one would sound like half the mall
MOST_POSITIONS = 16_000
BATCH = 500
MOST_COMPARED = 500
# A name that is what was asked for, and one that begins with it or has it in one piece.
EXACT, BEGINS, WHOLE = 2.0, 0.6, 0.4
# What the English name names: more than a second word that begins alike adds, "tea" beside "teapot".
HEADS = 1.0


class Asked:
    """Words as tsquery terms: what must be said, and letters, which may be said or be how it sounds."""

    def __init__(self, text: str):
        self.text = text
        said: list[str] = []
        letters: list[str] = []
        for kind, run in words.runs(text):
            if kind == "latin":
                letters.append(run[: words.LONGEST])
            elif kind == "han" and len(run) > 1:
                said += [_quoted(run[i : i + 2]) for i in range(len(run) - 1)]
            else:
                beginning = ":*" if len(run) >= A_CODE else ""
                said.append(_quoted(run[: words.LONGEST]) + beginning)
        self.said = list(dict.fromkeys(said))[:MOST_TERMS]
        self.letters = list(dict.fromkeys(letters))[: MOST_TERMS - len(self.said)]

    def __bool__(self) -> bool:
        return bool(self.said or self.letters)

    def hits(self) -> Q:
        """Goods with everything asked for: a Han run by its pairs, a character where it stands alone."""
        found = Q(_matches("search", self.said)) if self.said else Q()
        if self.letters:
            terms = [f"{_quoted(run)}:*" for run in self.letters]
            spoken = Q(_matches("search", terms))
            if all(len(run) >= LEAST_SOUND for run in self.letters):
                spoken |= Q(_matches("pinyin", terms))
            found &= spoken
        return found

    def rank(self) -> Expression:
        """How well a product answers."""
        terms = [*self.said, *(f"{_quoted(run)}:*" for run in self.letters)]
        rank = SearchRank(F("search"), _query(terms, " | "))
        if self.letters:
            rank += SearchRank(F("pinyin"), _query(terms, " | "))
            if not self.said:
                rank += self._heads_english()
        return rank + Case(
            When(name__iexact=self.text, then=Value(EXACT)),
            When(name__istartswith=self.text, then=Value(BEGINS)),
            When(name__icontains=self.text, then=Value(WHOLE)),
            default=Value(0.0),
        )

    def _heads_english(self) -> Case:
        """Whether the English name names it: "Black tea, buds" answers "tea", "Teapot" only contains it."""
        phrase = " ".join(self.letters)  # letters alone: nothing in it means anything to a pattern
        head = Q(name_en__iregex=rf"(^|[^[:alnum:]]){phrase}(,|$)")
        return Case(When(head, then=Value(HEADS)), default=Value(0.0))


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _query(terms: list[str], joined_by: str = " & ") -> Cast:
    # Not SearchQuery: that would have PostgreSQL parse the words again.
    return Cast(Value(joined_by.join(terms)), SearchQueryField())


def _matches(column: str, terms: list[str]) -> models.Func:
    return models.Func(
        F(column),
        _query(terms),
        template="%(expressions)s",
        arg_joiner=" @@ ",
        output_field=models.BooleanField(),
    )


def matching(products: ProductQuerySet, text: str) -> ProductQuerySet:
    """Those of ``products`` that have everything asked for; none for words without a letter."""
    asked = Asked(text)
    return products.filter(asked.hits()) if asked else products.none()


def rank(text: str) -> Expression:
    """How well a product that matches ``text`` matches."""
    return Asked(text).rank()


def alike(products: ProductQuerySet, text: str) -> ProductQuerySet:
    """Those of ``products`` that sound like ``text``: a wrong character is mostly a right sound."""
    sounds = ["".join(words.syllables(run)) if kind == "han" else run for kind, run in words.runs(text)]
    if not any(len(sound) >= LEAST_SOUND for sound in sounds):
        return products.none()
    return products.filter(_matches("pinyin", [f"{_quoted(sound[: words.LONGEST])}:*" for sound in sounds]))


def pieces(text: str) -> list[str]:
    """The words in ``text``, every one that could be seen there; single characters where there is none."""
    import rjieba  # a dictionary, needed only where a search found nothing

    parts = words.fold(text).split()
    seen = [piece for part in parts for piece in rjieba.cut_all(part) if len(piece) > 1 and Asked(piece)]
    found = seen or [piece for part in parts for piece in rjieba.cut(part) if Asked(piece)]
    return list(dict.fromkeys(found))[:MOST_TERMS]


def nearest(products: ProductQuerySet, asked: list[str]) -> ProductQuerySet:
    """Those that have some of the pieces ``asked``, the most first; ``has_0``, ``has_1`` … say which."""
    each = [Asked(piece).hits() for piece in asked]
    if not each:
        return products.none()
    some = products.filter(reduce(or_, each)).order_by()[:MOST_COMPARED]
    marks = {
        f"has_{i}": Case(When(hits, then=1), default=0, output_field=IntegerField())
        for i, hits in enumerate(each)
    }
    found = Product.objects.filter(pk__in=some.values("pk")).annotate(**marks)
    total = reduce(lambda a, b: a + b, (F(mark) for mark in marks))
    return found.order_by(total.desc() if len(marks) > 1 else F("has_0").desc(), "-sales_count", "-id")


def vector_texts(product: Product) -> tuple[str, str]:
    """The literals of the product's two tsvectors. Reads its category and the one above it."""
    category = product.category
    above = category.parent if category else None
    shelf = [node.name for node in (category, above) if node]
    shelf_en = [node.name_en for node in (category, above) if node]
    said = (
        ("A", [product.name, *_over_gaps(product.name), product.name_en, product.code]),
        ("B", [product.brand, product.keywords, *shelf, *shelf_en]),
        ("C", [product.subtitle, product.origin]),
        ("D", [value for _name, value in product.attributes]),
    )
    name, name_initials = words.sounds(product.name)
    other, other_initials = words.sounds(" ".join([product.brand, *shelf, product.origin]))
    sounds = (("A", name), ("B", name_initials), ("C", other), ("D", other_initials))
    return (
        _vector((weight, words.lexemes(" ".join(texts))) for weight, texts in said),
        _vector(sounds),
    )


def _over_gaps(name: str) -> list[str]:
    """The pairs that a name would have without its blanks: who types it may leave them out."""
    apart = set(words.lexemes(name))
    return [lexeme for lexeme in words.lexemes("".join(name.split())) if lexeme not in apart]


def _vector(parts: Iterable[tuple[str, list[str]]]) -> str:
    position, found = 0, []
    for weight, lexemes in parts:
        for lexeme in lexemes:
            position = min(position + 1, MOST_POSITIONS)
            found.append(f"{_quoted(lexeme)}:{position}{weight}")
    return " ".join(found)


def name_vector(name: str, name_en: str = "") -> str:
    """The literal of a tsvector of a name alone, in both languages, to be asked by ``says``."""
    return _vector([("A", [*words.lexemes(f"{name} {name_en}"), *_over_gaps(name)])])


def says(column: str, text: str) -> Q | None:
    """Rows whose ``column`` has all the words of ``text``; None for words without a letter."""
    asked = Asked(text)
    terms = [*asked.said, *(f"{_quoted(run)}:*" for run in asked.letters)]
    return Q(_matches(column, terms)) if terms else None


def describe(product: Product) -> None:
    """Set what ``product`` is found and filtered by, to be saved with a new row."""
    product.search, product.pinyin = vector_texts(product)
    product.facets = facets.tokens(product)


def index(products: Iterable[Product]) -> None:
    """Bring what ``products`` are found and filtered by up to date, after every change of their words."""
    rows = [(p.pk, *vector_texts(p), array_text(facets.tokens(p))) for p in products]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.execute(
                "UPDATE catalog_product AS p SET search = fresh.search::tsvector,"
                " pinyin = fresh.pinyin::tsvector, facets = fresh.facets::text[]"
                " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])"
                " AS fresh(id, search, pinyin, facets) WHERE p.id = fresh.id",
                [list(column) for column in zip(*rows[start : start + BATCH], strict=True)],
            )


def array_text(texts: list[str]) -> str:
    """The literal of a text[]: arrays of several lengths can't be sent as one."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"
