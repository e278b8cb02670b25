"""Amounts of money: whole đồng, written 2.520.000.000 and in words; and read as offices type them."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from core.text import fold

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_SCALES = ["", "nghìn", "triệu"]


def format_number(value: int) -> str:
    """1234567 → 1.234.567"""
    return f"{value:,}".replace(",", ".")


def format_dong(value: int) -> str:
    """2520000000 → 2.520.000.000 đồng"""
    return f"{format_number(value)} đồng"


def _three_digits(value: int, *, full: bool) -> list[str]:
    """Words of 0..999; ``full`` says the hundreds even when they are none (a group after a higher one)."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or full:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if ones:
            words += (["linh"] if words else []) + [_DIGITS[ones]]
        return words
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 1:
        words.append("mốt" if tens > 1 else "một")
    elif ones == 5:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return words


def _below_a_billion(value: int, *, full: bool) -> list[str]:
    words: list[str] = []
    for power in (2, 1, 0):
        group = value // 1000**power % 1000
        if group:
            words += _three_digits(group, full=full or bool(words))
            words += [_SCALES[power]] if power else []
    return words


def in_words(value: int) -> str:
    """Words of a whole number from 0 up: 1015 → "một nghìn không trăm mười lăm"."""
    if value < 0:
        return "âm " + in_words(-value)
    if value == 0:
        return "không"
    groups: list[int] = []
    while value:
        value, group = divmod(value, 10**9)
        groups.append(group)
    words: list[str] = []
    for power in range(len(groups) - 1, -1, -1):
        if groups[power]:
            words += _below_a_billion(groups[power], full=bool(words)) + ["tỷ"] * power
    return " ".join(words)


def dong_in_words(value: int) -> str:
    """2520000000 → "Hai tỷ năm trăm hai mươi triệu đồng" """
    words = in_words(value)
    return f"{words[0].upper()}{words[1:]} đồng"


# what people write after a number, without marks: "tỷ", "tỉ", "tr", "nghìn" …
_UNITS = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 1000, "ngan": 1000, "k": 1000}
_END = re.compile(r"\s*(?:đồng|dong|vnđ|vnd|đ|₫|d)\.?$")
_PART = re.compile(r"([0-9][0-9., ]*)\s*([^\W\d]*)\s*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]+)")
_ZEROS = re.compile(r"[.,]0{1,2}$")
LARGEST = 10**15
SMALL = 100_000
"""Below this an amount typed without a unit was probably meant in thousands or millions."""


class UnreadableAmountError(ValueError):
    """What was typed is no amount, or may be several; the message says how to write it."""


@dataclass(frozen=True)
class Reading:
    """An amount in đồng; ``is_doubtful`` when the writer should say that this is what was meant."""

    value: int
    is_doubtful: bool = False

    @property
    def shown(self) -> str:
        return f"{format_dong(self.value)} ({dong_in_words(self.value).lower()})"


def read_amount(text: str) -> Reading:
    """Read "1,08 tỷ", "1 tỷ 80 triệu", "1.080.000.000", "1080000000 đ" exactly.

    Raises UnreadableAmountError for what is no amount and for "1.08", which says no unit; a reading that
    may be wrong by a factor of a thousand ("1.080", "1.080 tỷ") is doubtful.
    """
    plain = unicodedata.normalize("NFKC", text).replace("Ð", "Đ").strip().lower()
    negative = plain.startswith("-")
    bare = plain.removeprefix("-").strip()
    says_dong = bool(_END.search(bare))
    bare = _END.sub("", bare).strip()
    parts = [(number.strip(), _unit(word, text)) for number, word in _PART.findall(bare)]
    if not parts or _PART.sub("", bare).strip():
        raise UnreadableAmountError(f"“{text}” không phải số tiền. Hãy ghi ví dụ 1.080.000.000 hoặc 1,08 tỷ.")
    reading = _whole(parts[0][0], text, says_dong) if parts[0][1] == 1 else _with_units(parts, text)
    if parts[0][1] == 1 and len(parts) > 1:
        raise UnreadableAmountError(f"“{text}” có nhiều số. Hãy ghi một số tiền, ví dụ 1.080.000.000.")
    if reading.value > LARGEST:
        raise UnreadableAmountError(f"“{text}” lớn quá: {format_dong(reading.value)}. Hãy kiểm tra lại.")
    return Reading(-reading.value, reading.is_doubtful) if negative else reading


def _unit(word: str, text: str) -> int:
    if not word:
        return 1
    if (found := _UNITS.get(fold(word))) is None:
        raise UnreadableAmountError(
            f"“{text}”: không hiểu chữ “{word}”. Đơn vị là tỷ, triệu, nghìn hoặc đồng."
        )
    return found


def _whole(number: str, text: str, says_dong: bool) -> Reading:
    """A number without a unit: digits, or digits in groups of three; never a decimal."""
    bare = _ZEROS.sub("", number) if number.count(",") + number.count(".") > 1 else number
    if bare.isdigit() or _GROUPED.fullmatch(bare):
        value = int(re.sub("[., ]", "", bare))
        return Reading(value, is_doubtful=0 < value < SMALL and not says_dong)
    if not (decimal := _DECIMAL.fullmatch(number)):
        raise UnreadableAmountError(
            f"“{text}”: các dấu chấm không chia đúng từng ba số. Hãy ghi ví dụ 1.080.000.000."
        )
    if says_dong:
        raise UnreadableAmountError(f"“{text}”: số tiền là đồng chẵn, không có số lẻ sau dấu phẩy.")
    written = f"{decimal[1]},{decimal[2]}"
    meant = Fraction(f"{decimal[1]}.{decimal[2]}")
    billions, millions = int(meant * 10**9), int(meant * 10**6)
    raise UnreadableAmountError(
        f"“{text}” chưa rõ đơn vị. Nếu là {format_dong(billions)}, hãy ghi “{written} tỷ”; "
        f"nếu là {format_dong(millions)}, hãy ghi “{written} triệu”."
    )


def _with_units(parts: list[tuple[str, int]], text: str) -> Reading:
    """Numbers each with its unit, from the largest down: 1 tỷ 80 triệu."""
    units = [unit for _, unit in parts]
    if 1 in units or units != sorted(set(units), reverse=True):
        raise UnreadableAmountError(f"“{text}” chưa rõ. Hãy ghi đủ đơn vị, ví dụ “1 tỷ 80 triệu”.")
    total, is_doubtful = Fraction(0), False
    for number, unit in parts:
        decimal = _DECIMAL.fullmatch(number)
        if number.isdigit():
            total += int(number) * unit
        elif decimal and (decimal[1].startswith("0") or not _GROUPED.fullmatch(number)):
            total += Fraction(f"{decimal[1]}.{decimal[2]}") * unit
        elif decimal and "," in number:
            total, is_doubtful = total + Fraction(f"{decimal[1]}.{decimal[2]}") * unit, True
        elif _GROUPED.fullmatch(number):
            total += int(re.sub("[., ]", "", number)) * unit
            is_doubtful = is_doubtful or bool(decimal)
        else:
            raise UnreadableAmountError(f"“{text}”: không đọc được số “{number}”. Ví dụ 1,08 tỷ.")
    if total.denominator != 1:
        raise UnreadableAmountError(f"“{text}” lẻ dưới một đồng. Hãy ghi số tiền chẵn đồng.")
    return Reading(int(total), is_doubtful)
