"""The register of clauses is complete, well formed and readable in both languages."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

REGISTER = Path(__file__).resolve().parents[2] / "mall" / "rulebook" / "register.toml"

KINDS = {"enforced", "tracked", "published"}
APPS = {"mall", "staff", "merchants", "catalog", "orders", "warehouse", "customer_service"}
AUDIENCES = {"shoppers", "merchants", "staff"}

EXPECTED_COUNTS = {
    ("staff", "enforced"): 29,
    ("orders", "enforced"): 28,
    ("customer_service", "enforced"): 26,
    ("warehouse", "enforced"): 24,
    ("merchants", "enforced"): 17,
    ("catalog", "enforced"): 16,
    ("customer_service", "tracked"): 12,
    ("mall", "published"): 10,
    ("staff", "tracked"): 10,
    ("mall", "enforced"): 7,
    ("merchants", "published"): 5,
    ("warehouse", "tracked"): 4,
    ("mall", "tracked"): 4,
    ("staff", "published"): 4,
    ("customer_service", "published"): 3,
    ("merchants", "tracked"): 2,
    ("catalog", "tracked"): 2,
    ("warehouse", "published"): 1,
}

DOCUMENT_FIELDS = {"letter", "order", "title_zh", "title_en"}
REQUIRED_FIELDS = {"id", "document", "kind", "app", "title_zh", "title_en", "audience"}
OPTIONAL_FIELDS = {"has_figure", "reading_zh", "reading_en", "code_zh", "code_en"}

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def register() -> dict[str, Any]:
    with REGISTER.open("rb") as file:
        return tomllib.load(file)


@pytest.fixture(scope="module")
def clauses(register: dict[str, Any]) -> list[dict[str, Any]]:
    return register["clause"]


@pytest.fixture(scope="module")
def documents(register: dict[str, Any]) -> list[dict[str, Any]]:
    return register["document"]


def test_the_register_holds_204_clauses_and_no_id_twice(clauses):
    ids = [clause["id"] for clause in clauses]
    assert len(ids) == 204
    assert [id_ for id_, times in Counter(ids).items() if times > 1] == []


def test_every_clause_has_the_required_fields_and_no_unknown_ones(clauses):
    for clause in clauses:
        assert set(clause) >= REQUIRED_FIELDS, clause
        assert set(clause) <= REQUIRED_FIELDS | OPTIONAL_FIELDS, clause


def test_every_kind_is_one_of_the_three(clauses):
    assert {clause["kind"] for clause in clauses} == KINDS


def test_every_clause_belongs_to_one_of_the_seven_apps(clauses):
    assert {clause["app"] for clause in clauses} == APPS


def test_each_app_owns_the_expected_number_of_clauses_of_each_kind(clauses):
    assert Counter((clause["app"], clause["kind"]) for clause in clauses) == EXPECTED_COUNTS


def test_chinese_titles_are_in_chinese_and_at_most_24_characters_long(clauses):
    for clause in clauses:
        title = clause["title_zh"]
        assert title == title.strip(), clause["id"]
        assert HAN.search(title), clause["id"]
        assert len(title) <= 24, clause["id"]


def test_english_titles_are_in_english_and_at_most_70_characters_long(clauses):
    for clause in clauses:
        title = clause["title_en"]
        assert title, clause["id"]
        assert title == title.strip(), clause["id"]
        assert title[0].isupper(), clause["id"]
        assert not title.endswith("."), clause["id"]
        assert not HAN.search(title), clause["id"]
        assert len(title) <= 70, clause["id"]


@pytest.mark.parametrize("field", ["title_zh", "title_en"])
def test_no_two_clauses_share_a_title(clauses, field):
    titles = Counter(clause[field] for clause in clauses)
    assert [title for title, times in titles.items() if times > 1] == []


def test_every_clause_stands_in_a_declared_document_whose_letter_opens_its_id(clauses, documents):
    letters = {document["letter"] for document in documents}
    for clause in clauses:
        assert clause["document"] in letters, clause["id"]
        assert clause["id"].startswith(clause["document"]), clause["id"]


def test_every_declared_document_has_clauses_and_they_stand_together_in_its_order(clauses, documents):
    runs = [
        clause["document"]
        for before, clause in zip([None, *clauses], clauses, strict=False)
        if before is None or before["document"] != clause["document"]
    ]
    assert runs == [document["letter"] for document in documents]


def test_eleven_documents_are_numbered_in_a_row_and_titled_in_both_languages(documents):
    assert [document["order"] for document in documents] == list(range(1, 12))
    assert len({document["letter"] for document in documents}) == 11
    for document in documents:
        assert set(document) == DOCUMENT_FIELDS, document
        assert HAN.search(document["title_zh"]), document
        assert document["title_en"].strip(), document
        assert not HAN.search(document["title_en"]), document


def test_every_clause_concerns_somebody_and_names_nobody_twice(clauses):
    for clause in clauses:
        audience = clause["audience"]
        assert audience, clause["id"]
        assert set(audience) <= AUDIENCES, clause["id"]
        assert len(audience) == len(set(audience)), clause["id"]


def test_a_reading_is_given_in_both_languages_or_in_none(clauses):
    for clause in clauses:
        assert ("reading_zh" in clause) == ("reading_en" in clause), clause["id"]
        if "reading_zh" in clause:
            assert HAN.search(clause["reading_zh"]), clause["id"]
            assert clause["reading_en"].strip(), clause["id"]
            assert not HAN.search(clause["reading_en"]), clause["id"]


def test_a_clause_either_has_a_figure_or_leaves_the_mark_out(clauses):
    for clause in clauses:
        assert clause.get("has_figure", True) is True, clause["id"]
