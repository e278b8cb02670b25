"""Tax codes and phone numbers of Việt Nam, in one normal form."""

from datetime import date

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils import timezone
from stdnum.exceptions import ValidationError as NumberError
from stdnum.util import clean as without
from stdnum.vn import mst

PROVINCES = range(1, 97)
"""Province numbers at the head of a citizen's number."""

OLDEST = date(1945, 9, 2)
"""No paper of the State is older."""


def check_past(day: date | None) -> None:
    """Raise ValidationError for a day that no paper can carry: 1900, 2099."""
    today = timezone.localdate()
    if day and not OLDEST <= day <= today:
        raise ValidationError(
            f"Ngày {day:%d/%m/%Y} không hợp lý: phải từ {OLDEST:%d/%m/%Y} đến hôm nay, {today:%d/%m/%Y}."
        )


def tax_code(text: str) -> str:
    """The tax code in its written form: "1800123456", "1800123456-001", or a household's 12 digits.

    Since 1 July 2025 a household's tax code is its owner's citizen number, which has no check digit.
    Raises ValidationError in words that say what is wrong.
    """
    digits = without(text, " -.").strip()
    if not digits:
        return ""
    if len(digits) == 12 and digits.isascii() and digits.isdecimal():
        if int(digits[:3]) not in PROVINCES:
            raise ValidationError(
                "Mã số thuế 12 số là số định danh cá nhân: ba số đầu phải là mã tỉnh, từ 001 đến 096."
            )
        return digits
    try:
        return mst.format(mst.validate(digits))
    except NumberError as error:
        raise ValidationError(
            "Mã số thuế không đúng. Mã gồm 10 số (kèm -001… nếu là đơn vị phụ thuộc) hoặc 12 số của "
            "hộ kinh doanh, và số thứ 10 phải khớp phép kiểm tra. Hãy xem lại giấy đăng ký."
        ) from error


def phone(text: str) -> str:
    """The number as dialled within the country: "+84 909 123 456" → "0909123456".

    Raises ValidationError for what cannot be a Vietnamese number.
    """
    if not text.strip():
        return ""
    wrong = ValidationError(
        "Số điện thoại không đúng. Ghi số di động 10 chữ số, ví dụ 0909123456, hoặc số cố định có mã vùng, "
        "ví dụ 02923812345."
    )
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException as error:
        raise wrong from error
    if not phonenumbers.is_valid_number_for_region(number, "VN"):
        raise wrong
    return f"0{phonenumbers.national_significant_number(number)}"
