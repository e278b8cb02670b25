"""The whole dossier as one PDF: cover, contents, the law's forms, and every paper with page numbers."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
from django.contrib.staticfiles import finders
from django.utils.safestring import mark_safe
from PIL import Image

from core.documents import render_pdf
from core.domain.uploads import JPEG, PDF, PNG
from products.interfaces.law_forms import TEMPLATES, form_context
from products.models import Dossier, Evidence, EvidenceLink

A4 = (595.28, 841.89)
MARGIN = 36
LONG_SIDE = 2200
"""Pixels of the long side of a picture on A4: 200 to the inch, sharp on paper."""
FORMS = (
    ("mau-01", "Mẫu số 01. Phiếu đăng ký đánh giá, phân hạng sản phẩm OCOP"),
    ("mau-02", "Mẫu số 02. Báo cáo tự đánh giá về sản phẩm"),
    ("mau-03", "Mẫu số 03. Báo cáo của Ủy ban nhân dân cấp xã"),
)
Step = Callable[[int, int], None]


@dataclass
class Piece:
    """One line of the contents: its pages, where they begin, and a file that only goes along."""

    title: str
    pdf: pikepdf.Pdf
    about: str = ""
    attached: tuple[str, bytes] | None = None
    first_page: int = 0
    codes: list[str] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return len(self.pdf.pages)


def build_bundle(dossier: Dossier, *, today: date, step: Step = lambda done, total: None) -> bytes:
    """The bytes of the PDF; ``step`` hears how many pieces are done.

    Pictures are placed on A4; what is no PDF and no picture (a workbook, a Word file) gets a page that names it
    and goes along inside the PDF. A paper that cannot be read is said so on its page, and goes along too.
    """
    papers = _papers(dossier)
    total = len(FORMS) + len(papers) + 2
    pieces = []
    for done, piece in enumerate([*_forms(dossier), *(_paper(*row) for row in papers)], start=1):
        pieces.append(piece)
        step(done, total)
    head = _head(dossier, pieces, today)
    page = len(head.pages) + 1
    for piece in pieces:
        piece.first_page = page
        page += piece.pages
    head = _head(dossier, pieces, today)  # now that the page numbers are known; as many lines, as many pages
    step(total - 1, total)
    content = _joined(head, pieces)
    step(total, total)
    return content


def _papers(dossier: Dossier) -> list[tuple[int, Evidence, list[str]]]:
    """Every paper once with its number and criteria, in the order of the law's list."""
    links = EvidenceLink.objects.filter(dossier=dossier).select_related(
        "evidence__requirement", "evidence__file", "criterion"
    )
    found: dict[int, tuple[Evidence, list[str]]] = {}
    for link in links.order_by("evidence__requirement__position", "evidence_id", "criterion__position"):
        codes = found.setdefault(link.evidence_id, (link.evidence, []))[1]
        if link.criterion:
            codes.append(link.criterion.code)
    return [(number, paper, codes) for number, (paper, codes) in enumerate(found.values(), start=1)]


def _forms(dossier: Dossier) -> Iterator[Piece]:
    found = finders.find("css/law-form.css")
    if found is None:
        raise FileNotFoundError("css/law-form.css")
    style = mark_safe(Path(found).read_text(encoding="utf-8"))  # noqa: S308 (a file of our own)
    for form, title in FORMS:
        context = form_context(dossier, form)
        if form == "mau-03" and context["assessment"] is None:
            continue
        yield Piece(title, _made(TEMPLATES[form], {**context, "pdf_style": style}))


def _made(template: str, context: dict[str, Any]) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render_pdf(template=template, context=context)))


def _head(dossier: Dossier, pieces: list[Piece], today: date) -> pikepdf.Pdf:
    context = {"dossier": dossier, "pieces": pieces, "day": today}
    return _made("products/print/bundle.html", context)


def _paper(number: int, paper: Evidence, codes: list[str]) -> Piece:
    with paper.file.content.open("rb") as file:
        content = file.read()
    title = f"Minh chứng {number}. {paper.title}"
    facts = (
        f"số {paper.number}" if paper.number else "",
        paper.issuer,
        f"cấp ngày {paper.issued_on:%d/%m/%Y}" if paper.issued_on else "",
        f"hết hạn {paper.expires_on:%d/%m/%Y}" if paper.expires_on else "",
    )
    piece = Piece(title, pikepdf.new(), about="; ".join(fact for fact in facts if fact), codes=codes)
    kind = paper.file.content_type
    try:
        if kind == PDF:
            piece.pdf = pikepdf.open(io.BytesIO(content))
        elif kind in (JPEG, PNG):
            piece.pdf = _picture(content)
    except (pikepdf.PdfError, OSError, ValueError):
        piece.pdf = pikepdf.new()
    if not piece.pages:
        said = (
            "không đọc được nên không in ra được" if kind in (PDF, JPEG, PNG) else "không in thành trang được"
        )
        context = {"title": title, "file": paper.file, "said": said}
        piece.pdf = _made("products/print/bundle_attached.html", context)
        piece.attached = (f"{number:02d}-{paper.file.original_name}", content)
    return piece


def _picture(content: bytes) -> pikepdf.Pdf:
    """A picture on one A4 page, turned to its longer side."""
    with Image.open(io.BytesIO(content)) as opened:
        opened.thumbnail((LONG_SIDE, LONG_SIDE))
        flat = Image.new("RGB", opened.size, "white")
        seen = opened.convert("RGBA")
        flat.paste(seen, mask=seen.getchannel("A"))
    jpeg = io.BytesIO()
    flat.save(jpeg, "JPEG", quality=85)
    pdf = pikepdf.new()
    width, height = A4 if flat.height >= flat.width else A4[::-1]
    scale = min((width - 2 * MARGIN) / flat.width, (height - 2 * MARGIN) / flat.height)
    wide, high = flat.width * scale, flat.height * scale
    pdf.add_blank_page(page_size=(width, height))
    page = pdf.pages[0]
    picture = pdf.make_stream(
        jpeg.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=flat.width,
        Height=flat.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
    place = f"q {wide:.2f} 0 0 {high:.2f} {(width - wide) / 2:.2f} {(height - high) / 2:.2f} cm /P Do Q"
    page.Contents = pdf.make_stream(place.encode())
    return pdf


def _joined(head: pikepdf.Pdf, pieces: list[Piece]) -> bytes:
    whole = pikepdf.new()
    whole.pages.extend(head.pages)
    for piece in pieces:
        whole.pages.extend(piece.pdf.pages)
        if piece.attached:
            name, content = piece.attached
            whole.attachments[name] = pikepdf.AttachedFileSpec(whole, content, filename=name)
    with whole.open_outline() as outline:
        outline.root.extend(pikepdf.OutlineItem(piece.title, piece.first_page - 1) for piece in pieces)
    font = whole.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    count = len(whole.pages)
    for number, page in enumerate(whole.pages, start=1):
        if number > 1:
            _number(whole, page, font, f"Trang {number}/{count}")
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def _number(whole: pikepdf.Pdf, page: pikepdf.Page, font: pikepdf.Object, text: str) -> None:
    """Write the page's number at its lower right as it is looked at, whatever its size and turning."""
    left, low, right, high = (float(side) for side in page.cropbox)
    turn = int(page.obj.get("/Rotate", 0)) % 360
    # where the lower right corner of the page, as it is looked at, lies in its own coordinates
    matrix = {
        0: f"1 0 0 1 {right - 90:.1f} {low + 14:.1f}",
        90: f"0 1 -1 0 {right - 14:.1f} {high - 90:.1f}",
        180: f"-1 0 0 -1 {left + 90:.1f} {high - 14:.1f}",
        270: f"0 -1 1 0 {left + 14:.1f} {low + 90:.1f}",
    }.get(turn, f"1 0 0 1 {right - 90:.1f} {low + 14:.1f}")
    name = page.add_resource(font, pikepdf.Name.Font, name=pikepdf.Name.OcopNumber)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ q BT {matrix} Tm {name} 9 Tf 0 g ({text}) Tj ET Q".encode())
