"""The package that proposes a product to the ministry for five stars (QĐ 26/2026/QĐ-TTg, Điều 6.3), as one ZIP."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from django.contrib.staticfiles import finders

from core.documents import Column, OfficialDocument, Paragraph, Points, Table, render_docx, render_official
from core.documents.pdf import render_pdf
from evaluations.domain.queries.advising import handed_in_report
from evaluations.domain.queries.ministry import Item, ministry_items
from evaluations.domain.queries.papers import EntryFacts, RoundFacts, round_facts
from evaluations.enums import MinistryPaper
from evaluations.interfaces.papers import marks, minutes, recognition
from evaluations.interfaces.papers.advisory import advisory_paper
from evaluations.interfaces.papers.heads import CITY, PLACE, ministry, producer_name, product_name, unit_name
from evaluations.models import Outcome
from products.interfaces.law_forms import TEMPLATES, form_context
from products.models import CommuneAssessment, Dossier, Evidence
from regimes.models import DossierKind

FORM_STYLE = "css/law-form.css"
# Điều 6 khoản 3, điểm a và điểm b
FIRST_REPORTS = (
    "Báo cáo đánh giá của Tổ tư vấn Hội đồng cấp tỉnh;",
    "Báo cáo đánh giá, biên bản của Hội đồng cấp tỉnh;",
    "Quyết định phê duyệt kết quả đánh giá;",
)
RENEWAL_REPORTS = ("Báo cáo đánh giá của cơ quan tham mưu quản lý OCOP cấp tỉnh;",)
ATTACHED = {
    MinistryPaper.LETTER: "01-van-ban-de-nghi",
    MinistryPaper.ADVISORY: "02-bao-cao-to-tu-van",
    MinistryPaper.OFFICE: "02-bao-cao-co-quan-tham-muu",
    MinistryPaper.COUNCIL: "03-bao-cao-hoi-dong",
    MinistryPaper.DECISION: "04-quyet-dinh-phe-duyet",
    MinistryPaper.TESTS: "06-kiem-tra-kiem-nghiem-bo-sung",
}


def five_star_package(outcome: Outcome) -> IO[bytes]:
    """The ZIP, with a list of its files and their digests; what is missing is said in the list."""
    facts, items = round_facts(outcome.entry.round), ministry_items(outcome)
    row = next(row for row in facts.entries if row.entry.pk == outcome.entry_id)
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=16 * 1024 * 1024)  # noqa: SIM115 (the answer closes it)
    listed: list[tuple[str, int, str]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(facts, row, items):
            archive.writestr(_entry(name), content)
            listed.append((name, len(content), hashlib.sha256(content).hexdigest()))
        archive.writestr(_entry("00-danh-muc.pdf"), render_official(_list(row, items, listed)))
    out.seek(0)
    return out


def _entry(name: str) -> zipfile.ZipInfo:
    """A member with one fixed time: the same package twice gives the same bytes."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _files(facts: RoundFacts, row: EntryFacts, items: list[Item]) -> Iterator[tuple[str, bytes]]:
    decision = facts.round.decisions.select_related("scan").order_by("pk").first()
    letter = proposal_letter(row)
    yield "01-van-ban-de-nghi.pdf", render_official(letter)
    yield "01-van-ban-de-nghi.docx", render_docx(letter)
    if report := handed_in_report(row.entry.pk):
        yield "02-bao-cao-to-tu-van.pdf", render_official(advisory_paper(report))
    yield "03-phieu-tong-hop-diem.pdf", render_official(marks.product_summary(facts, row))
    yield "03-bao-cao-hoi-dong.pdf", render_official(recognition.council_report(facts))
    yield "03-bien-ban-hoi-dong.pdf", render_official(minutes.minutes(facts))
    yield "04-quyet-dinh-phe-duyet.pdf", render_official(recognition.recognition_decision(facts, decision))
    if decision and decision.scan:
        with decision.scan.content.open() as scan:
            yield f"04-quyet-dinh-phe-duyet-ban-ky{_ending(decision.scan.original_name)}", scan.read()
    yield from _attached(items)
    yield from _dossier(row.entry.dossier)


def _attached(items: list[Item]) -> Iterator[tuple[str, bytes]]:
    """The signed documents added by hand, each beside the draft it replaces."""
    for item in items:
        for number, paper in enumerate(item.papers, start=1):
            name = f"{ATTACHED[item.kind]}-ban-ky-{number}{_ending(paper.file.original_name)}"
            with paper.file.content.open() as content:
                yield name, content.read()


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()[:10]


def _dossier(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """The product's dossier: the law's forms, then every paper under its own name."""
    loaded = Dossier.objects.select_related(
        "product__producer__unit", "unit__parent__parent", "criteria_set__product_class", "regime"
    ).get(pk=dossier.pk)
    style = Path(finders.find(FORM_STYLE)).read_text(encoding="utf-8")
    for form in TEMPLATES:
        if form == "mau-03" and not CommuneAssessment.objects.filter(dossier=loaded).exists():
            continue
        content = render_pdf(template=TEMPLATES[form], context=form_context(loaded, form), style=style)
        yield f"05-ho-so-san-pham/{form}.pdf", content
    papers = Evidence.objects.filter(links__dossier=loaded).distinct().select_related("file").order_by("pk")
    for number, paper in enumerate(papers, start=1):
        with paper.file.content.open() as content:
            yield f"05-ho-so-san-pham/giay-to/{number:02d}-{paper.file.original_name}", content.read()


def proposal_letter(row: EntryFacts) -> OfficialDocument:
    """The letter of the city People's Committee to the ministry, to be worked over and signed."""
    dossier = row.entry.dossier
    day = row.entry.round.closed_at.date() if row.entry.round.closed_at else None
    name = ministry(day) if day else "Nông nghiệp và Môi trường"
    again = dossier.kind == DossierKind.REEVALUATION
    return OfficialDocument(
        parent="",
        issuer=CITY,
        issuer_name="Ủy ban nhân dân thành phố Cần Thơ",
        symbol="/TTr-UBND",
        place=PLACE,
        kind="TỜ TRÌNH",
        subject=f"Đề nghị đánh giá, phân hạng {'lại ' if again else ''}sản phẩm OCOP 5 sao",
        to=(f"Bộ {name}",),
        body=(
            Paragraph(
                f"Căn cứ Quyết định số {dossier.regime.code} của Thủ tướng Chính phủ và kết quả "
                f"{row.entry.round.name}, sản phẩm {product_name(row)} của {producer_name(row)} "
                f"({unit_name(row)}) đạt {row.payload['mean']} điểm, có tiềm năng "
                "đạt 5 sao. Ủy ban nhân dân thành phố Cần Thơ đã phê duyệt kết quả đánh giá."
            ),
            Paragraph(
                f"Ủy ban nhân dân thành phố Cần Thơ kính đề nghị Bộ {name} đánh giá, phân hạng sản phẩm OCOP 5 sao. "
                "Hồ sơ gửi kèm gồm:"
            ),
            Points(
                (
                    *(RENEWAL_REPORTS if again else FIRST_REPORTS),
                    "Hồ sơ sản phẩm (01 bộ giấy và 01 bộ điện tử);",
                    "Văn bản xác nhận kiểm tra, kiểm nghiệm bổ sung của cấp tỉnh (nếu có);",
                    "05 sản phẩm mẫu (trừ dịch vụ du lịch)."
                    if dossier.criteria_set.needs_samples
                    else "Không gửi sản phẩm mẫu (dịch vụ du lịch).",
                )
            ),
            Paragraph("Kính đề nghị Bộ xem xét./."),
        ),
        signer_position="TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        recipients=("Như trên", "Văn phòng Điều phối nông thôn mới Trung ương", "Lưu: VT, OCOP"),
    )


def _list(row: EntryFacts, items: list[Item], files: list[tuple[str, int, str]]) -> OfficialDocument:
    columns = (
        Column("STT", "count", 8),
        Column("Tệp", width=42),
        Column("Dung lượng (byte)", "count", 15),
        Column("SHA-256", width=35),
    )
    rows = tuple((number, *line) for number, line in enumerate(files, start=1))
    return OfficialDocument(
        parent="",
        issuer=CITY,
        issuer_name="Ủy ban nhân dân thành phố Cần Thơ",
        symbol="/DM-UBND",
        place=PLACE,
        kind="DANH MỤC",
        subject=f"Hồ sơ đề nghị 5 sao: {product_name(row)}",
        body=(
            Table("Danh muc", "Các tệp trong bộ hồ sơ điện tử", columns, rows),
            Points(tuple(f"{item.label}: {item.text};" for item in items)),
            Paragraph("Sản phẩm mẫu gửi kèm bản giấy, trừ dịch vụ du lịch."),
        ),
        signer_position="NGƯỜI LẬP",
        recipients=("Lưu: hồ sơ",),
    )
