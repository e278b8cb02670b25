"""Who writes: the letter heads of the council, of the office and of the city, in the names of the time."""

from datetime import date
from typing import Any

from evaluations.domain.queries.papers import EntryFacts
from evaluations.models import Round

CITY = "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ"
PLACE = "Cần Thơ"
MERGER = date(2025, 3, 1)  # the two ministries, and their departments with them
NO_DISTRICTS = date(2025, 7, 1)
COUNCIL_HEAD = {
    "parent": CITY,
    "issuer": "HỘI ĐỒNG ĐÁNH GIÁ,\nPHÂN HẠNG SẢN PHẨM OCOP",
    "issuer_name": "Hội đồng đánh giá, phân hạng sản phẩm OCOP",
    "place": PLACE,
}
OFFICE_HEAD = {
    "parent": CITY,
    "issuer": "VĂN PHÒNG ĐIỀU PHỐI\nNÔNG THÔN MỚI",
    "issuer_name": "Văn phòng Điều phối nông thôn mới",
    "place": PLACE,
}


def council_head(round_: Round) -> dict[str, Any]:
    """A district's council of the time before 1 July 2025 writes under the district's name."""
    unit = round_.council.unit
    if unit.level != "district":
        return COUNCIL_HEAD
    place = unit.short_name or unit.name
    return {**COUNCIL_HEAD, "parent": f"ỦY BAN NHÂN DÂN\n{unit.name.upper()}", "place": place}


def ministry(day: date) -> str:
    """The ministry's name on ``day``, without "Bộ" or "Sở"."""
    return "Nông nghiệp và Môi trường" if day >= MERGER else "Nông nghiệp và Phát triển nông thôn"


def local_government_act(day: date) -> str:
    """The act on local government that decisions stand on."""
    if day >= NO_DISTRICTS:
        return "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025"
    return (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số "
        "điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019"
    )


def stars_text(row: EntryFacts) -> str:
    """What a product gets, in the words of a table."""
    if row.tally is None:
        return "Bị loại" if row.entry.elimination_reason else ""
    stars = row.stars or 0
    if stars == 5:
        return "Tiềm năng 5 sao"
    return f"{stars} sao" if stars >= 3 else f"{stars} sao (không công nhận)"


def product_name(row: EntryFacts) -> str:
    return row.entry.dossier.product.name


def producer_name(row: EntryFacts) -> str:
    return row.entry.dossier.product.producer.name


def unit_name(row: EntryFacts) -> str:
    return row.entry.dossier.product.unit.name


def requirement_text(row: dict[str, Any]) -> str:
    """ "tiêu chí 1.1: yêu cầu từ 3 điểm cho hạng 4 sao, 4/9 phiếu đạt"."""
    return (
        f"tiêu chí {row['criterion']}: yêu cầu từ {row['min_points']} điểm cho hạng {row['stars']} sao, "
        f"{row['reached']}/{row['sheets']} phiếu đạt"
    )


def flags(row: EntryFacts) -> list[str]:
    """What the council has to look at once more, or explains."""
    found = []
    if row.payload.get("over_spread"):
        found.append(f"chênh lệch {row.payload['spread']} điểm")
    if row.lowering:
        codes = ", ".join(dict.fromkeys(item["criterion"] for item in row.lowering))
        found.append(f"hạ hạng do chưa đạt yêu cầu tối thiểu (tiêu chí {codes})")
    if row.rescored:
        found.append(f"{len(row.rescored)} phiếu chấm lại")
    if row.recusals:
        found.append(f"{len(row.recusals)} thành viên đứng ngoài")
    if row.outcome and row.outcome.difference_reason:
        found.append("quyết định khác kết quả của Hội đồng")
    return found


def signature_title(position: str) -> str:
    """What stands over the signature; a deputy signs for the chairman (NĐ 30/2020, Phụ lục I, phần II mục 7)."""
    return (
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" if position.casefold().startswith("phó chủ tịch") else position.upper()
    )
