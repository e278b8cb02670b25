"""Amounts of money: whole đồng, written 2.520.000.000 and in words."""

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
