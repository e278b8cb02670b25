"""The lists a snapshot can freeze, by their code."""

from reports.domain.lists import ministry, money, people, programme, register
from reports.domain.lists.declaration import ListColumn, ListKind, Row, Value

LISTS = {one.code: one for module in (register, people, programme, money, ministry) for one in module.LISTS}

__all__ = ["LISTS", "ListColumn", "ListKind", "Row", "Value"]
