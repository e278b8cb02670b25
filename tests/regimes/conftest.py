import shutil

import pytest
from django.db import connection

from regimes.domain.loading import Loaded, load_regimes
from regimes.domain.queries import specs
from regimes.domain.regimefiles import DATA


@pytest.fixture
def data(tmp_path):
    """A copy of the data files, to be damaged."""
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.fixture(scope="module")
def _loaded_once(django_db_setup, django_db_blocker):
    """Loading takes seconds: the tests of a module share one load, each in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        loaded = load_regimes()
        with connection.cursor() as cursor:
            # what autovacuum does on a server; without it the planner believes the tables empty
            cursor.execute("ANALYZE")
    yield loaded
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE regimes_legalregime CASCADE")


@pytest.fixture
def loaded(_loaded_once: Loaded, db):
    """The project's own data in the database, and what loading it said; no sheet is remembered from another test."""
    specs._spec.cache_clear()
    return _loaded_once
