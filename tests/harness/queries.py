"""Lists must ask the database as often for many rows as for one."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(act: Callable[[], object]) -> list[str]:
    """The statements that `act` sends, without savepoints."""
    with CaptureQueriesContext(connection) as captured:
        act()
    statements = [query["sql"] for query in captured.captured_queries]
    return [statement for statement in statements if "SAVEPOINT" not in statement]


def assert_same_queries(act: Callable[[], object], *, grow: Callable[[], object], at_most: int) -> None:
    """`act` sends as many statements after `grow` made more rows as before, and never more than `at_most`."""
    act()  # caches that are filled once (content types, site settings) are not the list's fault
    before = queries_of(act)
    grow()
    after = queries_of(act)
    listing = "\n".join(after)
    assert len(after) == len(before), f"{len(before)} statements grew to {len(after)}:\n{listing}"
    assert len(after) <= at_most, f"{len(after)} statements, at most {at_most} allowed:\n{listing}"
