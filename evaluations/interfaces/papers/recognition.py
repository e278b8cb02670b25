"""What follows the minutes: the council's report, the draft decision, the notices of the result."""

from datetime import date
from typing import Any

from core.documents import Annex, Block, Column, Heading, OfficialDocument, Paragraph, Points, Table
from evaluations.domain.queries.papers import EntryFacts, RoundFacts
from evaluations.interfaces.papers.heads import (
    CITY,
    OFFICE_HEAD,
    PLACE,
    council_head,
    local_government_act,
    ministry,
    producer_name,
    product_name,
    requirement_text,
    signature_title,
    stars_text,
    unit_name,
)
from evaluations.interfaces.papers.minutes import results_table
from evaluations.models import Decision
from localities.models import Unit
from producers.models import Producer

CERTIFIED = (3, 4)


def council_report(facts: RoundFacts) -> OfficialDocument:
    """The council's report to the chairman of the city, who decides (QĐ 26/2026/QĐ-TTg, Điều 7.3.d)."""
    counted, chair = facts.by_stars(), facts.presiding
    proposals = [
        f"Công nhận {counted[stars]} sản phẩm hạng {stars} sao;" for stars in (4, 3) if counted[stars]
    ]
    if counted[5]:
        proposals.append(
            f"Phê duyệt kết quả của {counted[5]} sản phẩm tiềm năng 5 sao và gửi hồ sơ đề nghị "
            f"Bộ {ministry(facts.day)} đánh giá, phân hạng;"
        )
    return OfficialDocument(
        **council_head(facts.round),
        symbol="/BC-HĐ",
        kind="BÁO CÁO",
        subject=f"Kết quả đánh giá, phân hạng sản phẩm OCOP\n{facts.round.name}",
        day=facts.day,
        to=("Chủ tịch Ủy ban nhân dân thành phố Cần Thơ",),
        body=(
            Heading("I. Tổ chức đánh giá"),
            Paragraph(
                f"{facts.round.council.name} (Quyết định số {facts.round.council.decision_no}) đã tổ chức "
                f"{facts.round.name} theo {facts.round.regime}, hình thức {facts.round.get_mode_display().lower()}. "
                f"Có {len(facts.present)}/{len(facts.scoring)} thành viên chấm điểm; {len(facts.entries)} hồ sơ "
                f"được đưa vào đợt, {len(facts.tallied)} hồ sơ được chấm, {len(facts.eliminated)} hồ sơ bị loại."
            ),
            Heading("II. Kết quả"),
            results_table(facts),
            *_not_recognised(facts),
            Heading("III. Đề xuất"),
            Points(tuple(proposals) or ("Không có sản phẩm nào đủ điều kiện công nhận.",)),
            Paragraph("Kính trình Chủ tịch Ủy ban nhân dân thành phố xem xét, quyết định./."),
        ),
        signer_position="CHỦ TỊCH HỘI ĐỒNG",
        signer=chair.user.name if chair else "",
        recipients=("Như trên", "Văn phòng Điều phối nông thôn mới", "Lưu: VT, hồ sơ Hội đồng"),
    )


def _not_recognised(facts: RoundFacts) -> list[Block]:
    lines = [
        f"{product_name(row)}: {'; '.join(reasons(row))}." for row in facts.entries if not certified(row)
    ]
    if not lines:
        return []
    return [Heading("Sản phẩm chưa được đề nghị công nhận và lý do", 2), Points(tuple(lines))]


def certified(row: EntryFacts) -> bool:
    """Whether the product is proposed for three stars or more."""
    return (row.stars or 0) >= 3


def reasons(row: EntryFacts) -> list[str]:
    """Why a product got no more than it got, for its producer to read."""
    if row.tally is None:
        reason = row.entry.elimination_reason.rstrip(". ")
        return [f"bị loại: {reason}" if reason else "chưa chấm"]
    told = [f"{row.payload['mean']} điểm, đạt {row.tally.stars_by_points} sao theo điểm"]
    told += [f"chưa đạt {requirement_text(vote)}" for vote in row.lowering]
    if row.outcome and row.outcome.difference_reason:
        told.append(f"quyết định {row.outcome.stars} sao: {row.outcome.difference_reason}")
    return told


def recognition_decision(facts: RoundFacts, decision: Decision | None = None) -> OfficialDocument:
    """The draft decision of the city's chairman with its lists; signed, it carries number and day."""
    day = decision.signed_on if decision else facts.day
    certain = [row for row in facts.entries if row.stars in CERTIFIED]
    potential = [row for row in facts.entries if row.stars == 5]
    articles = _articles(facts, certain, potential, day)
    annexes = []
    if certain:
        title = "DANH SÁCH SẢN PHẨM ĐƯỢC CÔNG NHẬN SẢN PHẨM OCOP"
        annexes.append(Annex(title, (list_table("Cong nhan", certain),), landscape=True))
    if potential:
        title = "DANH SÁCH SẢN PHẨM TIỀM NĂNG 5 SAO ĐỀ NGHỊ TRUNG ƯƠNG ĐÁNH GIÁ"
        annexes.append(Annex(title, (list_table("Tiem nang 5 sao", potential),), landscape=True))
    number, _, symbol = decision.number.partition("/") if decision else ("", "", "QĐ-UBND")
    return OfficialDocument(
        parent="",
        issuer=CITY,
        issuer_name="Chủ tịch Ủy ban nhân dân thành phố Cần Thơ",
        place=PLACE,
        number=number,
        symbol=f"/{symbol}",
        day=decision.signed_on if decision else None,
        kind="QUYẾT ĐỊNH",
        subject=f"Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP thành phố Cần Thơ\n{facts.round.name}",
        authority="CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ",
        grounds=_grounds(facts, day),
        body=articles,
        signer_position=signature_title(decision.signer_position) if decision else "CHỦ TỊCH",
        signer=decision.signer if decision else "",
        recipients=(
            "Như Điều 4",
            f"Bộ {ministry(day)}",
            "Văn phòng Điều phối nông thôn mới Trung ương",
            "Cổng thông tin điện tử thành phố",
            "Lưu: VT, OCOP",
        ),
        annexes=tuple(annexes),
    )


def _grounds(facts: RoundFacts, day: date) -> tuple[str, ...]:
    regime = facts.round.regime
    return (
        local_government_act(day),
        f"Căn cứ Quyết định số {regime.code} ngày {regime.issued_on:%d/%m/%Y} của Thủ tướng Chính phủ: {regime.title}",
        (
            f"Căn cứ Quyết định số {facts.round.council.decision_no} ngày {facts.round.council.decided_on:%d/%m/%Y} "
            "thành lập Hội đồng đánh giá, phân hạng sản phẩm OCOP"
        ),
        (
            f"Theo đề nghị của Hội đồng đánh giá, phân hạng sản phẩm OCOP tại Biên bản ngày "
            f"{facts.day:%d/%m/%Y} và của Văn phòng Điều phối nông thôn mới thành phố"
        ),
    )


def _articles(
    facts: RoundFacts, certain: list[EntryFacts], potential: list[EntryFacts], day: date
) -> tuple[Block, ...]:
    counted = facts.by_stars()
    sums = ", ".join(f"{counted[stars]} sản phẩm hạng {stars} sao" for stars in (4, 3) if counted[stars])
    texts = []
    if certain:
        texts.append(
            f"Công nhận {len(certain)} sản phẩm OCOP ({sums}) theo danh sách kèm theo. Giấy chứng nhận có giá trị "
            f"{facts.round.regime.certificate_months} tháng kể từ ngày ký Quyết định này."
        )
    if potential:
        texts.append(
            f"Phê duyệt kết quả đánh giá {len(potential)} sản phẩm có tiềm năng đạt 5 sao (từ 90 điểm trở lên) theo "
            f"danh sách kèm theo; Ủy ban nhân dân thành phố gửi hồ sơ đề nghị Bộ {ministry(day)} đánh giá, phân hạng."
        )
    texts += [
        (
            "Chủ thể có sản phẩm được công nhận duy trì chất lượng theo Bộ tiêu chí và hồ sơ đã được đánh giá, sử dụng "
            "nhãn hiệu OCOP đúng quy định và chịu sự kiểm tra, giám sát của cơ quan có thẩm quyền."
        ),
        (
            f"Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc Sở {ministry(day)}, Chánh Văn phòng Điều phối "
            "nông thôn mới, Chủ tịch Ủy ban nhân dân các xã, phường và chủ thể có sản phẩm nêu tại danh sách "
            "chịu trách nhiệm thi hành Quyết định này kể từ ngày ký./."
        ),
    ]
    return tuple(Paragraph(text, lead=f"Điều {number}.") for number, text in enumerate(texts, start=1))


def list_table(sheet: str, rows: list[EntryFacts]) -> Table:
    """The annex of a decision: best first within the order of stars and points."""
    ordered = sorted(rows, key=lambda row: (-(row.stars or 0), -(row.tally.mean if row.tally else 0)))
    columns = (
        Column("STT", "count", 5),
        Column("Tên sản phẩm", width=27),
        Column("Chủ thể", width=27),
        Column("Địa bàn", width=17),
        Column("Điểm trung bình", "share", 11),
        Column("Hạng", width=13),
    )
    lines: tuple[tuple[Any, ...], ...] = tuple(
        (
            index,
            product_name(row),
            producer_name(row),
            unit_name(row),
            row.payload.get("mean"),
            stars_text(row),
        )
        for index, row in enumerate(ordered, start=1)
    )
    return Table(sheet, "", columns, lines)


def notice_to_unit(facts: RoundFacts, unit: Unit, decision: Decision | None) -> OfficialDocument:
    """The result of a commune's products, in writing (Điều 7.3.g)."""
    rows = [row for row in facts.entries if row.entry.dossier.product.unit_id == unit.pk]
    return _notice(facts, rows, f"Ủy ban nhân dân {unit.name}", decision)


def notice_to_producer(facts: RoundFacts, producer: Producer, decision: Decision | None) -> OfficialDocument:
    """The result of a producer's own products, with what it can do next."""
    rows = [row for row in facts.entries if row.entry.dossier.product.producer_id == producer.pk]
    return _notice(facts, rows, producer.name, decision)


def _notice(
    facts: RoundFacts, rows: list[EntryFacts], whom: str, decision: Decision | None
) -> OfficialDocument:
    columns = (
        Column("STT", "count", 8),
        Column("Sản phẩm", width=30),
        Column("Chủ thể", width=30),
        Column("Điểm trung bình", "share", 14),
        Column("Hạng", width=18),
    )
    lines = tuple(
        (index, product_name(row), producer_name(row), row.payload.get("mean"), stars_text(row))
        for index, row in enumerate(rows, start=1)
    )
    on_what = (
        f"Căn cứ Quyết định số {decision.number} ngày {decision.signed_on:%d/%m/%Y} của Chủ tịch Ủy ban nhân dân "
        "thành phố Cần Thơ"
        if decision
        else "Căn cứ kết quả đánh giá của Hội đồng"
    )
    return OfficialDocument(
        **OFFICE_HEAD,
        symbol="/TB-VPĐP",
        kind="THÔNG BÁO",
        subject=f"Kết quả đánh giá, phân hạng sản phẩm OCOP\n{facts.round.name}",
        day=decision.signed_on if decision else None,
        to=(whom,),
        body=(
            Paragraph(
                f"{on_what}, Văn phòng Điều phối nông thôn mới thông báo kết quả đánh giá, phân hạng như sau:"
            ),
            Table("Ket qua", "Kết quả", columns, lines),
            *_what_next(rows, facts),
        ),
        signer_position="CHÁNH VĂN PHÒNG",
        recipients=("Như trên", "Lưu: VT, OCOP"),
    )


def _what_next(rows: list[EntryFacts], facts: RoundFacts) -> list[Block]:
    blocks: list[Block] = []
    below = [f"{product_name(row)}: {'; '.join(reasons(row))}." for row in rows if _could_be_better(row)]
    if below:
        blocks += [Paragraph("Lý do chưa đạt hạng cao hơn, để hoàn thiện:"), Points(tuple(below))]
    if any(row.stars in CERTIFIED for row in rows):
        blocks.append(
            Paragraph(
                f"Giấy chứng nhận có giá trị {facts.round.regime.certificate_months} tháng. Chủ thể nộp hồ sơ đánh giá "
                "lại không sớm hơn 180 ngày và không muộn hơn 120 ngày trước ngày hết hạn. Mọi người kiểm tra được "
                "giấy chứng nhận bằng mã QR in trên giấy."
            )
        )
    if any(row.stars == 5 for row in rows):
        blocks.append(
            Paragraph(
                "Sản phẩm tiềm năng 5 sao chưa phải sản phẩm 5 sao; thành phố gửi hồ sơ đề nghị trung ương đánh giá và "
                "sẽ thông báo kết quả."
            )
        )
    blocks.append(
        Paragraph(
            "Nếu không đồng ý với kết quả, chủ thể có quyền khiếu nại trong thời hạn 90 ngày kể từ ngày nhận được "
            "thông báo này theo Luật Khiếu nại. Văn phòng Điều phối hướng dẫn khi có yêu cầu./."
        )
    )
    return blocks


def _could_be_better(row: EntryFacts) -> bool:
    return not certified(row) or bool(row.lowering) or bool(row.outcome and row.outcome.difference_reason)
