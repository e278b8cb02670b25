"""What every kind of report prints is what was counted, whole, inside its cell and page."""

import io
import json
import re
import warnings
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration

from core.documents import Annex, Chart, Table, render_official
from core.documents.chart import COLOURS, PATTERNS
from core.documents.official import context_of
from core.documents.pdf import font_faces
from core.documents.typeface import Typeface
from core.models import StoredFile
from localities.models import Unit
from producers.models import Producer, ProducerYear
from products.models import Product, Rating
from reports.domain.building import asked_for, build
from reports.domain.document import document_from
from reports.domain.frame import frame_for
from reports.domain.kinds import KINDS
from reports.domain.schema import faults
from reports.domain.snapshot import take
from reports.enums import Rhythm
from tests.factories import reports as make
from tests.factories.products import RatingFactory
from tests.factories.training import EnrolmentFactory
from tests.harness.deep import tries
from tests.harness.pdf import faults_of

LONG_WORD = "Nghiêng" * 9
LONG_NAME = (
    f"Mắm cá linh ủ chua truyền thống nhiều đời của vùng sông nước Thới Hưng {LONG_WORD} loại thượng hạng"
)

# a figure by its name, days and years, names of stars and periods, numbers of papers
NOT_COUNTED = re.compile(
    r"(?i)\{\{.*?\}\}|\d\d/\d\d/\d{4}|năm \d{4}|[345] sao|6 tháng|tháng \d+|ít nhất \d"
    r"|(?:trong|hạn) 180 ngày|QĐ \d+|(?:số|Kế hoạch) [\w/-]+"
)


def full_year():
    """The year of the reports' tests with the longest names there may be, money, classes and a round."""
    plan = make.year_2022()
    product = Product.objects.get(name="Rượu mận Thới Hưng")
    Product.objects.filter(pk=product.pk).update(name=LONG_NAME)
    Producer.objects.filter(pk=product.producer_id).update(
        name=f"Hợp tác xã {LONG_NAME}"[:300], email=f"{'a' * 60}@vi.du.vn"
    )
    Unit.objects.filter(pk=product.unit_id).update(name=f"Huyện {LONG_WORD}")
    ProducerYear.objects.create(producer_id=product.producer_id, year=2022, revenue=999_999_999_999_999)
    EnrolmentFactory(
        completed=True,
        trainee__producer_id=product.producer_id,
        training_class__name=LONG_NAME,
    )
    return plan


def snapshots():
    for code, kind in KINDS.items():
        period = {
            Rhythm.FREE: "20220101-20221231",
            Rhythm.MONTH: "T11",
            Rhythm.QUARTER: "Q4",
            Rhythm.HALF: "H2",
        }
        asked = asked_for(kind=code, year=2022, period=period.get(kind.rhythm, ""))
        yield kind, take(kind, frame_for(year=2022, period=asked.period))


def in_one(documents):
    """All tables and texts of these documents as two annexes of one, upright and lying: laid out once."""
    first = documents[0]
    upright, lying = [], []
    for one in documents:
        (lying if one.landscape else upright).extend(one.body)
        for annex in one.annexes:
            (lying if annex.landscape else upright).extend(annex.blocks)
    annexes = (Annex("ĐỨNG", tuple(upright)), Annex("NGANG", tuple(lying), landscape=True))
    return replace(first, body=(), landscape=False, annexes=annexes)


def squeezed(text):
    return re.sub(r"\s+|\u00ad", "", text)


def read(content):
    """All text of a PDF in its order, without the numbers of the pages."""
    found, number = [], 0
    for page in PdfReader(io.BytesIO(content)).pages:
        lines = page.extract_text().splitlines()
        number = 1 if lines[0].startswith("Phụ lục") else number + 1
        found += lines[:-1] if lines[-1] == str(number) else lines
    return squeezed("".join(found)).casefold()


def texts_of(document):
    """What paper has to say, in order: texts of blocks, and tables row by row."""
    for annex in document.annexes:
        for block in annex.blocks:
            if isinstance(block, Table):
                yield block.caption
                total = [block.shown_total] if block.shown_total else []
                for row in [*block.shown_rows, *total]:
                    yield row.band + "".join(cell.text for cell in row.cells)
            elif not isinstance(block, Chart):
                yield from getattr(block, "items", None) or [block.text]


def laid_out(document):
    html = render_to_string("documents/official.html", {**context_of(document), "annex_count": 2})
    fonts = FontConfiguration()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return HTML(string=html).render(
            stylesheets=[CSS(string=font_faces(), font_config=fonts)], font_config=fonts
        )


def cut(box, frame=None):
    """Texts that leave the cell, or the page, they stand in."""
    inner = getattr(box, "children", ())
    if isinstance(box, boxes.PageBox | boxes.TableCellBox):
        if frame is not None and not within(box, frame):
            yield f"cell {box.element_tag} at {box.position_x:.0f}"
        frame = box
    if isinstance(box, boxes.TextBox) and not within(box, frame):
        yield box.text
    for child in inner:
        if not isinstance(child, boxes.MarginBox):
            yield from cut(child, frame)


def within(box, frame, slack=0.5):
    left, top = frame.position_x - slack, frame.position_y - slack
    right = frame.position_x + frame.margin_width() + slack
    bottom = frame.position_y + frame.margin_height() + slack
    return (
        left <= box.position_x
        and top <= box.position_y
        and box.position_x + box.margin_width() <= right
        and box.position_y + box.margin_height() <= bottom
    )


@pytest.mark.django_db
def test_every_kind_says_on_paper_what_was_counted_and_no_cell_is_cut():
    full_year()
    documents, charts = [], []
    for kind, snapshot in snapshots():
        assert faults(snapshot) == [], kind.code  # figures, rows and totals reconcile
        charts += [(kind.code, code, of["of"]) for code, of in snapshot["charts"].items()]
        blocks = [*snapshot["body"], *(block for annex in snapshot["annexes"] for block in annex["blocks"])]
        typed = [
            block["say"] for block in blocks if re.search(r"\d", NOT_COUNTED.sub("", block.get("say", "")))
        ]
        assert typed == [], kind.code  # no figure is written into a sentence by hand
        for code, chart in snapshot["charts"].items():
            if {"chart": code} in blocks:  # stands beside the table it was drawn from
                assert {"table": chart["of"]} in blocks, (kind.code, code)
        documents.append(document_from(snapshot))
    assert charts
    whole = in_one(documents)
    assert [text for page in laid_out(whole).pages for text in cut(page._page_box)] == []
    content = render_official(whole)
    assert faults_of(content) == []
    said, place = read(content), 0
    wanted = [squeezed(text).casefold() for text in texts_of(whole)]
    assert len(wanted) > 200
    assert squeezed(LONG_NAME).casefold() in "".join(wanted)
    for text in wanted:
        found = said.find(text, place)
        assert found >= 0, text
        place = found + len(text)


@settings(max_examples=60, deadline=None)
@given(st.text("aăâbdđeêiofgnhươ ỄỘ.-/,0123456789", max_size=120), st.floats(20, 200))
def test_lines_of_a_long_table_are_no_wider_than_their_cell_and_lose_no_letter(text, room):
    face = Typeface("regular")
    lines = face.lines(text, 10.5, room)
    assert max(face.width(line, 10.5) for line in lines) <= room + 1e-6
    assert squeezed("".join(lines)) == squeezed(text)


def contrast(one, other):
    def light(colour):
        parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_any_two_parts_of_a_bar_are_told_apart_in_grey():
    parts = list(zip(COLOURS, PATTERNS, strict=True))
    alike = [
        (one, other)
        for index, one in enumerate(parts)
        for other in parts[:index]
        if contrast(one[0], other[0]) < 3 and one[1] == other[1]
    ]
    assert alike == []


@pytest.mark.django_db
def test_issued_reports_are_made_again_with_the_same_bytes_after_many_edits(capsys):
    edits = tries(40, 1000)
    make.year_2022()
    runs = [build(kind="annual", year=2022), build(kind="bieu_02", year=2022)]
    issued = [make.issued(run, number=str(place)) for place, run in enumerate(runs, start=1)]
    rating = RatingFactory(decided_on=make.DECIDED, expires_on=make.DECIDED + timedelta(days=1000))
    for number in range(edits):
        Product.objects.update(name=f"Tên mới {number}", search_key="x")
        Rating.objects.filter(pk=rating.pk).update(stars=3 + number % 3, decision_no=f"{number}/QĐ")
        Unit.objects.filter(pk=rating.product.unit_id).update(name=f"Xã {number}")
        EnrolmentFactory()
    call_command("verify_reports")
    assert json.loads(capsys.readouterr().out) == {"reports": 2, "differences": []}
    assert build(kind="bieu_02", year=2022, reason="Số liệu mới").digest != issued[1].digest
    StoredFile.objects.filter(pk=issued[1].pdf_id).update(sha256="0" * 64)
    with pytest.raises(CommandError, match="không còn như bản đã ban hành") as told:
        call_command("verify_reports")
    assert told.value.returncode == 1
    said = json.loads(capsys.readouterr().out)
    assert said["differences"] == [f"{issued[1].title}: PDF lập lại khác bản đã ban hành"]
