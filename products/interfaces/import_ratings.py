"""Recognitions out of a list of products: stars, decision, validity, as people write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.spreadsheets.importing import Options, Row
from core.spreadsheets.table import Record
from core.spreadsheets.values import Unreadable, is_nothing, read_day, read_text
from core.text import clean, fold
from products.enums import RatingState
from products.models import Rating
from regimes.models import DossierKind, LegalRegime

_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5}
_SYMBOLS = re.compile(r"^\W*([*★☆⭐✩✪✭✰]\s*){1,5}\W*$")
_NUMBER = re.compile(r"(?<![\d.,])([1-9])(?:[.,]0+)?(?![\d.,])")
_RANGE = re.compile(r"\d\s*(?:-|–|đến|,|/|và|hoặc)\s*\d")
_NO_STARS = re.compile(
    r"\b(chua|khong) (duoc |dat |xep |phan |cong |danh )*(hang|sao|dat|gia|nhan|duoc)?\b|^(chua|khong|rot|loai)$"
)
_ROMAN = {"iii": 3, "iv": 4, "v": 5}
_LEADING = re.compile(
    r"^(?:theo\s+)?(?:quyết định|quyet dinh|qđ|qd)?\s*(?:công nhận\s*)?(?:số|so|:)?\s*[:.]?\s*(?=\d)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[\s,;(]*(?:ban hành|ký|cấp)?\s*(?:ngày|ngay|ng\.?)?[\s:,;()]*$", re.IGNORECASE)
_SPACES = re.compile(r"\s*([/\-])\s*")
_CENTRE = re.compile(r"\b(bo|trung uong|thu tuong)\b")
EARLIEST = date(2018, 5, 7)
"""The day the programme was decided (QĐ 490/QĐ-TTg)."""
NO_AUTHORITY = "(chưa ghi cơ quan)"
LONGEST_MONTHS = 61
DRAGGED = 3


def read_stars(value: Any) -> tuple[int | None, bool]:
    """Stars as people write them, and whether they are "tiềm năng 5 sao", which is recognised as four.

    4, "4 sao", "****", "4*", "Bốn sao", "Hạng IV", "OCOP 4★". None for a product without stars. Raises
    Unreadable for anything else.
    """
    if is_nothing(value) or isinstance(value, bool):
        return None, False
    if isinstance(value, int | float):
        return _sound(value)
    text = clean(str(value))
    folded = fold(text)
    if "tiem nang" in folded and (re.search(r"\b5\b|\bnam\b", folded) or folded.endswith("tiem nang")):
        return 4, True
    if _SYMBOLS.match(text):
        return _sound(len(re.findall(r"[*★☆⭐✩✪✭✰]", text)))
    if _NO_STARS.search(folded):
        return None, False
    if _RANGE.search(text) and not re.search(r"\d{4}", text):
        raise Unreadable(f"“{text}” có thể là nhiều hạng sao")
    numbers = set(_NUMBER.findall(text))
    if len(numbers) == 1:
        return _sound(int(numbers.pop()))
    words = [_WORDS[word] for word in re.findall(r"(\w+) sao", folded) if word in _WORDS]
    words += [_ROMAN[word] for word in folded.split() if word in _ROMAN]
    if not numbers and len(words) == 1:
        return _sound(words[0])
    raise Unreadable(f"“{text}” không phải hạng sao")


def _sound(value: float) -> tuple[int, bool]:
    if value != int(value) or not 1 <= value <= 5:
        raise Unreadable(f"“{value}” không phải hạng sao từ 1 đến 5")
    return int(value), False


def read_decision(value: Any) -> tuple[str, date | None]:
    """A decision's number, and its day where the cell has both: "QĐ số 3588/QĐ-UBND ngày 30/11/2021".

    Raises Unreadable for a day that cannot be.
    """
    if is_nothing(value):
        return "", None
    text = read_text(value)
    found = read_day(text) if not isinstance(value, int | float) else None
    day = found.day if found else None
    if found and day:
        start, end = found.span
        text = clean(f"{text[:start].rstrip()} {text[end:]}")
    number = _TRAILING.sub("", _LEADING.sub("", text))
    return clean(_SPACES.sub(r"\1", number)).strip(" ,;.:()"), day


@dataclass
class Claimed:
    """One recognition as a row tells of it."""

    stars: int | None = None
    potential_five: bool = False
    decision_no: str = ""
    decided_on: date | None = None
    expires_on: date | None = None
    authority: str = ""
    regime: LegalRegime | None = None
    kind: str = DossierKind.FIRST
    row: tuple[str, int] | None = field(default=None, repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that the register needs."""
        return bool(self.stars and self.decision_no and self.decided_on and self.regime)

    def values(self) -> dict[str, Any]:
        return {
            "stars": self.stars,
            "potential_five": self.potential_five,
            "decision_no": self.decision_no,
            "decision_date": self.decided_on.isoformat() if self.decided_on else None,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
        }

    def details(self) -> dict[str, Any]:
        """What the act that records it asks for."""
        return {
            "regime": self.regime,
            "kind": self.kind,
            "stars": self.stars,
            "state": RatingState.POTENTIAL_FIVE if self.potential_five else RatingState.RECOGNISED,
            "decision_no": self.decision_no,
            "decided_on": self.decided_on,
            "expires_on": self.expires_on,
            "authority": self.authority or NO_AUTHORITY,
        }

    def compare(self, row: Row, rating: Rating) -> None:
        """Say where the register has another thing under the same decision: that is no import's to change."""
        told = (self.stars, self.decided_on, self.expires_on or rating.expires_on)
        if told == (rating.stars, rating.decided_on, rating.expires_on):
            return
        row.say(
            "error",
            f"Sổ công nhận ghi theo {rating.decision_no}: {rating.stars} sao, ngày {rating.decided_on:%d/%m/%Y}, "
            f"hết hạn {rating.expires_on:%d/%m/%Y}. Nhập tệp không sửa kết quả công nhận; hãy sửa tệp cho khớp.",
            "stars" if self.stars != rating.stars else "decision_date",
        )


class RatingReader:
    """Reads the recognitions of a row: one, or one for each of "lần 1" and "lần 2"."""

    def __init__(self, options: Options) -> None:
        self.today = options.today
        self.regimes = list(LegalRegime.objects.order_by("-valid_from"))

    def read(self, row: Row, record: Record) -> list[Claimed]:
        """The recognitions, the latest last; what is wrong is said on the row."""
        first = self._turn(row, record, "first_", DossierKind.FIRST)
        second = self._turn(row, record, "second_", DossierKind.REEVALUATION)
        main = self._turn(row, record, "", DossierKind.FIRST)
        turns = [one for one in (first, second) if one is not None]
        if main is not None and not turns:
            turns = [main]
        elif main is not None:
            last = turns[-1]
            last.stars = last.stars or main.stars
            last.potential_five = last.potential_five or main.potential_five
            last.expires_on = last.expires_on or main.expires_on
            if main.stars and last.stars != main.stars:
                row.say(
                    "note", f"Hạng hiện tại {main.stars} sao khác hạng lần cuối {last.stars} sao.", "stars"
                )
        for one in turns:
            self._check(row, one)
        self._check_year(row, record, turns)
        return turns

    def _turn(self, row: Row, record: Record, prefix: str, kind: str) -> Claimed | None:
        one = Claimed(kind=kind)
        self._stars(row, record, prefix, one)
        self._decision(row, record, prefix, one)
        one.expires_on = self._day(row, record, f"{prefix}expires_on")
        one.authority = read_text(record.cells.get(f"{prefix}authority"))
        said = (one.stars, one.decision_no, one.decided_on, one.expires_on)
        return one if any(value is not None and value != "" for value in said) else None

    def _stars(self, row: Row, record: Record, prefix: str, one: Claimed) -> None:
        name = f"{prefix}stars"
        try:
            one.stars, one.potential_five = read_stars(record.cells.get(name))
        except Unreadable as error:
            row.say("error", f"{error}.", name)
        if not prefix and one.stars is None and not row.has("error"):
            marked = [stars for stars in (3, 4, 5) if self._is_marked(record, stars)]
            if len(marked) == 1:
                one.stars = marked[0]
            elif marked:
                row.say("error", "Đánh dấu nhiều cột hạng sao.", f"stars_{marked[0]}")
        if one.potential_five:
            row.say("note", "Tiềm năng 5 sao: mang hạng 4 sao cho đến khi Bộ quyết định.", name)
        if one.stars in {1, 2}:
            row.say("error", f"{one.stars} sao không được công nhận; sổ chỉ ghi từ 3 đến 5 sao.", name)

    @staticmethod
    def _is_marked(record: Record, stars: int) -> bool:
        cell = record.cells.get(f"stars_{stars}")
        return (
            cell is not None and cell not in (0, "-", "–", "") and fold(read_text(cell)) not in {"khong", "0"}
        )

    def _decision(self, row: Row, record: Record, prefix: str, one: Claimed) -> None:
        name = f"{prefix}decision_no"
        in_cell = None
        try:
            one.decision_no, in_cell = read_decision(record.cells.get(name))
        except Unreadable as error:
            row.say("error", f"{error}.", name)
        one.decided_on = self._day(row, record, f"{prefix}decision_date")
        if in_cell and one.decided_on and in_cell != one.decided_on:
            row.say(
                "error",
                f"Ô số quyết định ghi ngày {in_cell:%d/%m/%Y}, cột ngày ghi {one.decided_on:%d/%m/%Y}.",
                f"{prefix}decision_date",
            )
        one.decided_on = one.decided_on or in_cell

    def _day(self, row: Row, record: Record, name: str) -> date | None:
        cell = record.cells.get(name)
        try:
            found = read_day(cell)
        except Unreadable as error:
            row.say("error", f"{error}.", name)
            return None
        if found is not None and found.day is None:
            row.say("error", f"“{read_text(cell)}” chỉ có năm, thiếu ngày và tháng.", name)
        elif found is None and not is_nothing(cell):
            row.say("note", f"“{read_text(cell)}” không phải ngày.", name)
        return found.day if found else None

    def _check(self, row: Row, one: Claimed) -> None:
        if one.decided_on is not None:
            self._check_day(row, one)
        if one.decided_on and one.expires_on:
            months = (
                (one.expires_on.year - one.decided_on.year) * 12 + one.expires_on.month - one.decided_on.month
            )
            if one.expires_on <= one.decided_on:
                row.say(
                    "error",
                    f"Ngày hết hạn {one.expires_on:%d/%m/%Y} không sau ngày quyết định {one.decided_on:%d/%m/%Y}.",
                    "expires_on",
                )
            elif months > LONGEST_MONTHS:
                row.say("doubtful", f"Thời hạn {months} tháng dài hơn luật định (36 tháng).", "expires_on")
        if one.stars and not (one.decision_no and one.decided_on) and not row.has("error"):
            missing = " và ".join(
                word
                for word, known in (("số quyết định", one.decision_no), ("ngày quyết định", one.decided_on))
                if not known
            )
            row.say(
                "note", f"Thiếu {missing} nên chỉ ghi sản phẩm, chưa ghi kết quả công nhận.", "decision_no"
            )
        elif one.decision_no and not one.stars and not row.has("error"):
            row.say("note", "Có quyết định nhưng chưa ghi hạng sao nên chưa ghi kết quả công nhận.", "stars")
        if one.stars == 5 and one.authority and not _CENTRE.search(fold(one.authority)):
            row.say(
                "note",
                "Hạng 5 sao do Bộ công nhận; cơ quan ghi trong tệp không phải cấp trung ương.",
                "authority",
            )

    def _check_day(self, row: Row, one: Claimed) -> None:
        assert one.decided_on is not None
        day = one.decided_on
        if day > self.today:
            row.say("error", f"Ngày quyết định {day:%d/%m/%Y} ở tương lai.", "decision_date")
        elif day < EARLIEST:
            row.say(
                "error", f"Ngày quyết định {day:%d/%m/%Y} trước khi có Chương trình OCOP.", "decision_date"
            )
        one.regime = next((regime for regime in self.regimes if regime.valid_from <= day), None)
        if one.regime is None and self.regimes and not row.has("error"):
            # the first products were recognised by the programme's own decision, before its sheets were law
            one.regime = self.regimes[-1]
        if one.regime is None and not self.regimes:
            row.say("error", "Chưa có dữ liệu gốc về quy định đánh giá.", "decision_date")

    @staticmethod
    def _check_year(row: Row, record: Record, turns: Sequence[Claimed]) -> None:
        try:
            found = read_day(record.cells.get("year"))
        except Unreadable:
            return
        year = (found.year or (found.day.year if found.day else None)) if found else None
        days = [one.decided_on for one in turns if one.decided_on]
        if year and days and year not in {day.year for day in days}:
            row.say(
                "note",
                f"Cột năm ghi {year}, ngày quyết định là {days[-1]:%d/%m/%Y}; hãy xem cột nào đúng.",
                "year",
            )


def say_dragged_days(rows: Sequence[Row]) -> None:
    """Mark runs of days that differ by exactly a year from row to row: somebody dragged the fill handle."""
    run: list[Row] = []

    def close() -> None:
        if len(run) >= DRAGGED:
            first, last = run[0].record.row, run[-1].record.row
            for row in run:
                row.say(
                    "doubtful",
                    f"Ngày từ hàng {first} đến hàng {last} tăng đều mỗi hàng một năm: có thể do kéo ô trong Excel.",
                    "decision_date",
                )

    for row in rows:
        if not (
            run and _is_a_year_later(run[-1].values.get("decision_date"), row.values.get("decision_date"))
        ):
            close()
            run = []
        run.append(row)
    close()


def _is_a_year_later(before: str | None, after: str | None) -> bool:
    return bool(before and after) and after == f"{int(before[:4]) + 1}{before[4:]}"
