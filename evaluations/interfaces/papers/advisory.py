"""The advisory team's report on one product as an official paper."""

from core.documents import Annex, Column, Heading, OfficialDocument, Paragraph, Points, Table
from evaluations.domain.queries.advising import findings_of
from evaluations.enums import Verdict
from evaluations.interfaces.papers.heads import council_head
from evaluations.models import AdvisoryReport
from regimes.domain.queries.specs import spec_of


def advisory_paper(report: AdvisoryReport) -> OfficialDocument:
    """What the team found, criterion by criterion, what it saw at the site, and what it proposes."""
    entry = report.entry
    product = entry.dossier.product
    lead = entry.round.council.advisers.filter(is_lead=True).select_related("user").first()
    return OfficialDocument(
        **council_head(entry.round),
        symbol="/BC-TTV",
        kind="BÁO CÁO",
        subject=f"Kết quả thẩm định hồ sơ của Tổ tư vấn\nSản phẩm: {product.name}",
        day=report.handed_in_at.date() if report.handed_in_at else None,
        to=(entry.round.council.name,),
        body=(
            Heading("I. Hồ sơ"),
            Paragraph(
                f"Sản phẩm {product.name} của {product.producer.name} ({product.unit.name}), {entry.round.name}, "
                f"theo {entry.dossier.regime}. Nhận xét từng tiêu chí ở phụ lục kèm theo."
            ),
            Heading("II. Khảo sát thực tế"),
            *_survey(report),
            Heading("III. Nhận xét và kiến nghị"),
            *_elimination(report),
            Paragraph(report.conclusion or "Không có kiến nghị khác."),
        ),
        annexes=(Annex("NHẬN XÉT TỪNG TIÊU CHÍ", (_findings(report),), landscape=True),),
        signer_position="TỔ TRƯỞNG TỔ TƯ VẤN",
        signer=lead.user.name if lead else "",
        recipients=("Như trên", "Lưu: hồ sơ Hội đồng"),
    )


def _survey(report: AdvisoryReport) -> list[Paragraph]:
    if report.surveyed_on is None:
        return [Paragraph("Tổ tư vấn không khảo sát tại cơ sở.")]
    lines = [
        f"Ngày khảo sát: {report.surveyed_on:%d/%m/%Y}.",
        report.survey_people and f"Thành phần: {report.survey_people}",
        report.survey_text,
    ]
    photos = report.photos.count()
    return [
        *(Paragraph(line) for line in lines if line),
        *([Paragraph(f"Có {photos} ảnh khảo sát lưu trong phần mềm.")] if photos else []),
    ]


def _elimination(report: AdvisoryReport) -> list[Points]:
    if report.elimination is None:
        return []
    note = f": {report.elimination_note}" if report.elimination_note else ""
    return [Points((f"Đề nghị loại hồ sơ vì {report.elimination}{note}.",))]


def _findings(report: AdvisoryReport) -> Table:
    columns = (
        Column("Tiêu chí", width=8),
        Column("Nội dung", width=34),
        Column("Điểm tối đa", "count", 8),
        Column("Minh chứng", width=14),
        Column("Điểm đề xuất", "count", 8),
        Column("Nhận xét", width=28),
    )
    findings = findings_of(report)
    rows = []
    for _, criterion in spec_of(report.entry.dossier.criteria_set).criteria:
        found = findings.get(criterion.code)
        option = criterion.options[found.option - 1] if found and found.option else None
        rows.append(
            (
                criterion.code,
                criterion.name,
                criterion.points,
                Verdict(found.verdict).label if found else "Chưa nhận xét",
                option.points if option else None,
                found.note if found else "",
            )
        )
    return Table("Nhan xet", "Nhận xét của Tổ tư vấn", columns, tuple(rows))
