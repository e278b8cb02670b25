"""From what people write ("P. An Hòa, Q. Ninh Kiều") to the unit that is meant."""

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Self

from core.errors import ActRefused
from core.text import clean, fold
from localities.models import Unit, UnitAlias, UnitKind

# what stands before a name, written out or short, as fold() leaves it; longer ones first
PREFIXES: tuple[tuple[str, frozenset[str]], ...] = (
    ("thanh pho", frozenset({UnitKind.CITY, UnitKind.CITY_DISTRICT})),
    ("thi tran", frozenset({UnitKind.TOWNSHIP})),
    ("thi xa", frozenset({UnitKind.TOWN_DISTRICT})),
    ("phuong", frozenset({UnitKind.WARD})),
    ("huyen", frozenset({UnitKind.RURAL_DISTRICT})),
    ("quan", frozenset({UnitKind.URBAN_DISTRICT})),
    ("tinh", frozenset({UnitKind.PROVINCE})),
    ("xa", frozenset({UnitKind.COMMUNE})),
    ("tp", frozenset({UnitKind.CITY, UnitKind.CITY_DISTRICT})),
    ("tt", frozenset({UnitKind.TOWNSHIP})),
    ("tx", frozenset({UnitKind.TOWN_DISTRICT})),
    ("p", frozenset({UnitKind.WARD})),
    ("x", frozenset({UnitKind.COMMUNE})),
    ("q", frozenset({UnitKind.URBAN_DISTRICT})),
    ("h", frozenset({UnitKind.RURAL_DISTRICT})),
)
_NUMBERED = re.compile(r"^(p|q)(\d+)$")
_SEPARATORS = re.compile(r"[,;]|\s[-\u2013]\s")


class UnitNotFound(ActRefused):
    """No unit, or more than one, is written so; ``candidates`` are those a person may choose from."""

    def __init__(self, message: str, candidates: list[Unit]) -> None:
        super().__init__(message)
        self.candidates = candidates


class UnknownUnit(UnitNotFound):
    """No unit of the day has this name; the candidates have similar ones."""


class AmbiguousUnit(UnitNotFound):
    """Several units have this name; the candidates are all of them."""


@dataclass(frozen=True)
class Written:
    """One part of an address: the kinds its prefix allows (none: any) and its bare name."""

    kinds: frozenset[str]
    name: str

    @classmethod
    def read(cls, text: str) -> Self:
        folded = _NUMBERED.sub(r"\1 \2", fold(text))
        for prefix, kinds in PREFIXES:
            if folded.startswith(f"{prefix} "):
                return cls(kinds, folded[len(prefix) + 1 :])
        return cls(frozenset(), folded)

    def allows(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


def _marked(text: str, part: Written) -> str:
    """The bare name as written, marks and all: "P. An Hòa" → "an hòa"."""
    words = re.findall(r"[^\W_]+", clean(text).lower())
    return " ".join(words[-len(part.name.split()) :])


@dataclass
class Gazetteer:
    """The units of one day by name: made once, asked for every line of a file."""

    day: date
    by_name: dict[str, list[Unit]] = field(default_factory=dict)
    spellings: dict[int, set[str]] = field(default_factory=dict)
    by_path: dict[str, Unit] = field(default_factory=dict)

    @classmethod
    def of(cls, day: date, within: Unit | None = None) -> Self:
        """The units that exist on ``day``, those in ``within`` only if given; two queries."""
        made = cls(day)
        units = {unit.pk: unit for unit in Unit.objects.valid_on(day).order_by("pk")}
        made.by_path = {unit.path: unit for unit in units.values()}
        if within is not None:
            units = {pk: unit for pk, unit in units.items() if within.contains(unit)}
        for unit in units.values():
            made._add(unit, unit.name)
        for alias in UnitAlias.objects.filter(unit__in=units).order_by("pk"):
            made._add(units[alias.unit_id], alias.name)
        return made

    def _add(self, unit: Unit, name: str) -> None:
        same = self.by_name.setdefault(Written.read(name).name, [])
        if unit not in same:
            same.append(unit)
        self.spellings.setdefault(unit.pk, set()).add(_marked(name, Written.read(name)))

    def find(self, text: str) -> Unit:
        """The one unit meant by ``text``; raises UnknownUnit or AmbiguousUnit with candidates."""
        parts = [Written.read(part) for part in _SEPARATORS.split(text) if fold(part)]
        if not parts:
            raise UnknownUnit("Chưa ghi tên đơn vị hành chính.", [])
        first, *above = parts
        named = self.by_name.get(first.name, [])
        found = [unit for unit in named if first.allows(unit.kind) and self._lies_in(unit, above)]
        if len(found) > 1:
            found = self._with_the_same_marks(found, text) or found
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(self.full_name(unit) for unit in found)
            raise AmbiguousUnit(f"“{clean(text)}” có thể là: {names}. Hãy ghi rõ cấp trên.", found)
        near = named or self._near(first.name)
        hint = f" Gần giống: {'; '.join(self.full_name(unit) for unit in near)}." if near else ""
        raise UnknownUnit(f"Không có đơn vị “{clean(text)}” vào ngày {self.day:%d/%m/%Y}.{hint}", near)

    def full_name(self, unit: Unit) -> str:
        """The name with those above it: "Phường An Hòa, Quận Ninh Kiều, Thành phố Cần Thơ"."""
        return ", ".join([unit.name, *(above.name for above in self._above(unit))])

    def _above(self, unit: Unit) -> list[Unit]:
        """The units over this one, the nearest first."""
        steps = unit.path.strip("/").split("/")
        paths = ["/" + "/".join(steps[:count]) + "/" for count in range(len(steps) - 1, 0, -1)]
        return [self.by_path[path] for path in paths if path in self.by_path]

    def _lies_in(self, unit: Unit, above: list[Written]) -> bool:
        ancestors = [(other.kind, Written.read(other.name).name) for other in self._above(unit)]
        return all(any(part.name == name and part.allows(kind) for kind, name in ancestors) for part in above)

    def _with_the_same_marks(self, found: list[Unit], text: str) -> list[Unit]:
        """Those whose name is in the text letter for letter: Trường Thành is not Trường Thạnh."""
        part = next(part for part in _SEPARATORS.split(text) if fold(part))
        spelling = _marked(part, Written.read(part))
        return [unit for unit in found if spelling in self.spellings[unit.pk]]

    def _near(self, name: str) -> list[Unit]:
        return [
            unit
            for close in get_close_matches(name, self.by_name, n=3, cutoff=0.7)
            for unit in self.by_name[close]
        ][:5]


def find_unit(text: str, *, day: date, within: Unit | None = None) -> Unit:
    """The unit meant by ``text`` on ``day``, in ``within`` if given.

    Marks, prefixes ("P.", "X.", "TT.", "Q.", "H.", "TX.", "TP") and known other spellings do not
    matter; the units above may follow after commas. Raises UnknownUnit or AmbiguousUnit, both with
    candidates. For many lines make one Gazetteer.
    """
    return Gazetteer.of(day, within).find(text)
