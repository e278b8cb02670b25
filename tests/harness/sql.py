"""Faults of SQL statements that pass silently in a test with few rows and one user."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections
from django.db.backends.signals import connection_created

LOCKS = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b", re.IGNORECASE)
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
PARENTHESES = re.compile(r"\([^()]*\)")
STRINGS = re.compile(r"'(?:[^']|'')*'")
# who is signed in where, and when it was last seen; who looked at whom, by a worker that tests run in place
MAY_BE_WRITTEN_BY_GET = frozenset({"django_session", "accounts_signin", "accounts_personalview"})


class CarelessLockError(AssertionError):
    """`select_for_update` across a join locks rows of every table in it: say `of=("self",)`."""


class WriteInGetError(AssertionError):
    """A GET changed data: browsers, caches and mail scanners repeat and prefetch GETs."""


def _outermost(statement: str) -> str:
    """The statement without what stands in strings and parentheses: locks of subqueries are their own affair."""
    bare = STRINGS.sub("''", statement)
    while (shorter := PARENTHESES.sub(" ", bare)) != bare:
        bare = shorter
    return bare


def locks_more_than_it_says(statement: str) -> bool:
    """Whether a locking SELECT joins tables without naming which of them it locks."""
    if not LOCKS.search(statement):
        return False
    bare = _outermost(statement)
    lock = LOCKS.search(bare)
    return bool(lock and " JOIN " in bare.upper() and " OF " not in bare[lock.end() :].upper())


def written_table(statement: str) -> str | None:
    """The table a statement writes to, or None."""
    found = WRITES.match(statement)
    return found[1] if found else None


def refuse_careless_locks(execute: Callable, statement: str, params: Any, many: bool, context: dict) -> Any:
    """An execute wrapper (see Django's database instrumentation)."""
    if isinstance(statement, str) and locks_more_than_it_says(statement):
        raise CarelessLockError(statement)
    return execute(statement, params, many, context)


def empty_even_what_is_never_emptied(
    execute: Callable, statement: str, params: Any, many: bool, context: dict
) -> Any:
    """Django empties the tables after a test with threads; triggers that forbid it are for people, not for tests."""
    if isinstance(statement, str) and statement.startswith("TRUNCATE"):
        statement = (
            f"SET LOCAL session_replication_role = replica; {statement.rstrip(';')}; "
            "SET LOCAL session_replication_role = origin"
        )
    return execute(statement, params, many, context)


def _refuse_writes(execute: Callable, statement: str, params: Any, many: bool, context: dict) -> Any:
    table = written_table(statement) if isinstance(statement, str) else None
    if table and table not in MAY_BE_WRITTEN_BY_GET:
        raise WriteInGetError(statement)
    return execute(statement, params, many, context)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Within the block a write to the default database fails."""
    with connection.execute_wrapper(_refuse_writes):
        yield


def _watch_connection(connection: Any, **_: Any) -> None:
    if refuse_careless_locks not in connection.execute_wrappers:
        # first, not last: a context manager that opened before the connection takes the last one off
        connection.execute_wrappers.insert(0, refuse_careless_locks)
        connection.execute_wrappers.insert(0, empty_even_what_is_never_emptied)


def watch() -> None:
    """Switch the lock check on for every connection, those of other threads included."""
    connection_created.connect(_watch_connection)
    for existing in connections.all():
        _watch_connection(existing)
