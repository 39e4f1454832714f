"""The public page of the rules."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from mall.rulebook import figures, register, services
from mall.rulebook.models import Edition

from .factories import make_person, make_resolution

pytestmark = pytest.mark.django_db


def test_every_clause_has_an_anchor_and_stands_in_its_document(client):
    page = client.get("/rules/").content.decode()

    assert [clause for clause in register.clauses() if page.count(f'id="{clause}"') != 1] == []
    assert page.index('id="document-A"') < page.index('id="A1-3"') < page.index('id="document-B"')


@pytest.mark.rule("C1.4")
def test_the_page_says_which_clauses_the_software_does_not_keep_yet(client):
    chapters = client.get("/rules/").context["chapters"]

    kept = {entry.clause.id for chapter in chapters for entry in chapter.entries if entry.is_kept}
    assert {"D10.1-2", "C1.4", "E14"} <= kept
    assert sum(len(chapter.entries) for chapter in chapters) == len(register.clauses())


@pytest.mark.parametrize(
    ("language", "title"), [("zh-hans", "未按时付款的订单自动取消"), ("en", "Orders not paid in time")]
)
def test_titles_are_in_the_readers_language(client, language, title):
    client.cookies["django_language"] = language

    assert title in client.get("/rules/").content.decode()


def test_a_figure_is_shown_in_words_with_what_is_announced_for_it(client):
    now = timezone.now()
    services.amend(
        actor=make_person("add_amendment"),
        clause="D7.2",
        value=timedelta(hours=36),
        resolution=make_resolution(),
        effective_at=now + timedelta(days=8),
        now=now,
    )
    figures.forget()

    page = client.get("/rules/").content.decode()

    assert "<strong>48 小时</strong>" in page
    assert "起改为 36 小时" in page


def test_the_page_takes_two_queries_beside_its_frame(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # one is the row of categories in the frame
        assert client.get("/rules/").status_code == 200


def test_the_edition_in_force_is_named(client):
    assert client.get("/rules/").context["edition"] is None
    Edition.objects.create(number=1, digest="1", effective_at=datetime(2026, 1, 1, tzinfo=UTC))
    Edition.objects.create(number=2, digest="2", effective_at=datetime(2026, 6, 1, tzinfo=UTC))
    Edition.objects.create(number=3, digest="3", effective_at=datetime(2999, 1, 1, tzinfo=UTC))

    assert "第 2 版，自 2026-06-01 08:00 起施行" in client.get("/rules/").content.decode()


def test_the_page_is_only_read(client):
    assert client.post("/rules/").status_code == 405


def test_the_footer_links_to_the_rules(client):
    assert 'href="/rules/"' in client.get("/rules/").content.decode().split("<footer")[1]
