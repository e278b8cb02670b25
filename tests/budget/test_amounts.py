"""Amounts written, read back and said in words: as many as the goals ask for with OCOP_DEEP=1, fewer in the suite."""

import random
import re

from core.money import dong_in_words, format_dong, format_number, in_words, read_amount
from core.spreadsheets.values import read_money
from tests.harness.deep import tries

COUNT = tries(2_000, 100_000)
MOST = 10**15
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def amounts():
    """Every length as likely as the others, and those with few digits that are not nought; the same each time."""
    chance = random.Random(20261125)
    yield from (0, 1, 10, 15, 21, 105, 1_000, 1_015, 1_000_015, 10**9, 10**9 + 5, 2_050 * 10**9, MOST)
    for _ in range(COUNT):
        length = chance.randint(1, 15)
        value = chance.randrange(10**length)
        if chance.random() < 0.3:
            kept = {chance.randrange(length) for _ in range(3)}
            value = int("".join(d if i in kept else "0" for i, d in enumerate(f"{value:0{length}d}")))
        yield value


def spoken(value):
    """The oracle: every digit said by rote, three by three, then put right as people say it."""
    if value == 0:
        return "không"
    text = f"{value:d}"
    text = text.rjust(-(-len(text) // 3) * 3, "0")
    groups = [text[place : place + 3] for place in range(0, len(text), 3)]
    said = []
    for place, group in enumerate(groups):
        rank = len(groups) - 1 - place
        if group != "000":
            hundreds, tens, ones = (DIGITS[int(digit)] for digit in group)
            said.append(f"{hundreds} trăm {tens} mươi {ones} {('', 'nghìn', 'triệu')[rank % 3]}")
        if rank and rank % 3 == 0 and any(part != "000" for part in groups[max(0, place - 2) : place + 1]):
            said.append(" ".join(["tỷ"] * (rank // 3)))
    line = f" {' '.join(said)} "
    rules = (
        (r"^ không trăm không mươi ", " "),  # nothing comes before the first digit that is said
        (r"^ không trăm ", " "),
        (r" không mươi không ", " "),
        (r" không mươi ", " linh "),
        (r" một mươi ", " mười "),
        (r"(?<! không) mươi một ", " mươi mốt "),
        (r"(mười|mươi) năm ", r"\1 lăm "),
        (r"(mười|mươi) không ", r"\1 "),
        (r"\s+", " "),
    )
    for wrong, right in rules:
        line = re.sub(wrong, right, line)
    return line.strip()


def test_words_are_those_of_the_oracle():
    wrong = [(value, in_words(value)) for value in amounts() if in_words(value) != spoken(value)]
    assert wrong == []


def test_what_is_written_is_read_back_by_the_page_and_by_the_import():
    for value in amounts():
        for text in (format_number(value), format_dong(value), str(value), f"{value:,} đ"):
            assert read_amount(text).value == value
        assert read_money(format_dong(value)) == read_money(value) == value


def test_words_of_an_amount_begin_with_a_capital_and_end_with_the_unit():
    assert dong_in_words(1_015) == "Một nghìn không trăm mười lăm đồng"
