"""One line of migrations in each app, none missing, and together they make what the models say."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.harness.ours import PROJECT, our_apps


def apps_with_migrations():
    loader = MigrationLoader(None)
    return sorted(app.label for app in our_apps() if app.label in loader.migrated_apps)


@pytest.mark.parametrize("label", apps_with_migrations())
def test_migrations_are_linear(label):
    assert len(MigrationLoader(None).graph.leaf_nodes(label)) == 1


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# What the tables of our apps are made of; columns stand in the order they came to be, so it is left out.
STRUCTURE = {
    "columns": """
        SELECT table_name, column_name, udt_name, character_maximum_length, numeric_precision, numeric_scale,
               is_nullable, column_default, collation_name, is_identity, generation_expression
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY(%s)""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s)""",
    "indexes": """
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename = ANY(%s)""",
    "triggers and their functions": """
        SELECT pg_get_triggerdef(t.oid), pg_get_functiondef(tgfoid) FROM pg_trigger t
        WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)""",
}


def our_tables():
    return [model._meta.db_table for app in our_apps() for model in app.get_models(include_auto_created=True)]


@pytest.fixture
def migrated(django_db_setup, django_db_blocker):
    """The address of an empty database beside the tests' own, filled by `manage.py migrate`."""
    name = f"{connection.settings_dict['NAME']}_migrated"
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity=0"],
                cwd=PROJECT,
                env={
                    **os.environ,
                    "DATABASE_URL": address,
                    "DJANGO_SETTINGS_MODULE": "ocop_cantho.settings.test",
                },
                check=True,
            )
            yield address
        finally:
            cursor.execute(f'DROP DATABASE "{name}"')


@pytest.mark.django_db
def test_migrations_make_what_the_models_say(migrated):
    """The tests' database is made from the models alone (tests/harness/database.py); the real one by migrations."""
    tables = [our_tables()]
    with psycopg.connect(migrated) as real, connection.cursor() as ours:
        for what, question in STRUCTURE.items():
            ours.execute(question, tables)
            by_models = set(ours.fetchall())
            assert by_models, what
            assert set(real.execute(question, tables)) ^ by_models == set(), what
