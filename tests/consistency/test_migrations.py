"""One line of migrations in each app, and none missing."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.harness.ours import our_apps


def apps_with_migrations():
    loader = MigrationLoader(None)
    return sorted(app.label for app in our_apps() if app.label in loader.migrated_apps)


@pytest.mark.parametrize("label", apps_with_migrations())
def test_migrations_are_linear(label):
    assert len(MigrationLoader(None).graph.leaf_nodes(label)) == 1


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
