"""What a paper's dates can be; used by forms, acts and imports alike."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

MOST_LINKS = 10
_is_link = URLValidator(schemes=["http", "https"])
OLDEST = date(1975, 5, 1)
LONGEST_YEARS = 50
"""The longest term there is: land-use rights."""


def check_paper_dates(*, issued_on: date | None, expires_on: date | None, today: date) -> None:
    """Raise ValidationError by field for days that cannot be: 1900, 2099, expiry before issue."""
    errors = {}
    if issued_on and issued_on < OLDEST:
        errors["issued_on"] = (
            f"Ngày cấp {issued_on:%d/%m/%Y} quá xa. Hãy xem lại năm trên giấy (từ {OLDEST.year} trở đi)."
        )
    elif issued_on and issued_on > today:
        errors["issued_on"] = f"Ngày cấp {issued_on:%d/%m/%Y} ở tương lai. Hãy xem lại ngày trên giấy."
    last = today.year + LONGEST_YEARS
    if expires_on and not OLDEST.year <= expires_on.year <= last:
        errors["expires_on"] = (
            f"Ngày hết hạn {expires_on:%d/%m/%Y} không hợp lý: năm phải từ {OLDEST.year} đến {last}. "
            "Giấy không ghi thời hạn thì để trống."
        )
    elif expires_on and issued_on and expires_on < issued_on:
        errors["expires_on"] = "Ngày hết hạn phải sau ngày cấp. Hãy xem lại cả hai ngày."
    if errors:
        raise ValidationError(errors)


def check_links(text: str) -> None:
    """Raise ValidationError for a line that is no address of a page, naming it."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > MOST_LINKS:
        raise ValidationError(f"Nhiều nhất {MOST_LINKS} trang bán hàng.")
    for line in lines:
        try:
            _is_link(line)
        except ValidationError as error:
            raise ValidationError(
                f"“{line}” không phải địa chỉ trang web. Mỗi dòng ghi một địa chỉ, bắt đầu bằng https://."
            ) from error
