from datetime import date

import pytest
from django.db import connection

from localities.domain.loading import load_units
from tests.factories.regimes import RegimeFactory


@pytest.fixture(scope="module")
def _units_once(django_db_setup, django_db_blocker):
    """The real units: loading takes a second, so the tests of a module share them."""
    with django_db_blocker.unblock():
        load_units()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE localities_unit")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE localities_unit CASCADE")


@pytest.fixture
def units(_units_once, db):
    """The real units of both times."""


@pytest.fixture
def regime(db):
    """A regime in force since 2019."""
    return RegimeFactory(valid_from=date(2019, 8, 21))
