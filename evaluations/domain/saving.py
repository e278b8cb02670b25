"""The two statements of every tap: what saving a sheet has to know, and everything it writes.

They are written out in SQL because an evening is made of them; through the models the same took six statements and
most of the time of a save (docs/decisions/0044). Whoever calls holds a transaction open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.utils import timezone
from psycopg import sql

from evaluations.domain.locking import lock_sheet
from evaluations.domain.queries.sheets import SavedMark, in_order_of_sheet
from evaluations.models import CouncilMember, Entry, Round, ScoreLog, Sheet
from products.models import Dossier
from regimes.models import CriteriaSet

MarkRow = tuple[int, int, int, str]
"""What is saved of one mark: the keys of criterion and option, points, remark."""


def _known(model: type[models.Model], *names: str) -> tuple[type[models.Model], list[str]]:
    """The model with these columns in its own order, in which ``from_db`` takes them."""
    return model, [field.attname for field in model._meta.concrete_fields if field.attname in names]


# by alias: what is read with the sheet; any other column is asked for when somebody needs it
_READ = {
    "s": _known(
        Sheet,
        *("id", "entry_id", "member_id", "number", "state", "source"),
        *("comment", "revision", "saved_at", "log_count", "log_head"),
    ),
    "e": _known(Entry, "id", "round_id", "dossier_id", "state"),
    "r": _known(
        Round,
        *("id", "council_id", "state", "closed_at"),
        *("secretary_scores", "members_reopen", "comment_on_extremes"),
    ),
    "d": _known(Dossier, "id", "criteria_set_id"),
    "c": _known(CriteriaSet, "id", "digest"),
    "m": _known(CouncilMember, "id", "user_id", "office", "is_active"),
}
_SHEET = sql.SQL("""
    SELECT {columns},
           EXISTS (SELECT FROM evaluations_recusal x
                    WHERE x.entry_id = s.entry_id AND x.member_id = s.member_id AND x.waived_by_id IS NULL),
           (SELECT json_agg(json_build_array(k.option_id, k.comment, k.revision))
              FROM evaluations_mark k WHERE k.sheet_id = s.id)
      FROM evaluations_sheet s
      JOIN evaluations_entry e ON e.id = s.entry_id
      JOIN evaluations_round r ON r.id = e.round_id
      JOIN products_dossier d ON d.id = e.dossier_id
      JOIN regimes_criteriaset c ON c.id = d.criteria_set_id
      JOIN evaluations_councilmember m ON m.id = s.member_id
     WHERE s.id = %s
""")
_COLUMNS = (sql.Identifier(alias, name) for alias, (_, names) in _READ.items() for name in names)
_READ_SHEET = _SHEET.format(columns=sql.SQL(", ").join(_COLUMNS)).as_string()
_WRITE = """
    WITH line AS (
        INSERT INTO evaluations_scorelog (sheet_id, number, body, previous, digest)
        VALUES (%(sheet)s, %(number)s, %(body)s, %(previous)s, %(digest)s)
    ), marks AS (
        INSERT INTO evaluations_mark
               (sheet_id, criterion_id, option_id, points, comment, revision, saved_at)
        SELECT %(sheet)s, mark.*, %(revision)s, %(now)s
          FROM unnest(%(criteria)s::bigint[], %(options)s::bigint[], %(points)s::int[], %(remarks)s::text[]) mark
            ON CONFLICT (sheet_id, criterion_id) DO UPDATE
           SET option_id = EXCLUDED.option_id, points = EXCLUDED.points, comment = EXCLUDED.comment,
               revision = EXCLUDED.revision, saved_at = EXCLUDED.saved_at
    )
    UPDATE evaluations_sheet
       SET revision = %(revision)s, saved_at = %(now)s, comment = %(comment)s,
           log_count = %(number)s, log_head = %(digest)s
     WHERE id = %(sheet)s
"""


@dataclass(frozen=True)
class LockedSheet:
    """A sheet nobody else can change until the transaction ends, in a round nobody can close."""

    sheet: Sheet
    is_recused: bool
    marks: Mapping[str, SavedMark]


def locked_sheet(sheet_id: int) -> LockedSheet:
    """Lock the sheet, then read it, its marks and all that decides whether it may be changed.

    Reading in the statement that locks would show the marks of before the wait for the lock.
    """
    lock_sheet(sheet_id)
    with connection.cursor() as cursor:
        cursor.execute(_READ_SHEET, [sheet_id])
        row = cursor.fetchone()
    if row is None:
        raise Sheet.DoesNotExist
    *columns, is_recused, marks = row
    sheet = _related(iter(columns))
    return LockedSheet(sheet, is_recused, in_order_of_sheet(sheet, marks or []))


def _related(columns: Iterator[Any]) -> Sheet:
    """The sheet with its entry, round, dossier, set of criteria and member, in the order of ``_READ``."""
    made: dict[str, Any] = {
        alias: model.from_db(connection.alias, names, [next(columns) for _ in names])
        for alias, (model, names) in _READ.items()
    }
    sheet, entry = made["s"], made["e"]
    sheet.entry, sheet.member = entry, made["m"]
    entry.round, entry.dossier = made["r"], made["d"]
    entry.dossier.criteria_set = made["c"]
    return sheet


def write(sheet: Sheet, line: ScoreLog, marks: list[MarkRow]) -> None:
    """Save the line of the log, the marks, and the sheet's own revision, opinion and head of log, in one statement."""
    sheet.saved_at = timezone.now()
    columns = [[mark[place] for mark in marks] for place in range(4)]
    values: dict[str, Any] = {
        "sheet": sheet.pk,
        "now": sheet.saved_at,
        "revision": sheet.revision,
        "comment": sheet.comment,
        "number": line.number,
        "body": line.body,
        "previous": line.previous,
        "digest": line.digest,
        **dict(zip(("criteria", "options", "points", "remarks"), columns, strict=True)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
