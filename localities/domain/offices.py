"""The unit a row of an office's table means: its own columns, its address, the heading it stands under."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.text import clean, fold
from localities.domain.matching import PREFIXES, Gazetteer, UnitNotFound, UnknownUnit, Written
from localities.models import Level, Unit, UnitKind, UnitSuccession

_COMMUNES = frozenset({UnitKind.WARD, UnitKind.COMMUNE, UnitKind.TOWNSHIP})
_CITIES = frozenset({UnitKind.CITY, UnitKind.PROVINCE})
_CITY_ABBREVIATIONS = frozenset(
    {"tpct", "tp ct", "tp can tho", "thanh pho can tho", "tinh hau giang", "tinh soc trang"}
)
_CITY = "Thành phố Cần Thơ"
_DOTTED = re.compile(r"\b(TPCT|TP|TX|TT|[PXQH])\s*\.\s*(?=\w)", re.IGNORECASE)
_COLON = re.compile(
    r"^(?:địa bàn|địa phương|đơn vị|uỷ ban nhân dân|ủy ban nhân dân|ubnd)\s*:?\s*", re.IGNORECASE
)
_RUN_ON = re.compile(r"\s+(?=(?:thành phố|thị xã|thị trấn|huyện|quận|tỉnh|tp|tx|tt|[qhp])\.?\s*[A-ZĐÀ-Ỹ])")


@dataclass(frozen=True)
class Asked:
    """What came of looking a unit up: the unit, or why not and which ones a person may choose from."""

    unit: Unit | None = None
    text: str = ""
    trouble: str = ""
    candidates: tuple[Unit, ...] = ()


@dataclass
class UnitReader:
    """Finds units for the rows of one file; the same words are looked up once.

    Only units of ``day`` are found. For a name of another time the message names what became of it, and
    its successors are the candidates: choosing is left to a person (``choices``: words → unit code).
    """

    gazetteer: Gazetteer
    choices: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, ...], Asked] = field(default_factory=dict)
    _others: list[Gazetteer] | None = None

    @classmethod
    def of(cls, day: date, choices: dict[str, str] | None = None) -> "UnitReader":
        return cls(Gazetteer.of(day), {fold(text): code for text, code in (choices or {}).items()})

    def questions(self) -> list[dict[str, Any]]:
        """The names that were unclear so far, each once with its candidates; answered ones among them."""
        asked = {one.text: one for one in self._known.values() if one.trouble and one.candidates}
        return [
            {
                "text": text,
                "candidates": [{"code": unit.code, "name": self.full_name(unit)} for unit in one.candidates],
            }
            for text, one in sorted(asked.items())
        ]

    def full_name(self, unit: Unit) -> str:
        return self.gazetteer.full_name(unit)

    def of_code(self, code: str) -> Unit | None:
        """The unit of the day with this code, if there is one."""
        return next((unit for unit in self.gazetteer.by_path.values() if unit.code == code), None)

    def find(
        self, *, own: str = "", above: str = "", address: str = "", groups: tuple[str, ...] = ()
    ) -> Asked:
        """The unit of a row: ``own`` its commune's cell, ``above`` its district's, ``groups`` the headings over it."""
        key = (own, above, address, *groups)
        if key not in self._known:
            self._known[key] = self._find(own, above, address, groups)
        return self._known[key]

    def _find(self, own: str, above: str, address: str, groups: tuple[str, ...]) -> Asked:
        over = [group for group in groups if self.heading(group)]
        districts = [above] if above else [group for group in over if self._names_above(group)]
        communes = [group for group in over if not self._names_above(group)]
        if own:
            return self._look(self._of_address(own) or own, *districts, said=own)
        if address and (part := self._of_address(address)):
            return self._look(part, *districts, said=address)
        if communes:
            return self._look(communes[-1], *districts, said=communes[-1])
        return self._look(districts[-1], said=districts[-1]) if districts else Asked()

    def _look(self, looked: str, *above: str, said: str) -> Asked:
        written, text = clean(_COLON.sub("", looked)), said
        if chosen := self.choices.get(fold(text)):
            return Asked(self.of_code(chosen), text)
        parts = self._parts(written)
        # what names its own district does not lie in the one of the heading above
        missing = [other for other in above if len(parts) == 1 and other and fold(other) != fold(written)]
        try:
            return Asked(self.gazetteer.find(", ".join([*parts, *missing])), text)
        except UnitNotFound as error:
            return self._explained(text, ", ".join([*parts, *missing]), error)

    def _explained(self, text: str, looked: str, error: UnitNotFound) -> Asked:
        """The refusal, with what the name meant at another time."""
        old = self._at_another_time(looked) if isinstance(error, UnknownUnit) else []
        if not old:
            return Asked(None, text, str(error), tuple(error.candidates))
        successors = self._now(old)
        names = "; ".join(self.full_name(unit) for unit in successors) or "chưa rõ"
        day = f"{self.gazetteer.day:%d/%m/%Y}"
        said = f"“{text}” là tên đơn vị không có vào ngày {day}; phần đất ấy khi đó thuộc: {names}."
        return Asked(None, text, f"{said} Hãy ghi tên của thời điểm đó.", tuple(successors))

    def _at_another_time(self, text: str) -> list[Unit]:
        if self._others is None:
            change = (
                UnitSuccession.objects.order_by("effective_on").values_list("effective_on", flat=True).last()
            )
            days = [date(2022, 12, 31), *([change] if change else [])]
            self._others = [Gazetteer.of(day) for day in days if day != self.gazetteer.day]
        for other in self._others:
            try:
                return [other.find(text)]
            except UnitNotFound as error:
                if error.candidates and not isinstance(error, UnknownUnit):
                    return list(error.candidates)
        return []

    def _now(self, units: list[Unit]) -> list[Unit]:
        keys = [unit.pk for unit in units]
        links = UnitSuccession.objects.filter(predecessor__in=keys).order_by("-is_default", "pk")
        later = Unit.objects.filter(pk__in=links.values("successor")).valid_on(self.gazetteer.day)
        earlier = Unit.objects.filter(
            pk__in=UnitSuccession.objects.filter(successor__in=keys).values("predecessor")
        ).valid_on(self.gazetteer.day)
        return [*later.by_name()[:5], *earlier.by_name()[:5]]

    def _parts(self, text: str) -> list[str]:
        """ "P. An Hòa Q.Ninh Kiều - TPCT" → the parts of an address, the city's own abbreviations left out."""
        spaced = _DOTTED.sub(lambda found: f"{found[1]}. ", text.replace("(", ",").replace(")", " "))
        parts = [
            clean(piece)
            for part in re.split(r"[,;/]|\s[-–]\s", spaced)
            for piece in _RUN_ON.split(clean(part))
            if fold(piece)
        ]
        rest = [part for part in parts if fold(part) not in _CITY_ABBREVIATIONS]
        return rest or [_CITY if fold(part) in {"tpct", "tp ct"} else part for part in parts]

    def _of_address(self, address: str) -> str:
        """The part of an address from its commune on; empty where it names none."""
        parts = self._parts(address)
        for place, part in enumerate(parts):
            written = Written.read(part)
            if written.kinds & _COMMUNES and not re.match(r"^[xp]\s*\d*$", fold(part)):
                return ", ".join(parts[place:])
        for place, part in enumerate(parts):
            if Written.read(part).name in self.gazetteer.by_name:
                return ", ".join(parts[place:])
        return ""

    def _names_above(self, text: str) -> bool:
        """Whether a heading names a district or the like, not a commune."""
        written = Written.read(clean(_COLON.sub("", text)))
        if written.kinds:
            return not written.kinds & _COMMUNES
        found = self.gazetteer.by_name.get(written.name, [])
        return bool(found) and all(unit.level != Level.COMMUNE for unit in found)

    def heading(self, text: str) -> int:
        """1 for the name of a district, 2 for that of a commune, 0 for other words."""
        bare = clean(_COLON.sub("", text))
        if len(bare) > 80:
            return 0
        folded = fold(bare)
        prefixed = any(folded.startswith(f"{prefix} ") for prefix, _ in PREFIXES if len(prefix) > 1)
        dotted = bool(_DOTTED.match(bare))
        first = re.split(r"[,;(:]|\s[-–]\s", bare)[0]
        if not (prefixed or dotted) and Written.read(first).name not in self.gazetteer.by_name:
            return 0
        return 1 if self._names_above(first) else 2


def unit_error(asked: Asked, *, required: bool = True) -> str:
    """Why a row has no unit, in words for its person; empty where it has one."""
    if asked.unit is not None:
        return ""
    if asked.trouble:
        return asked.trouble
    return "Chưa ghi xã, phường." if required else ""
