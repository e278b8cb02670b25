import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import dong_in_words, format_dong, in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (55, "năm mươi lăm"),
        (101, "một trăm linh một"),
        (110, "một trăm mười"),
        (1_015, "một nghìn không trăm mười lăm"),
        (1_000_015, "một triệu không trăm mười lăm"),
        (2_050_000_000_000, "hai nghìn không trăm năm mươi tỷ"),
        (1_000_000_001, "một tỷ không trăm linh một"),
        (3_600_000_000, "ba tỷ sáu trăm triệu"),
    ],
)
def test_numbers_in_words(value, words):
    assert in_words(value) == words


def test_amount_as_the_office_writes_it():
    assert format_dong(2_520_000_000) == "2.520.000.000 đồng"
    assert dong_in_words(2_520_000_000) == "Hai tỷ năm trăm hai mươi triệu đồng"


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_different_amounts_have_different_words(first, second):
    assert (in_words(first) == in_words(second)) is (first == second)
