"""A database and a broker of one's own, gone when the measuring is over."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database() -> Iterator[None]:
    """Django as a server process has it, on an empty test database; DJANGO_SETTINGS_MODULE says with which settings.

    Without the test environment, whose templates keep a copy of all they were given.
    """
    from core.embedded import postgres, redis

    leases = []
    for name, service in (("DATABASE_URL", postgres), ("REDIS_URL", redis)):
        lease = service.lease_throw_away()
        leases.append(lease)
        os.environ[name] = service.url(lease.server.home)
    try:
        import django

        django.setup()
        from django.db import connection

        from core.heap import settle
        from tests.harness.database import after_the_tables, before_the_tables

        before_the_tables()
        connection.creation.create_test_db(verbosity=0)
        after_the_tables()
        settle()
        yield
        connection.close()
    finally:
        for lease in leases:
            lease.release()
