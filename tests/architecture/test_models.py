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
every_model = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)


def layer(model: type[models.Model]) -> int:
    name = apps.get_app_config(model._meta.app_label).name
    return LAYERS.index(name if name in LAYERS else name.split(".")[0])


def test_every_model_is_walked():
    assert len(OURS) > 40


@every_model
def test_no_foreign_key_points_up_the_layers(model):
    upward = [
        f"{field.name} → {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model in OURS
        if layer(field.related_model) > layer(model)
    ]

    assert upward == []


@every_model
def test_rows_have_an_order_without_ties(model):
    assert model._meta.ordering, "Meta.ordering is missing"
    named = [str(name).lstrip("-") for name in model._meta.ordering]
    last = model._meta.get_field("id" if named[-1] == "pk" else named[-1])
    together = [
        set(unique.fields)
        for unique in model._meta.constraints
        if isinstance(unique, models.UniqueConstraint)
    ]

    assert last.unique or any(fields <= set(named) for fields in together), (
        f"ordering of {model._meta.label} ends in {last.name}, which two rows may share"
    )


@every_model
def test_a_model_has_a_name_that_people_read(model):
    if model._meta.auto_created or model.__name__.startswith("Sandbox"):
        pytest.skip("a table without a page: a join, or the books of the make-believe provider")

    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(model._meta.verbose_name)) or (
        str(model._meta.verbose_name) == "SKU"
    )


@every_model
def test_every_money_field_is_fen(model):
    floats = [field.name for field in model._meta.local_fields if isinstance(field, models.FloatField)]
    decimals = [field.name for field in model._meta.local_fields if isinstance(field, models.DecimalField)]

    assert floats + decimals == []


@every_model
def test_a_time_ends_in_at_and_a_date_in_on(model):
    ours = [field for field in model._meta.local_fields if not field.name.startswith("pgh_")]
    times = [f.name for f in ours if isinstance(f, models.DateTimeField)]
    dates = [
        f.name for f in ours if isinstance(f, models.DateField) and not isinstance(f, models.DateTimeField)
    ]

    odd_times = [
        name
        for name in times
        if not (name.endswith("_at") or name in ("at", "pay_by", "date_joined", "last_login"))
    ]
    odd_dates = [name for name in dates if not name.endswith("_on") and name not in ("day", "on")]
    assert odd_times + odd_dates == []


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
