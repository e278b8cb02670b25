"""Who waits for whom during a round: savers share it, whoever closes it has it alone.

Row locks would make sixty members queue for one row; PostgreSQL's advisory locks are shared, fair, held to the
end of the transaction and written nowhere. See docs/decisions/0018.
"""

from django.db import connection

from evaluations.models import Round

# the first half of the lock's key, so that it meets no other use of advisory locks
_SCORING = 0x0C0F


def locked_round(round_id: int) -> Round:
    """The round for one alone until the transaction ends: every save in it is over, no new one begins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SCORING, round_id])
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)


def share_round_of_entry(entry_id: int) -> None:
    """Keep the entry's round as it is until the transaction ends, together with other savers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, round_id::int) FROM evaluations_entry WHERE id = %s",
            [_SCORING, entry_id],
        )


def lock_sheet(sheet_id: int) -> None:
    """The sheet for one alone, its round shared as by :func:`share_round_of_entry`: first the round, then the sheet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, e.round_id::int) FROM evaluations_sheet s "
            "JOIN evaluations_entry e ON e.id = s.entry_id WHERE s.id = %s FOR NO KEY UPDATE OF s",
            [_SCORING, sheet_id],
        )
