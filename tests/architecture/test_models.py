"""What holds for every model of the project, walked."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

# Right to left, as the imports run: a foreign key may point to its own layer or to a lower one.
LAYERS = ["mall", "staff", "merchants", "catalog", "orders", "warehouse", "customer_service", "mall.roof"]

OURS = [
    model
    for model in apps.get_models()
    if apps.get_app_config(model._meta.app_label).name.split(".")[0] in set(LAYERS)
]


def layer(model: type[models.Model]) -> int:
    name = apps.get_app_config(model._meta.app_label).name
    return LAYERS.index(name if name in LAYERS else name.split(".")[0])


def test_every_model_is_walked():
    assert len(OURS) > 40


def test_no_foreign_key_points_up_the_layers():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in OURS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model in OURS
        if layer(field.related_model) > layer(model)
    ]

    assert upward == []


def _ties(model: type[models.Model]) -> str:
    """What two rows may share that come after one another; empty where the order is told."""
    named = [str(name).lstrip("-") for name in model._meta.ordering]
    if not named:
        return "no ordering at all"
    last = model._meta.get_field("id" if named[-1] == "pk" else named[-1])
    together = [
        set(unique.fields)
        for unique in model._meta.constraints
        if isinstance(unique, models.UniqueConstraint)
    ]
    return "" if last.unique or any(fields <= set(named) for fields in together) else last.name


def test_rows_have_an_order_without_ties():
    assert {model._meta.label: ties for model in OURS if (ties := _ties(model))} == {}


def _is_without_a_page(model: type[models.Model]) -> bool:
    """A join, or the books of the make-believe provider."""
    return bool(model._meta.auto_created) or model.__name__.startswith("Sandbox")


def test_a_model_has_a_name_that_people_read():
    unread = [
        model._meta.label
        for model in OURS
        if not _is_without_a_page(model)
        and not any("\u4e00" <= letter <= "\u9fff" for letter in str(model._meta.verbose_name))
    ]

    assert unread == ["catalog.SKU"]


def test_every_money_field_is_fen():
    inexact = [
        str(field)
        for model in OURS
        for field in model._meta.local_fields
        if isinstance(field, models.FloatField | models.DecimalField)
    ]

    assert inexact == []


def test_a_time_ends_in_at_and_a_date_in_on():
    """But for Django's own, and what reads better: a day, or by when."""
    known = {"at", "pay_by", "date_joined", "last_login", "day", "on"}
    moments = [
        field
        for model in OURS
        for field in model._meta.local_fields
        if isinstance(field, models.DateField) and not field.name.startswith("pgh_")
    ]

    assert len(moments) > 100
    assert [
        str(field)
        for field in moments
        if field.name not in known
        and not field.name.endswith("_at" if isinstance(field, models.DateTimeField) else "_on")
    ] == []


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_of_data_can_be_taken_back():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    one_way = [
        f"{label}.{name}"
        for (label, name), migration in loader.disk_migrations.items()
        if apps.get_app_config(label).name.split(".")[0] in set(LAYERS)
        for step in migration.operations
        if isinstance(step, RunPython | RunSQL) and not step.reversible
    ]

    assert one_way == []
