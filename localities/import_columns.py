"""The columns of a list of administrative units, as offices head them."""

from core.spreadsheets.layout import Field

_OTHER = r"\b(cu|truoc|cap tren|truc thuoc|ma|sap nhap|hinh thanh|cap|loai)\b|^thuoc\b"
FIELDS = (
    Field(
        "name",
        "Tên đơn vị",
        words=(
            *("ten don vi", "ten don vi hanh chinh", "don vi hanh chinh", "ten", "ten goi", "don vi"),
            *(
                "ten xa phuong",
                "xa phuong",
                "phuong xa",
                "xa phuong thi tran",
                "ten don vi moi",
                "don vi moi",
            ),
        ),
        pattern=r"\bten (don vi|xa|phuong|goi)\b|\bdon vi hanh chinh\b|\bdon vi (hanh chinh )?moi\b",
        never=_OTHER,
        anchor=True,
    ),
    Field(
        "code",
        "Mã",
        words=("ma", "ma so", "ma don vi", "ma dvhc", "ma xa", "ma xa phuong", "ma don vi hanh chinh"),
        pattern=r"^ma\b",
        never=r"\b(cu|cap tren|thue|huyen|quan|tinh)\b",
    ),
    Field(
        "kind",
        "Loại, cấp",
        words=("cap", "loai", "loai don vi", "cap hanh chinh", "cap don vi", "loai hinh", "loai cap"),
        pattern=r"\b(cap|loai) (don vi|hanh chinh)\b",
        never=r"\bcap tren\b",
    ),
    Field(
        "parent",
        "Đơn vị cấp trên",
        words=(
            *("cap tren", "thuoc", "truc thuoc", "don vi cap tren", "quan huyen", "huyen", "quan"),
            *("thuoc quan huyen", "tinh thanh pho", "thuoc tinh thanh pho", "thuoc don vi"),
        ),
        pattern=r"\bcap tren\b|\btruc thuoc\b|^thuoc\b",
    ),
    Field(
        "valid_from",
        "Có từ ngày",
        words=(
            "tu ngay",
            "hieu luc tu",
            "hieu luc tu ngay",
            "ngay hieu luc",
            "ngay co hieu luc",
            "ngay thanh lap",
        ),
        pattern=r"\btu ngay\b|\bhieu luc tu\b|\bngay (co )?hieu luc\b|\bthanh lap\b",
        never=r"\bden\b|\bhet\b",
    ),
    Field(
        "valid_to",
        "Đến hết ngày",
        words=(
            "den ngay",
            "den het ngay",
            "het hieu luc",
            "ngay het hieu luc",
            "hieu luc den",
            "ngay ket thuc",
        ),
        pattern=r"\bden (het )?ngay\b|\bhet hieu luc\b|\bhieu luc den\b|\bket thuc\b",
    ),
    Field(
        "predecessors",
        "Đơn vị cũ",
        words=(
            *("don vi cu", "don vi hanh chinh cu", "sap nhap tu", "nhap tu", "hinh thanh tu", "ten cu"),
            *("don vi truoc sap nhap", "don vi truoc sap xep"),
        ),
        pattern=r"\b(sap nhap|hinh thanh|sap xep|hop nhat)\b|\bdon vi (hanh chinh )?(cu|truoc)\b|\bten cu\b",
        never=r"\b(ngay|nghi quyet|so)\b",
    ),
    Field(
        "legal_basis",
        "Căn cứ",
        words=("can cu", "can cu phap ly", "nghi quyet", "so nghi quyet", "van ban"),
        pattern=r"\bnghi quyet\b|\bcan cu\b",
        never=r"\bngay\b",
    ),
)
