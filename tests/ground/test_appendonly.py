"""The tables that only grow: held by triggers for all, and by grants for the application's role."""

import os
import subprocess
import sys
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, connections, models, transaction

from mall.appendonly import append_only_models
from mall.audit.models import Act
from mall.audit.services import record
from merchants.models import Shop
from tests.ground.factories import make_person, make_row

every_append_only_table = pytest.mark.parametrize(
    "model", append_only_models(), ids=lambda model: model._meta.label_lower
)


def put_row(model: type[models.Model]) -> int:
    """A row to attack. Put there with triggers off, for an entry alone leaves its journal unbalanced."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        row = make_row(model)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return row.pk


def test_these_tables_only_grow():
    assert [model._meta.label for model in append_only_models()] == [
        "audit.Act",
        "audit.Look",
        "audit.Seal",
        "catalog.Movement",
        "catalog.PriceRecord",
        "catalog.ProductHistory",
        "merchants.AgreementSignature",
        "merchants.Ban",
        "merchants.ShopHistory",
        "orders.Entry",
        "orders.EventReview",
        "orders.Journal",
        "orders.PaymentEvent",
        "orders.PayoutEvent",
        "orders.PayoutEventReview",
        "orders.Reply",
        "orders.Review",
        "rulebook.Acknowledgement",
        "rulebook.Amendment",
        "rulebook.Edition",
        "rulebook.Refusal",
        "signatures.Party",
        "signatures.Signature",
        "staff.Breach",
        "staff.BreachWithdrawal",
        "staff.Decision",
        "staff.EditionWithdrawal",
        "staff.EmployeeHistory",
        "staff.Lapse",
        "staff.LeaveCertificate",
        "staff.LeaveEntry",
        "staff.NoticeRead",
        "staff.PaperVersion",
        "staff.PayPlacement",
        "staff.PayRate",
        "staff.Punch",
        "staff.QualificationReview",
        "staff.Release",
        "staff.SwapShare",
        "staff.TargetReport",
        "staff.TextAcknowledgement",
        "staff.TextEdition",
        "staff.TrainingRecord",
        "staff.Vote",
    ]


@pytest.mark.django_db
@every_append_only_table
@pytest.mark.parametrize(
    "statement",
    ['UPDATE "{table}" SET "{column}" = "{column}"', 'DELETE FROM "{table}"', 'TRUNCATE "{table}" CASCADE'],
    ids=["update", "delete", "truncate"],
)
def test_raw_sql_is_refused(model, statement):
    pk = put_row(model)
    raw = statement.format(table=model._meta.db_table, column=model._meta.pk.column)

    with (
        pytest.raises(IntegrityError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(raw)

    assert model._default_manager.values_list("pk", flat=True).get() == pk


@pytest.mark.django_db
@every_append_only_table
def test_the_orm_is_refused(model):
    rows = model._default_manager.filter(pk=put_row(model))
    (field,) = [f for f in model._meta.local_concrete_fields if not f.primary_key][:1]

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        rows.update(**{field.attname: models.F(field.attname)})
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        rows._raw_delete(rows.db)

    assert rows.count() == 1


# --- Two roles -----------------------------------------------------------------------------------


@contextmanager
def a_role(*, options: str = ""):
    """A role of this test's own: roles belong to the whole cluster, which parallel workers share."""
    name = f"mall_test_{uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN {options}")
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {name}")
            cursor.execute(f"DROP ROLE {name}")


@contextmanager
def acting_as(role: str):
    """A connection of its own, on which the session's user is ``role`` from the first statement on."""
    other = connections.create_connection("default")
    other.set_autocommit(True)
    try:
        with other.cursor() as cursor:
            cursor.execute(f"SET SESSION AUTHORIZATION {role}")
            yield cursor
    finally:
        other.close()


@pytest.fixture
def application(transactional_db):
    with a_role() as role:
        call_command("grant_application_role", role=role, verbosity=0)
        yield role


def test_the_application_reads_and_writes_what_it_needs(application):
    person = make_person()

    with acting_as(application) as cursor:
        cursor.execute(
            "INSERT INTO merchants_shop (slug, name, name_en, intro, kind, state, created_at, version,"
            " closed_categories, is_suspended_by_sanction, notice, return_days, aftersales, holiday_words)"
            " VALUES ('a', '甲', '', '', 'person', 'preparing', now(), 1, '{}', false, '', 7, '', '')"
        )
        cursor.execute("UPDATE merchants_shop SET name = '乙'")
        cursor.execute(
            "INSERT INTO audit_act (actor_id, verb, subject_kind, rule, reason, data, at)"
            " VALUES (%s, 'v', 'k', '', '', '{}', now())",
            [person.pk],
        )

    assert Shop.objects.get().history.get().name == "甲"
    assert Act.objects.get().actor == person


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_act SET verb = 'other'",
        "DELETE FROM audit_act",
        "TRUNCATE audit_act",
        "ALTER TABLE audit_act DISABLE TRIGGER ALL",
        "DROP TABLE audit_act",
        "DROP FUNCTION _pgtrigger_should_ignore(name) CASCADE",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "TRUNCATE merchants_shop CASCADE",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_can_do_no_more_than_it_needs(application, statement):
    record(actor=None, verb="v", subject=make_person())

    with acting_as(application) as cursor, pytest.raises(ProgrammingError, match=r"denied|must be owner"):
        cursor.execute(statement)

    assert Act.objects.get().verb == "v"


def test_the_application_owns_nothing_and_may_use_every_table_as_its_kind_allows(application):
    only_grow = {model._meta.db_table for model in append_only_models()}
    read_only = {"django_migrations", "django_content_type"}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, pg_has_role(%(role)s, c.relowner, 'MEMBER'),
                      ARRAY(SELECT p FROM unnest(%(rights)s::text[]) p
                             WHERE has_table_privilege(%(role)s, c.oid, p)),
                      has_any_column_privilege(%(role)s, c.oid, 'UPDATE')
                 FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')""",
            {"role": application, "rights": ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"]},
        )
        found = {table: rest for table, *rest in cursor.fetchall()}

    # Whether it may act as the owner, the rights on the table, and whether some column may be changed.
    expected = {table: [False, ["SELECT", "INSERT", "UPDATE", "DELETE"], True] for table in found}
    expected |= {table: [False, ["SELECT", "INSERT"], False] for table in only_grow}
    expected |= {table: [False, ["SELECT"], False] for table in read_only}
    assert found == expected


def test_rows_that_only_grow_are_safe_from_the_application_even_with_all_triggers_off(application):
    quote = connection.ops.quote_name
    keys = {quote(model._meta.db_table): quote(model._meta.pk.column) for model in append_only_models()}
    owner = connection.cursor()
    for table in keys:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        with acting_as(application) as cursor:
            for table, key in keys.items():
                for attack in (
                    f"UPDATE {table} SET {key} = {key}",
                    f"DELETE FROM {table}",
                    f"TRUNCATE {table}",
                ):
                    with pytest.raises(ProgrammingError, match="permission denied"):
                        cursor.execute(attack)
    finally:
        for table in keys:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("command", "user"),
    [
        ("migrate", "mall_owner"),
        ("grant_application_role", "mall_owner"),
        ("pgtrigger", "mall_owner"),
        ("sync_roles", "mall_app"),
        ("runserver", "mall_app"),
    ],
)
def test_only_the_commands_that_make_tables_act_as_their_owner(command, user):
    urls = {
        "DATABASE_URL": "postgresql://mall_app@db.example/mall",
        "MIGRATION_DATABASE_URL": "postgresql://mall_owner@db.example/mall",
    }
    script = f"import sys; sys.argv = ['manage.py', '{command}']; from mall import settings as s;"
    script += "print(s.DATABASES['default']['USER'], s.APPLICATION_ROLE)"

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env={**os.environ, **urls},
        capture_output=True,
        text=True,
    )

    assert done.stdout.split() == [user, "mall_app"], done.stderr


def test_the_trick_that_switches_triggers_off_for_a_session_does_not_help_the_application(application):
    record(actor=None, verb="v", subject=make_person())
    (name,) = [trigger.get_pgid(Act) for trigger in Act._meta.triggers if trigger.name == "append_only_rows"]

    with acting_as(application) as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, false)", ["{" + name + "}"])
        with pytest.raises(ProgrammingError, match="denied"):
            cursor.execute("UPDATE audit_act SET verb = 'other'")


@pytest.mark.django_db(transaction=True)
def test_granting_says_what_is_wrong_with_the_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()

    with pytest.raises(CommandError, match="superuser"):
        call_command("grant_application_role", role=owner)
    with pytest.raises(CommandError, match="doesn't exist"):
        call_command("grant_application_role", role="nobody_of_this_name")
    with pytest.raises(CommandError, match="MIGRATION_DATABASE_URL"):
        call_command("grant_application_role")
    member = a_role(options=f'IN ROLE "{owner}"')
    with member as role, pytest.raises(CommandError, match="may act as"):
        call_command("grant_application_role", role=role)
