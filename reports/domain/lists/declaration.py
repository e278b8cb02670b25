"""The shape of a list of rows that is frozen inside a snapshot."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from reports.domain.frame import Frame
from reports.domain.lists.counting import Counted

Value = str | int | None
Row = tuple[Value, ...]


@dataclass(frozen=True)
class ListColumn:
    """A column of a list; dates are written in ISO form, ``hidden`` ones serve links and filters."""

    code: str
    label: str
    kind: Literal["text", "count", "money", "share", "date"] = "text"
    width: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class ListKind:
    """A list with how its rows are taken; ``page`` shows the row whose key is in the column "pk".

    ``counted`` counts them without taking them, by some columns; ``first`` takes only so many from the top.
    """

    code: str
    label: str
    columns: tuple[ListColumn, ...]
    take: Callable[[Frame], Iterable[Row]]
    page: str = ""
    counted: Counted | None = None
    first: Callable[[Frame, int], Iterable[Row]] | None = None
