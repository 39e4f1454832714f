from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from mall.roof import schema
from mall.roof.bench.scratch import scratch_database


def plain(sql: str) -> str:
    """Without the casts that PostgreSQL writes in another place when it has read its own writing."""
    return re.sub(r"::(text|character varying)(\[\])?|[()]", "", sql)


@pytest.fixture
def elsewhere(django_db_setup, django_db_blocker):
    """An empty database beside the one of the tests."""
    with (
        django_db_blocker.unblock(),
        scratch_database(f"schema_{connection.settings_dict['NAME']}", migrated=False),
    ):
        yield


def test_the_file_is_of_these_migrations_and_as_it_was_written():
    assert schema.is_of_these_migrations(schema.FILE.read_text()), (
        "run `manage.py schema` after a change of migrations"
    )


@pytest.mark.drill
def test_the_file_is_what_the_migrations_make_one_by_one(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = schema.made_by_migrations()

    assert made == schema.FILE.read_text(), "run `manage.py schema` after a change of migrations"


def test_an_empty_database_gets_the_whole_schema_with_what_django_adds_to_it(elsewhere):
    call_command("migrate", verbosity=0, interactive=False)

    [_, expected] = schema.FILE.read_text().split("\n", 1)
    assert plain(schema.dumped_structure()) == plain(
        expected.split("INSERT INTO public.django_migrations")[0]
    )
    assert ContentType.objects.filter(app_label="orders", model="order").count() == 1
    assert Permission.objects.filter(codename="change_order").count() == 1
    assert schema.load() is False


def test_a_file_of_other_migrations_or_changed_by_hand_is_left_alone(elsewhere, monkeypatch, tmp_path):
    old = tmp_path / "schema.sql"
    text = schema.FILE.read_text()
    monkeypatch.setattr(schema, "FILE", old)
    for other in (text.replace(schema.digest(), "0" * 64), text + "CREATE TABLE by_hand();\n"):
        old.write_text(other)

        assert schema.load() is False
        assert connection.introspection.table_names() == []
