"""What people type into cells, read strictly: dates, amounts, whole numbers. What is not clear is refused."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from core.text import clean, fold

OLDEST_YEAR, LATEST_YEAR = 1975, 2100
_EXCEL_DAY_0 = date(1899, 12, 30)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?!\d)")
_WORDS = re.compile(r"(?:ngày\s*)?(\d{1,2})\s+tháng\s+(\d{1,2})\s*(?:,|năm)?\s+(\d{4})", re.IGNORECASE)
_NO_DAY = re.compile(
    r"ngày[\s.…_]*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|^[\s.…_]+[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}", re.IGNORECASE
)
_YEAR = re.compile(r"^(?:năm\s*)?((?:19|20)\d{2})$", re.IGNORECASE)
_MONTH = re.compile(r"^(?:tháng\s*)?(\d{1,2})\s*[/.\-]\s*(\d{4})$", re.IGNORECASE)
NOTHING = frozenset(
    {"", "-", "–", "—", "x", "không", "khong", "chưa có", "không có", "n/a", "na", "…", "...", "."}
)


class Unreadable(ValueError):
    """A cell cannot be read as what its column holds; the message says why in Vietnamese."""


@dataclass(frozen=True)
class Day:
    """A day read from a cell, with where it stands in the text; ``year`` alone where no more is written."""

    day: date | None = None
    year: int | None = None
    span: tuple[int, int] = (0, 0)


def is_nothing(value: Any) -> bool:
    """Whether a cell says that there is nothing: empty, a dash, "không có"."""
    return value is None or (isinstance(value, str) and value.strip().lower() in NOTHING)


def read_day(value: Any) -> Day | None:
    """The day in a cell: a date cell, a serial number, or text in the ways offices write it.

    None for a cell without one. Raises Unreadable for a day that cannot be, or is only half there.
    """
    if is_nothing(value) or isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        return Day(_sound(value.date(), str(value)))
    if isinstance(value, date):
        return Day(_sound(value, f"{value:%d/%m/%Y}"))
    if isinstance(value, int | float):
        return _serial(value)
    return _written(clean(str(value)))


def _serial(value: float) -> Day:
    if OLDEST_YEAR <= value <= LATEST_YEAR and float(value).is_integer():
        return Day(year=int(value))
    if 20_000 < value < 75_000:
        return Day(_sound(_EXCEL_DAY_0 + timedelta(days=int(value)), str(value)))
    raise Unreadable(f"“{value}” không phải ngày")


def _written(text: str) -> Day | None:
    if found := _ISO.search(text):
        return Day(_date(found[3], found[2], found[1], found[0]), span=found.span())
    if found := _NUMERIC.search(text) or _WORDS.search(text):
        return Day(_date(found[1], found[2], found[3], found[0]), span=found.span())
    if found := _NO_DAY.search(text):
        raise Unreadable(f"“{found[0]}” còn trống ngày")
    if found := _YEAR.match(text):
        return Day(year=int(found[1]), span=found.span())
    if found := _MONTH.match(text):
        raise Unreadable(f"“{text}” chỉ có tháng và năm, thiếu ngày")
    if text.isdecimal() and 20_000 < int(text) < 75_000:
        return _serial(int(text))
    return None


def _date(day: str, month: str, year: str, text: str) -> date:
    full = int(year) + (0 if len(year) == 4 else 2000)
    try:
        return _sound(date(full, int(month), int(day)), text)
    except Unreadable:
        raise
    except ValueError:
        swapped = 12 < int(month) <= 31 and int(day) <= 12
        why = "tháng và ngày có vẻ đổi chỗ; hãy ghi ngày/tháng/năm" if swapped else "không có ngày này"
        raise Unreadable(f"“{text}” không phải ngày đúng: {why}") from None


def _sound(day: date, text: str) -> date:
    if not OLDEST_YEAR <= day.year <= LATEST_YEAR:
        raise Unreadable(f"“{text}” có năm {day.year}, không hợp lý")
    return day


_SCALES = {
    "ty": 10**9,
    "ti": 10**9,
    "trieu": 10**6,
    "tr": 10**6,
    "nghin": 10**3,
    "ngan": 10**3,
    "k": 10**3,
    "": 1,
    "dong": 1,
    "d": 1,
    "vnd": 1,
}
_AMOUNT = re.compile(r"^([+-]?)\s*([\d.,\s]*\d)\s*(.*)$")


def read_money(value: Any, *, scale: int = 1) -> int | None:
    """An amount in whole đồng: 2.520.000.000, 45.000đ, 1,5 tỷ; ``scale`` where the column counts in millions.

    A dash is zero. Raises Unreadable for what is no amount, or not a whole number of đồng.
    """
    if value is None or isinstance(value, bool) or value == "":
        return None
    if isinstance(value, int):
        return value * scale
    if isinstance(value, float | Decimal):
        return _whole(Decimal(str(value)) * scale, str(value))
    text = clean(str(value))
    if text in {"-", "–", "—"}:
        return 0
    found = _AMOUNT.match(text.replace("\u00a0", " "))
    unit = fold(found[3]).removesuffix(" dong").strip() if found else "?"
    if found is None or unit not in _SCALES:
        raise Unreadable(f"“{text}” không phải số tiền")
    own = _SCALES[unit]
    number = _decimal(found[2].replace(" ", ""), text) * (own if own > 1 else scale)
    return _whole(-number if found[1] == "-" else number, text)


def _decimal(digits: str, text: str) -> Decimal:
    """Dots and commas told apart as people here write them: 1.234.567,5; a lone 1.500 is thousands."""
    groups = re.split(r"[.,]", digits)
    thousands = all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3
    marks = re.findall(r"[.,]", digits)
    if len(set(marks)) == 2:
        whole, _, part = digits.rpartition(marks[-1])
        groups = re.split(r"[.,]", whole)
        if marks[-1] in marks[:-1] or not all(len(group) == 3 for group in groups[1:]):
            raise Unreadable(f"“{text}” có dấu chấm, dấu phẩy không theo quy tắc nào")
        written = "".join(groups) + "." + part
    elif thousands or not marks:
        written = "".join(groups)
    elif len(marks) == 1:
        written = digits.replace(",", ".")
    else:
        raise Unreadable(f"“{text}” có dấu chấm, dấu phẩy không theo quy tắc nào")
    try:
        return Decimal(written)
    except InvalidOperation:
        raise Unreadable(f"“{text}” không phải số") from None


def _whole(number: Decimal, text: str) -> int:
    if number != number.to_integral_value():
        raise Unreadable(f"“{text}” không phải số đồng tròn")
    return int(number)


def read_count(value: Any) -> int | None:
    """A whole number from 0 up; raises Unreadable for anything else that is written."""
    if is_nothing(value):
        return None
    try:
        number = read_money(value)
    except Unreadable:
        raise Unreadable(f"“{value}” không phải số nguyên") from None
    if number is None or number < 0:
        raise Unreadable(f"“{value}” không phải số từ 0 trở lên")
    return number


def read_text(value: Any) -> str:
    """A cell as one line of text: numbers without decimals nobody typed, days as dd/mm/yyyy."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return str(value) if isinstance(value, str) else clean(str(value))


def read_code(value: Any) -> str:
    """A code or telephone number that Excel may have made a number of."""
    return read_text(value).lstrip("'").strip()
