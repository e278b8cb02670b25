"""Very many rows at once, with PostgreSQL's COPY."""

from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models


def copy_in(model: type[models.Model], rows: Sequence[models.Model]) -> int:
    """Write unsaved ``rows``, which carry their own keys, and return how many there were.

    The rows must be there already: while COPY runs the connection answers nothing else. Search and sort keys
    are filled; constraints and triggers hold, `save()` is not called.
    """
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                if hasattr(row, "fill_keys"):
                    row.fill_keys()
                copy.write_row([_value(field, row) for field in fields])
                count += 1
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return count


def _value(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)


def next_key(model: type[models.Model]) -> int:
    """The first key above all that are taken."""
    highest = model._default_manager.aggregate(highest=models.Max("pk"))["highest"]
    return (highest or 0) + 1
