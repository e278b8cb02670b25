"""Who writes to whom, in the names of the time."""

from dataclasses import dataclass
from datetime import date

# The two ministries were merged on 1 March 2025.
MERGER = date(2025, 3, 1)


@dataclass(frozen=True)
class Offices:
    """The heads of a report of the coordination office and those it goes to."""

    parent: str
    issuer: str
    issuer_name: str
    to: tuple[str, ...]
    recipients: tuple[str, ...]
    signer_position: str


def offices_on(day: date, *, to: str = "city") -> Offices:
    """The offices as they were called on ``day``; ``to`` says whom the report is for: city or ministry."""
    ministry = "Nông nghiệp và Môi trường" if day >= MERGER else "Nông nghiệp và PTNT"
    city = "Ủy ban nhân dân thành phố Cần Thơ"
    central = (f"Bộ {ministry}", "Văn phòng Điều phối nông thôn mới Trung ương")
    return Offices(
        parent="ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ",
        issuer="VĂN PHÒNG ĐIỀU PHỐI\nNÔNG THÔN MỚI",
        issuer_name="Văn phòng Điều phối nông thôn mới",
        to=(city,) if to == "city" else central,
        recipients=(
            "Như trên",
            *(central if to == "city" else (city,)),
            f"Sở {ministry}",
            "Lưu: VT, OCOP",
        ),
        signer_position="CHÁNH VĂN PHÒNG",
    )
