"""Lists must ask the database as often for many rows as for one."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

# That somebody is there is noted once a minute, whatever is asked for just then.
NOT_OF_THE_ACT = ("SAVEPOINT", "accounts_signin", 'UPDATE "django_session"')


def queries_of(act: Callable[[], object]) -> list[str]:
    """The statements that `act` sends, without savepoints and the noting of who is there."""
    with CaptureQueriesContext(connection) as captured:
        act()
    statements = [query["sql"] for query in captured.captured_queries]
    return [statement for statement in statements if not any(word in statement for word in NOT_OF_THE_ACT)]


def assert_same_queries(act: Callable[[], object], *, grow: Callable[[], object], at_most: int) -> None:
    """`act` sends as many statements after `grow` made more rows as before, and never more than `at_most`."""
    act()  # caches that are filled once (content types, site settings) are not the list's fault
    before = queries_of(act)
    grow()
    after = queries_of(act)
    listing = "\n".join(after)
    assert len(after) == len(before), f"{len(before)} statements grew to {len(after)}:\n{listing}"
    assert len(after) <= at_most, f"{len(after)} statements, at most {at_most} allowed:\n{listing}"
