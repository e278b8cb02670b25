import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.forms import AmountField
from core.money import UnreadableAmountError, dong_in_words, format_dong, format_number, in_words, read_amount
from tests.factories.accounts import UserFactory


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


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,08 tỷ", 1_080_000_000),
        ("1.08 tỷ", 1_080_000_000),
        ("1,08 Tỉ đồng", 1_080_000_000),
        ("1 tỷ 80 triệu", 1_080_000_000),
        ("1.080.000.000", 1_080_000_000),
        ("1.080.000.000,00 đ", 1_080_000_000),
        ("1,080,000,000", 1_080_000_000),
        ("1 080 000 000 VND", 1_080_000_000),
        ("1080000000 đ", 1_080_000_000),
        ("1080000000\u0111", 1_080_000_000),
        ("25 tr", 25_000_000),
        ("350 nghìn", 350_000),
        ("350.000", 350_000),
        ("500 đồng", 500),
        ("0", 0),
        ("-2,5 triệu", -2_500_000),
    ],
)
def test_amounts_as_offices_type_them(typed, value):
    reading = read_amount(typed)
    assert (reading.value, reading.is_doubtful) == (value, False)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1.080", 1080), ("2520", 2520), ("1.080 tỷ", 1_080 * 10**9), ("1,080 tỷ", 1_080_000_000)],
)
def test_what_may_be_wrong_by_a_thousand_is_doubtful(typed, value):
    reading = read_amount(typed)
    assert (reading.value, reading.is_doubtful) == (value, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.08", "chưa rõ đơn vị. Nếu là 1.080.000.000 đồng, hãy ghi “1,08 tỷ”"),
        ("1,08", "1.080.000 đồng, hãy ghi “1,08 triệu”"),
        ("1.08 đ", "đồng chẵn"),
        ("1.0800.000", "chia đúng từng ba số"),
        ("abc", "không phải số tiền"),
        ("12 tạ", "không hiểu chữ “tạ”"),
        ("1 triệu 2 tỷ", "chưa rõ"),
        ("1 tỷ 500", "chưa rõ"),
        ("0,0000000001 tỷ", "lẻ dưới một đồng"),
        ("9999999 tỷ", "lớn quá"),
        ("1e9", "hiểu chữ"),
    ],
)
def test_what_is_unclear_is_refused_with_the_way_to_write_it(typed, said):
    with pytest.raises(UnreadableAmountError, match=said):
        read_amount(typed)


@given(st.integers(0, 10**15))
def test_what_is_printed_is_read_back(value):
    for typed in (format_number(value), format_dong(value), f"{value}", f"{value:,}"):
        assert read_amount(typed).value == value


@given(
    st.integers(1, 10**9), st.sampled_from([("tỷ", 10**9), ("triệu", 10**6), ("tr", 10**6)]), st.booleans()
)
def test_a_decimal_with_its_unit_is_exact_or_asked_about(value, unit, dotted):
    word, size = unit
    thousands = value * 1000
    whole, rest = divmod(thousands, size)
    decimals = f"{rest:0{len(str(size)) - 1}d}".rstrip("0")
    typed = f"{whole}{'.' if dotted else ','}{decimals} {word}" if decimals else f"{whole} {word}"
    reading = read_amount(typed)
    assert reading.value == thousands or reading.is_doubtful


def test_a_doubtful_amount_is_asked_about_once_and_taken_when_confirmed():
    field = AmountField()
    asked = field.widget.value_from_datadict({"tien": "1.080", "tien-doc": ""}, {}, "tien")
    with pytest.raises(ValidationError, match=r"đọc là 1\.080 đồng"):
        field.clean(asked)
    again = field.widget.value_from_datadict({"tien": "1.080", "tien-doc": "1080"}, {}, "tien")
    assert field.clean(again) == 1080
    other = field.widget.value_from_datadict({"tien": "2.080", "tien-doc": "1080"}, {}, "tien")
    with pytest.raises(ValidationError, match=r"2\.080 đồng"):
        field.clean(other)
    with pytest.raises(ValidationError, match="không được âm"):
        field.clean("-5 triệu")


@pytest.mark.django_db
def test_the_reading_is_shown_while_typing(client):
    client.force_login(UserFactory())
    said = client.get(reverse("read_amount"), {"amount": "1,08 tỷ"}).content.decode()
    assert said == "Đọc là: 1.080.000.000 đồng (một tỷ không trăm tám mươi triệu đồng)"
    assert "chưa rõ đơn vị" in client.get(reverse("read_amount"), {"amount": "1.08"}).content.decode()
