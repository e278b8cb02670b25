"""The columns of a list of products, as offices head them."""

from core.spreadsheets.layout import Field
from producers.interfaces.importing import NAME, OWNER_FIELDS

_DECISION_NO = r"\b(so|ky hieu)\b.*\b(quyet dinh|qd)\b|\b(quyet dinh|qd|van ban)\b.*\b(so|ky hieu)\b"
_DECISION_DATE = (
    r"\bngay\b.*\b(qd|quyet dinh|cong nhan|ban hanh|ky|cap|danh gia|phan hang)\b"
    r"|\b(quyet dinh|qd)\b.*\bngay\b"
)
_END = r"\bhet han\b|\bhieu luc den\b|\bgia tri den\b|\bthoi han den\b|\bhan (giay )?chung nhan\b|\bhet hieu luc\b"
_STARS = (
    r"\b(hang|so|xep hang|phan hang|dat|ket qua|muc|phan loai)\b.*\bsao\b"
    r"|\b(phan|xep) hang\b|\bsao\b|\bhang hien tai\b"
)
_FIRST = r"\blan (1|dau|thu nhat|i)\b"
_SECOND = r"\blan (2|hai|thu hai|ii)\b|\bnang hang\b|\b(danh gia|cong nhan) lai\b"
_NOT_STARS = r"\bngay\b|\bqd\b|\bquyet dinh\b|\bhet han\b|\bnam\b|\bco quan\b"
_EITHER = rf"{_FIRST}|{_SECOND}"


def _turn(turn: str, name: str, label: str, pattern: str, never: str = r"^$") -> Field:
    """A column that stands under "lần 1" or "lần 2"."""
    mark = _FIRST if turn == "first" else _SECOND
    other = _SECOND if turn == "first" else _FIRST
    when = "lần 1" if turn == "first" else "lần 2, nâng hạng"
    return Field(
        f"{turn}_{name}",
        f"{label} ({when})",
        pattern=rf"(?=.*(?:{mark}))(?:.*(?:{pattern}))",
        never=rf"(?:{other})|{never}",
    )


TURN_FIELDS = tuple(
    _turn(turn, name, label, pattern, never)
    for turn in ("second", "first")
    for name, label, pattern, never in (
        ("decision_no", "Số quyết định", rf"{_DECISION_NO}|\bqd\b|\bquyet dinh\b", r"\bngay\b|\bco quan\b"),
        ("decision_date", "Ngày quyết định", r"\bngay\b", r"\bhet\b|\bso\b.*\bngay\b"),
        ("expires_on", "Ngày hết hạn", _END, r"^$"),
        ("authority", "Cơ quan ban hành", r"\bco quan\b|\bcap cong nhan\b", r"^$"),
        (
            "stars",
            "Hạng sao",
            r"\bsao\b|\bhang\b(?!.*\bngay\b)",
            r"\bngay\b|\bqd\b|\bquyet dinh\b|\bhet han\b|\bnam\b|\bco quan\b",
        ),
    )
)
PRODUCT = Field(
    "product",
    "Tên sản phẩm",
    words=(
        *(
            "ten san pham",
            "san pham",
            "san pham ocop",
            "ten san pham ocop",
            "ten san pham dich vu",
            "ten sp",
            "ten sp ocop",
        ),
        *("san pham dich vu", "ten hang hoa", "ten thuong mai"),
    ),
    pattern=r"\bten (san pham|sp|hang hoa)\b|\bsan pham ten\b",
    never=r"\b(nhom|bo|nganh|loai|ma|so luong|mo ta|hinh anh|phan loai|chu the)\b",
    anchor=True,
)
MARKED_STARS = tuple(
    Field(
        f"stars_{stars}",
        f"Cột đánh dấu {stars} sao",
        words=(f"{stars} sao", f"hang {stars} sao", f"dat {stars} sao"),
    )
    for stars in (3, 4, 5)
)
FIELDS = (
    PRODUCT,
    NAME,
    *OWNER_FIELDS,
    *TURN_FIELDS,
    *MARKED_STARS,
    Field(
        "stars",
        "Hạng sao",
        words=(
            *(
                "hang sao",
                "phan hang",
                "xep hang",
                "so sao",
                "sao",
                "hang",
                "hang sao hien tai",
                "ket qua phan hang",
            ),
            *("phan hang sao", "xep hang sao", "hang san pham", "hang dat", "dat hang", "dat sao", "ket qua"),
        ),
        pattern=_STARS,
        never=rf"\b(ngay|qd|quyet dinh|het han|nam|co quan|nhom|diem|de nghi)\b|{_EITHER}|^\d sao$",
    ),
    Field(
        "decision_no",
        "Số quyết định",
        words=(
            *(
                "so quyet dinh",
                "so qd",
                "qd",
                "quyet dinh",
                "quyet dinh so",
                "quyet dinh cong nhan",
                "qd cong nhan",
            ),
            *(
                "so quyet dinh cong nhan",
                "so qd cong nhan",
                "so ngay quyet dinh",
                "can cu",
                "van ban cong nhan",
            ),
        ),
        pattern=rf"{_DECISION_NO}|\bquyet dinh\b|\bqd\b",
        never=rf"^ngay\b|\bngay (qd|quyet dinh|cong nhan|ban hanh|ky|cap|het)\b(?!.*\bso\b)|\bhet han\b"
        rf"|\bco quan\b|{_EITHER}"
        r"|\bquyet dinh( cong nhan)? (ngay|nam)\b",
    ),
    Field(
        "decision_date",
        "Ngày quyết định",
        words=(
            *(
                "ngay qd",
                "ngay quyet dinh",
                "ngay cong nhan",
                "ngay ban hanh",
                "ngay ky",
                "ngay cap",
                "ngay",
                "ngay thang",
            ),
            *("thoi diem cong nhan", "thoi gian cong nhan", "ngay thang nam", "ngay cap giay chung nhan"),
        ),
        pattern=_DECISION_DATE,
        never=rf"\bhet\b|\bso\b.*\bngay\b|\bden ngay\b|\bsinh\b|\bthanh lap\b|{_EITHER}",
    ),
    Field(
        "expires_on",
        "Ngày hết hạn",
        words=("het han", "ngay het han", "hieu luc den", "thoi han", "co gia tri den", "hieu luc"),
        pattern=_END,
        never=_EITHER,
    ),
    Field(
        "year",
        "Năm",
        words=("nam", "nam cong nhan", "nam danh gia", "nam phan hang", "nam dat"),
        pattern=r"\bnam (cong nhan|danh gia|phan hang|dat)\b",
        never=rf"\bngay\b|\bsinh\b|{_EITHER}",
    ),
    Field(
        "authority",
        "Cơ quan ban hành",
        words=(
            "co quan",
            "co quan ban hanh",
            "cap cong nhan",
            "co quan cong nhan",
            "cap danh gia",
            "co quan cap",
        ),
        pattern=r"\bco quan\b|\bcap cong nhan\b",
        never=_EITHER,
    ),
    Field(
        "points",
        "Điểm",
        words=("diem", "so diem", "tong diem", "diem tb", "diem trung binh"),
        pattern=r"\bdiem\b",
        never="dia",
    ),
    Field(
        "group",
        "Nhóm sản phẩm",
        words=(
            "nhom",
            "nhom san pham",
            "bo san pham",
            "nganh",
            "phan nhom",
            "nganh hang",
            "loai san pham",
            "linh vuc",
        ),
        pattern=r"\b(nhom|bo|nganh) (san pham|hang|sp)\b",
    ),
    Field("note", "Ghi chú", words=("ghi chu", "luu y"), pattern=r"\bghi chu\b"),
)
