"""The annual report in words and tables, from its snapshot alone."""

from datetime import date

from core.documents import Block, Column, Heading, OfficialDocument, Paragraph, Points, Source, Table
from core.money import format_number
from reports.domain.annual.registers import annexes
from reports.domain.annual.results import results
from reports.domain.annual.snapshot import Snapshot
from reports.domain.annual.words import shown_day, stars_said, written
from reports.domain.offices import offices_on


def annual_document(
    snapshot: Snapshot, *, number: str = "", day: date | None = None, signer: str = ""
) -> OfficialDocument:
    """The report; without ``number`` and ``day`` it is a draft that leaves room for both."""
    year = snapshot["year"]
    offices = offices_on(day or date.fromisoformat(snapshot["as_of"]))
    return OfficialDocument(
        parent=offices.parent,
        issuer=offices.issuer,
        issuer_name=offices.issuer_name,
        symbol=offices.symbol,
        place="Cần Thơ",
        kind="BÁO CÁO",
        subject=f"Kết quả thực hiện Chương trình Mỗi xã một sản phẩm (OCOP) năm {year}",
        number=number,
        day=day,
        to=offices.to,
        recipients=offices.recipients,
        signer_position=offices.signer_position,
        signer=signer,
        note=_note(snapshot),
        body=(*_situation(snapshot), *results(snapshot), *_assessment(snapshot), *_outlook(snapshot)),
        annexes=annexes(snapshot),
    )


def _note(snapshot: Snapshot) -> str:
    if not snapshot["plan"]["is_demo"]:
        return ""
    return (
        "Bản minh họa: tên sản phẩm, chủ thể và hạng sao theo nguồn công khai; điểm số, nhân sự và một phần "
        "số liệu là dữ liệu giả định để dùng thử phần mềm."
    )


def _situation(snapshot: Snapshot) -> list[Block]:
    plan, before, now = snapshot["plan"], snapshot["stars"]["before"], snapshot["stars"]["now"]
    by_plan = f"Thực hiện {plan['title']}"
    if plan["number"]:
        by_plan += f" (số {plan['number']}{', ngày ' + shown_day(plan['day']) if plan['day'] else ''})"
    start, end = sum(before.values()), sum(now.values())
    blocks: list[Block] = [
        Heading("I. Tình hình chung"),
        Paragraph(
            f"{by_plan}, Văn phòng Điều phối nông thôn mới báo cáo kết quả năm {snapshot['year']} như sau "
            f"(số liệu đến ngày {shown_day(snapshot['as_of'])})."
        ),
    ]
    if plan["aim"]:
        blocks.append(Paragraph(f"Mục tiêu chung của kế hoạch: {plan['aim']}"))
    blocks.append(
        Paragraph(
            f"Đầu năm, thành phố có {format_number(start)} sản phẩm OCOP đang được công nhận"
            f"{' (' + stars_said(before) + ')' if start else ''}. Đến ngày {shown_day(snapshot['as_of'])} có "
            f"{format_number(end)} sản phẩm{' (' + stars_said(now) + ')' if end else ''}, của "
            f"{format_number(sum(row['producers'] for row in snapshot['producers']))} chủ thể."
        )
    )
    return blocks


def _assessment(snapshot: Snapshot) -> list[Block]:
    rows = snapshot["targets"]
    met = [row for row in rows if row["met"]]
    missed = [row for row in rows if not row["met"]]
    blocks: list[Block] = [
        Heading("III. Đánh giá chung"),
        Paragraph(f"Đạt {len(met)} trên {len(rows)} chỉ tiêu của kế hoạch."),
        Table(
            "Chi tieu",
            "Chỉ tiêu của kế hoạch và kết quả",
            (
                Column("Chỉ tiêu", width=44),
                Column("Đơn vị tính", width=16),
                Column("Kế hoạch", width=13),
                Column("Kết quả", width=14),
                Column("Đánh giá", width=13),
            ),
            tuple(
                (
                    row["name"],
                    row["measure"],
                    row["wanted"],
                    row["reached"] + (" (nhập tay)" if row["by_hand"] else ""),
                    "Đạt" if row["met"] else "Chưa đạt",
                )
                for row in rows
            ),
            source=Source("plan", (snapshot["plan"]["pk"],)),
        ),
    ]
    if missed:
        lines = (f"{row['name']}: kế hoạch {row['wanted']}, kết quả {row['reached']}." for row in missed)
        blocks += [Paragraph("Chỉ tiêu chưa đạt:"), Points(tuple(lines))]
    return [*blocks, *written(snapshot, "assessment")]


def _outlook(snapshot: Snapshot) -> list[Block]:
    expiring = snapshot["expiring"]
    following = snapshot["year"] + 1
    said = f"Năm {following} có {format_number(len(expiring))} sản phẩm hết thời hạn công nhận"
    tail = (
        " (danh sách tại phụ lục), cần hướng dẫn chủ thể lập hồ sơ đánh giá lại đúng hạn."
        if expiring
        else "."
    )
    return [
        Heading(f"IV. Phương hướng, nhiệm vụ năm {following}"),
        Paragraph(said + tail),
        *written(snapshot, "outlook"),
        Heading("V. Đề xuất, kiến nghị"),
        *(written(snapshot, "proposals") or [Paragraph("Không có.")]),
    ]
