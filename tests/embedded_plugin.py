"""Loaded by pytest before Django's settings: one throw-away PostgreSQL and Valkey for the whole run.

The servers belong to the process that the person started; xdist's workers inherit the addresses, and make themselves
a database each. A keeper process removes everything even after Ctrl-C or `kill -9`.
"""

import os

import pytest

from core.embedded import postgres, redis
from core.embedded.lease import EmbeddedServiceError, Lease

_leases: list[Lease] = []


def _provide(name: str, service) -> None:
    if name not in os.environ:
        lease = service.lease_throw_away()
        _leases.append(lease)
        os.environ[name] = service.url(lease.server.home)


try:
    _provide("DATABASE_URL", postgres)
    _provide("REDIS_URL", redis)
except EmbeddedServiceError as error:
    pytest.exit(str(error), returncode=3)


def pytest_unconfigure() -> None:
    """Stop what this process started, after the last test."""
    while _leases:
        _leases.pop().release()
