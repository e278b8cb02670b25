"""The periods reports are made for (Nghị định 09/2019/NĐ-CP, Điều 12), pure date arithmetic.

Codes within a year: "" the year, H1 H2 its halves, Q1 to Q4 its quarters, T01 to T12 its months;
"20260101-20260331" a period somebody chose.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import ActRefused
from reports.enums import Cutoff, Rhythm

ROMAN = ("", "I", "II", "III", "IV")
CUT = 15  # the decree's periods begin on this day of the month before
CHOSEN = re.compile(r"(\d{8})-(\d{8})")
# months of the first and last month of what a code's letter counts
LENGTH = {"T": 1, "Q": 3, "H": 6}
CODES = {
    Rhythm.MONTH: tuple(f"T{month:02d}" for month in range(1, 13)),
    Rhythm.QUARTER: ("Q1", "Q2", "Q3", "Q4"),
    Rhythm.HALF: ("H1", "H2"),
    Rhythm.YEAR: ("",),
}
CODES[Rhythm.ANY] = (*CODES[Rhythm.YEAR], *CODES[Rhythm.HALF], *CODES[Rhythm.QUARTER], *CODES[Rhythm.MONTH])


@dataclass(frozen=True)
class Period:
    """``label`` as in a sentence: "quý III năm 2026"."""

    code: str
    label: str
    first: date
    last: date


def period(code: str, *, year: int, cutoff: str) -> Period:
    """The period ``code`` of ``year``; ``code`` must be one of CODES."""
    months, number = (LENGTH[code[0]], int(code[1:])) if code else (12, 1)
    last_month = months * number
    first_month = last_month - months + 1
    if cutoff == Cutoff.CALENDAR:
        following = date(year + last_month // 12, last_month % 12 + 1, 1)
        first, last = date(year, first_month, 1), following - timedelta(days=1)
    else:
        before = date(year, first_month, 1) - timedelta(days=1)
        first, last = before.replace(day=CUT), date(year, last_month, CUT - 1)
    return Period(code, _label(code, year), first, last)


def _label(code: str, year: int) -> str:
    match code[:1]:
        case "T":
            return f"tháng {int(code[1:])} năm {year}"
        case "Q":
            return f"quý {ROMAN[int(code[1])]} năm {year}"
        case "H":
            return f"6 tháng {'đầu' if code == 'H1' else 'cuối'} năm {year}"
    return f"năm {year}"


def chosen_period(first: date, last: date) -> Period:
    """A period somebody chose, both days included."""
    if last < first:
        raise ActRefused("Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.")
    code = f"{first:%Y%m%d}-{last:%Y%m%d}"
    return Period(code, f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}", first, last)


def read_period(written: str, *, rhythm: str, year: int, cutoff: str) -> Period:
    """The period as typed on the command line or in an address; raises ActRefused with those there are."""
    code = written.strip().upper()
    if rhythm == Rhythm.FREE:
        return _read_chosen(code)
    if re.fullmatch(r"T\d", code):
        code = f"T0{code[1]}"
    codes = CODES[Rhythm(rhythm)]
    if code in codes:
        return period(code, year=year, cutoff=cutoff)
    if codes == ("",):
        raise ActRefused("Báo cáo này lập cho cả năm, không chia kỳ. Hãy bỏ kỳ đã chọn.")
    known = ", ".join(one or "(để trống: cả năm)" for one in codes)
    raise ActRefused(f"Không có kỳ “{written}”. Các kỳ của báo cáo này: {known}.")


def _read_chosen(code: str) -> Period:
    found = CHOSEN.fullmatch(code)
    try:
        first, last = (date.fromisoformat(day) for day in found.groups()) if found else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None:
        raise ActRefused(
            "Báo cáo đột xuất cần kỳ dạng NGÀYĐẦU-NGÀYCUỐI, ví dụ 20260101-20260331 (năm, tháng, ngày viết liền)."
        )
    return chosen_period(first, last)


def last_closed(*, rhythm: str, today: date, cutoff: str) -> Period | None:
    """The latest period of ``rhythm`` that is over on ``today``: what a schedule has to make."""
    if rhythm not in CODES or rhythm == Rhythm.ANY:
        return None
    over = [
        one
        for year in (today.year - 1, today.year)
        for code in CODES[Rhythm(rhythm)]
        if (one := period(code, year=year, cutoff=cutoff)).last < today
    ]
    return max(over, key=lambda one: one.last, default=None)


def year_of(one: Period) -> int:
    """The year a period counts in: that of its last day."""
    return one.last.year
