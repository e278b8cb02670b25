"""The test database is made from the models at once; replaying the migrations would cost each process half a minute.

`tests/consistency/test_migrations.py` proves that the migrations make the same tables, constraints and triggers.
"""

from importlib import import_module

import pgtrigger
from django.db import connections
from django.db.models.signals import pre_migrate
from pghistory.models import Context

EXTENSIONS = import_module("core.migrations.0001_extensions").Migration


def before_the_tables() -> None:
    """Have the extensions installed before the tables that need them are made."""
    pre_migrate.connect(_install_extensions, dispatch_uid="test database")


def after_the_tables() -> None:
    """Install what only migrations make by themselves: the function of the audit trail and the models' triggers."""
    Context.install_pgh_attach_context_func()
    pgtrigger.install()


def _install_extensions(*, using, **_) -> None:
    with connections[using].schema_editor() as editor:
        for operation in EXTENSIONS.operations:
            operation.database_forwards("core", editor, None, None)
