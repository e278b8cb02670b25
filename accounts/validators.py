"""Passwords that anybody here would try first: no list of leaked passwords has them all."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from core.text import fold

# what is left of a password without figures, signs and marks
TRIED_FIRST = frozenset(
    """
    matkhau matkhaumoi password passwords admin administrator quantri quantrivien nguoidung
    ocop ocopcantho canthoocop cantho thanhphocantho tpcantho haugiang soctrang vietnam vietnamquehuongtoi
    vanphong vanphongdieuphoi vanphongdieuphoinongthonmoi nongthonmoi dieuphoi uyban uybannhandan ubnd
    hoidong hoidongdanhgia hoptacxa chuthe sanpham moixamotsanpham
    anhyeuem emyeuanh iloveyou yeuem yeuanh giadinh conyeu xinchao chaomung
    qwerty qwertyuiop asdfgh asdfghjkl zxcvbnm qazwsx qwertyasdfgh abc abcd abcdef abcdefgh
    """.split()  # noqa: SIM905 (a list read by people)
)
RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


class TriedFirstValidator:
    """Refuses a password that is a word of this office with figures, a run of keys, or few signs repeated."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = fold(password).replace(" ", "")
        words = re.sub(r"[\d_]+", "", plain)
        runs = any(plain[start : start + 8] in run for run in RUNS for start in range(max(len(plain) - 7, 0)))
        if words in TRIED_FIRST or runs or len(set(plain)) < 5:
            raise ValidationError(
                "Mật khẩu này nhiều người nghĩ tới đầu tiên. Hãy dùng một câu chỉ mình bạn nhớ, "
                "ví dụ bốn từ không liên quan đến nhau.",
                code="password_tried_first",
            )

    def get_help_text(self) -> str:
        return "Không dùng tên cơ quan, địa phương kèm số, dãy phím liền nhau hoặc vài ký tự lặp lại."
