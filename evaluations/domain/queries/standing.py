"""How the sheets handed in stand, added up by the database in one statement: the live board's figures.

The frozen tally needs every pick and adds them up itself; from sums to stars both go by the same rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from evaluations.arithmetic import Sums
from evaluations.domain.queries.sheets import keys_of
from evaluations.enums import SheetState
from evaluations.models import Entry
from regimes.arithmetic import SheetSpec
from regimes.domain.queries.specs import spec_of
from regimes.models import CriteriaSet

# Every option carries the signs that picking it sets; a sheet's signs are those of all its marks together. Marks are
# added up before anything is joined to them, which halves the time of a thousand products.
STATEMENT = """
    SELECT sheet.entry_id, sheet.member_id, coalesce(marked.points, 0), coalesce(marked.signs::text, '')
      FROM evaluations_sheet sheet
      LEFT JOIN (
            SELECT mark.sheet_id, sum(mark.points) AS points, bit_or(option.signs) AS signs
              FROM evaluations_mark mark
              JOIN evaluations_sheet own ON own.id = mark.sheet_id
              LEFT JOIN unnest(%(options)s::bigint[], %(signs)s::varbit[]) AS option (id, signs)
                     ON option.id = mark.option_id
             WHERE own.entry_id = ANY(%(entries)s) AND own.state = %(state)s
             GROUP BY mark.sheet_id
           ) AS marked ON marked.sheet_id = sheet.id
     WHERE sheet.entry_id = ANY(%(entries)s) AND sheet.state = %(state)s
"""


class Sign(NamedTuple):
    """True of a sheet on which one of these options of the criterion is picked."""

    criterion: str
    options: frozenset[int]


class Conditional(NamedTuple):
    """A criterion that counts only where another reached its points: the places of the signs that say so."""

    code: str
    hangs_on: str
    holds: int
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """The signs of one official sheet: its minimum requirements in their order, then what its conditions need."""

    requirements: int
    options: dict[int, str]
    conditionals: tuple[Conditional, ...]

    def lost(self, signs: str) -> int:
        """The points of picks that do not count because their condition does not hold."""
        out: set[str] = set()
        lost = 0
        for code, hangs_on, holds, points in self.conditionals:
            if hangs_on in out or signs[holds : holds + 1] != "1":
                out.add(code)
                lost += sum(worth for place, worth in points if signs[place : place + 1] == "1")
        return lost


def sums_by_entry(entries: Iterable[Entry], standing_back: set[tuple[int, int]]) -> dict[int, Sums]:
    """What the valid sheets of ``entries`` (with dossier__criteria_set) add up to; entries without are left out.

    ``standing_back`` are the (entry, member) of recusals that were not waived.
    """
    layouts = {entry.pk: layout_of(entry.dossier.criteria_set) for entry in entries}
    found: dict[int, tuple[list[int], list[str]]] = {}
    for entry, member, points, signs in _sheets(layouts):
        if (entry, member) not in standing_back:
            totals, rows = found.setdefault(entry, ([], []))
            totals.append(points - layouts[entry].lost(signs))
            rows.append(signs)
    return {
        entry: Sums(
            sum(totals), len(totals), min(totals), max(totals), _reached(rows, layouts[entry].requirements)
        )
        for entry, (totals, rows) in found.items()
    }


def _sheets(layouts: dict[int, Layout]) -> list[tuple[int, int, int, str]]:
    signs = {option: text for layout in set(layouts.values()) for option, text in layout.options.items()}
    longest = max(map(len, signs.values()), default=0)
    asked: dict[str, Any] = {
        "entries": list(layouts),
        "state": SheetState.SUBMITTED,
        "options": list(signs),
        "signs": [text.ljust(longest, "0") for text in signs.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        return cursor.fetchall()


def _reached(rows: list[str], requirements: int) -> tuple[int, ...]:
    """How many sheets carry each of the first signs; one without any mark has none at all."""
    columns = zip(*(row[:requirements].ljust(requirements, "0") for row in rows), strict=True)
    return tuple(column.count("1") for column in columns)


def layout_of(criteria_set: CriteriaSet) -> Layout:
    """Remembered by the digest of the set's content, as its sheet is (`regimes.domain.queries.specs`)."""
    return _layout(criteria_set.pk, criteria_set.digest)


@lru_cache(maxsize=256)
def _layout(pk: int, digest: str) -> Layout:
    criteria_set = CriteriaSet.objects.get(pk=pk)
    spec, keys = spec_of(criteria_set), keys_of(criteria_set)
    signs = [_at_least(spec, one.criterion, one.min_points) for one in spec.requirements]
    conditionals = []
    for code, criterion in spec.by_code.items():
        if criterion.applies_if is None:
            continue
        holds = len(signs)
        signs.append(_at_least(spec, criterion.applies_if.criterion, criterion.applies_if.min_points))
        worth = [option for option in criterion.options if option.points]
        points = tuple((len(signs) + place, option.points) for place, option in enumerate(worth))
        signs += [Sign(code, frozenset({option.number})) for option in worth]
        conditionals.append(Conditional(code, criterion.applies_if.criterion, holds, points))
    options = {
        key: "".join("1" if code == sign.criterion and number in sign.options else "0" for sign in signs)
        for key, (code, number) in keys.meaning.items()
    }
    return Layout(
        len(spec.requirements),
        {key: text for key, text in options.items() if "1" in text},
        tuple(conditionals),
    )


def _at_least(spec: SheetSpec, code: str, points: int) -> Sign:
    options = spec.by_code[code].options
    return Sign(code, frozenset(option.number for option in options if option.points >= points))
