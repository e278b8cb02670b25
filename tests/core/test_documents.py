"""The same document gives the same bytes, and dates are written as NĐ 30/2020 asks."""

import io
import re
import subprocess
import sys
from datetime import date, datetime
from itertools import pairwise

import pikepdf
import pytest
from django.conf import settings
from docx import Document
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from openpyxl import load_workbook
from pikepdf import Name
from pypdf import PdfReader

from core.documents import (
    Annex,
    Bar,
    Chart,
    Column,
    Heading,
    Joined,
    OfficialDocument,
    Paragraph,
    Points,
    Table,
    long_annexes,
    render_docx,
    render_official,
    render_tables,
    render_workbook,
    vietnamese_date,
)
from core.documents.chart import SCREEN, draw
from core.documents.typeface import Typeface
from core.money import format_number
from evaluations.interfaces.papers.heads import signature_title
from tests.harness.pdf import faults_of


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 8, 5), "Cần Thơ, ngày 05 tháng 8 năm 2026"),
        (date(2026, 2, 28), "Cần Thơ, ngày 28 tháng 02 năm 2026"),
        (date(2026, 12, 31), "Cần Thơ, ngày 31 tháng 12 năm 2026"),
    ],
)
def test_a_zero_stands_before_small_days_and_the_first_two_months(day, written):
    assert vietnamese_date("Cần Thơ", day) == written


def letter(**changes):
    table = Table(
        "Kinh phi",
        "Kinh phí (đồng)",
        (Column("Khâu"), Column("Số tiền", "money"), Column("Ngày", "date")),
        (("Dự toán", 2_520_000_000, date(2022, 1, 31)), ("=1+1", None, None)),
        total=("Tổng", 2_520_000_000, None),
    )
    described = {
        "parent": "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ",
        "issuer": "VĂN PHÒNG",
        "issuer_name": "Văn phòng",
        "symbol": "/BC-VP",
        "place": "Cần Thơ",
        "kind": "BÁO CÁO",
        "subject": "Kết quả năm 2022",
        "signer_position": "CHÁNH VĂN PHÒNG",
        "to": ("Ủy ban nhân dân thành phố",),
        "recipients": ("Như trên", "Lưu: VT"),
        "body": (
            Heading("I. Tình hình"),
            Paragraph("Đường thốt nốt, rượu <mận> & bưởi."),
            Points(("Việc thứ nhất;",)),
            Chart("Biểu đồ", ("3 sao", "4 sao"), (Bar("Ninh Kiều", (3, 9)), Bar("Cờ Đỏ", (0, 0)))),
            table,
        ),
        "annexes": (Annex("DANH SÁCH", (table,) * 9), Annex("DANH MỤC", (table,), landscape=True)),
    }
    return OfficialDocument(**described | changes)


def pages_of(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_a_letter_has_what_the_decree_asks_for():
    first, *_ = pages_of(render_official(letter(number="05", day=date(2023, 1, 9))))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/BC-VP",
        "Cần Thơ, ngày 09 tháng 01 năm 2023",
        "Kính gửi: Ủy ban nhân dân thành phố.",
        "Đường thốt nốt, rượu <mận> & bưởi.",
        "2.520.000.000",
        "31/01/2022",
        "Nơi nhận:",
        "CHÁNH VĂN PHÒNG",
    ):
        assert part in first


def test_pages_are_a4_and_every_annex_is_numbered_by_itself():
    content = render_official(letter())
    reader = PdfReader(io.BytesIO(content))
    millimetres = [
        tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in reader.pages
    ]
    assert millimetres == [(210, 297)] * (len(reader.pages) - 1) + [(297, 210)]
    numbers = [re.findall(r"^\d+$", text, re.MULTILINE) for text in pages_of(content)]
    # none on the first page of the letter and of each annex; the first annex runs over two pages
    assert "1" not in numbers[0]
    assert numbers[-3:] == [[], ["2"], []]


def test_the_same_letter_gives_the_same_bytes_tagged_as_archives_keep_it():
    content = render_official(letter())
    assert render_official(letter()) == content
    assert faults_of(content) == []
    # the check itself: what WeasyPrint leaves open, and a file somebody spoilt
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tree = pdf.Root.StructTreeRoot.K[0]
        head = next(
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"
        )
        del head.A, pdf.Root.Lang, pdf.pages[0].Tabs, tree.K[-1]
        out = io.BytesIO()
        pdf.save(out)
    said = " ".join(faults_of(out.getvalue()))
    for fault in ("no language", "head without scope", "page 1: order of tabs", "piece 0 is in no element"):
        assert fault in said


def test_a_workbook_keeps_types_and_formulas_stay_text():
    book = load_workbook(io.BytesIO(render_workbook(letter(annexes=()))))
    sheet = book["Kinh phi"]
    assert [cell.value for cell in sheet[4]] == ["Dự toán", 2_520_000_000, datetime(2022, 1, 31)]
    assert (sheet["B4"].number_format, sheet["C4"].number_format) == ("#,##0", "DD/MM/YYYY")
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=1+1", "s")
    assert [cell.value for cell in sheet[6]] == ["Tổng", 2_520_000_000, None]
    assert sheet.freeze_panes == "A4"


def test_thousands_of_rows_are_cells_like_those_of_a_short_list():
    columns = (Column("Khâu"), Column("Số tiền", "money"), Column("Ngày", "date"), Column("Ghi chú"))
    row = ("=1+1 <&>", 2_520_000, date(2022, 1, 31), None)
    tables = [Table(name, "", columns, (row,) * count) for name, count in (("Ngan", 1), ("Dai", 2_001))]
    book = load_workbook(io.BytesIO(render_tables(tables)))
    short, long = book["Ngan"], book["Dai"]

    def said(cell):
        return cell.value, cell.data_type, cell.number_format, cell.font.name

    assert [said(cell) for cell in short[4][:3]] == [said(cell) for cell in long[2_004][:3]]
    assert (long["A4"].value, long["A4"].data_type, long["D4"].value) == ("=1+1 <&>", "s", None)
    assert (long.max_row, long.freeze_panes, long.auto_filter.ref) == (2_004, "A4", "A3:D2004")


def test_the_word_file_says_the_same():
    word = Document(io.BytesIO(render_docx(letter(number="05", day=date(2023, 1, 9)))))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "Đường thốt nốt, rượu <mận> & bưởi." in texts
    cells = [[cell.text for cell in row.cells] for row in word.tables[2].rows]
    assert cells == [
        ["Khâu", "Số tiền", "Ngày"],
        ["Dự toán", "2.520.000.000", "31/01/2022"],
        ["=1+1", "", ""],
        ["Tổng", "2.520.000.000", ""],
    ]


@given(
    st.lists(st.lists(st.integers(0, 10**5), min_size=4, max_size=4), max_size=12),
    st.text(alphabet="Sản phẩm dịch vụ du lịch", max_size=120),
    st.sampled_from(["3 sao", "Tiềm năng 5 sao", "Hoàn thành chương trình trong thời hạn"]),
    st.sampled_from([1, SCREEN]),
)
@hypothesis(max_examples=30)
def test_nothing_of_a_chart_leaves_it_or_meets_what_stands_beside(values, label, name, wider):
    chart = Chart("", ("3 sao", name, name, "5 sao"), tuple(Bar(label, tuple(row)) for row in values))
    drawing = draw(chart, wider=wider)

    def width(text, size):
        return face.width(text, size * wider)

    face = Typeface("regular")
    assert [line.total for line in drawing.lines] == [format_number(sum(row)) for row in values]
    for line in drawing.lines:
        assert all(piece.width > 0 for piece in line.pieces)
        assert max([drawing.label_x, *(piece.x + piece.width for piece in line.pieces)]) < line.total_x
        assert line.total_x + width(line.total, 13) <= drawing.width
        assert all(width(text, 12) <= drawing.label_x for _, text in line.label)
    tops = [line.label[0][0] if line.label else line.y for line in drawing.lines]
    assert all(later - earlier >= 13 for earlier, later in pairwise(tops))
    for one, other in pairwise(drawing.legend):
        assert one.x + 16 + width(one.name, 12) < other.x or one.y < other.y
    assert max(key.x + 16 + width(key.name, 12) for key in drawing.legend) <= drawing.width


def test_a_decision_names_authority_and_grounds_and_minutes_have_two_signatures():
    decision = letter(
        kind="QUYẾT ĐỊNH",
        authority="Chủ tịch Ủy ban nhân dân thành phố",
        grounds=("Căn cứ Luật thứ nhất", "Theo đề nghị của Văn phòng"),
        body=(Paragraph("Công nhận 2 sản phẩm.", lead="Điều 1."),),
        annexes=(),
    )
    [page] = pages_of(render_official(decision))
    told = ["CHỦ TỊCH ỦY BAN", "Căn cứ Luật thứ nhất;", "của Văn phòng.", "QUYẾT ĐỊNH:", "Điều 1. Công nhận"]
    places = [page.index(text) for text in told]
    assert places == sorted(places)
    minutes = letter(cosigner_position="THƯ KÝ", cosigner="Trần Thị Ghi", signer="Lê Văn Chủ", annexes=())
    paper = " ".join(pages_of(render_official(minutes))[-1].split())
    word = Document(io.BytesIO(render_docx(minutes)))
    cells = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    for signed in ("THƯ KÝ", "Trần Thị Ghi", "Lê Văn Chủ"):
        assert (paper.count(signed), cells.count(signed)) == (1, 1)


def test_a_long_annex_is_drawn_by_itself_and_numbered_right_through(monkeypatch):
    monkeypatch.setattr(long_annexes, "LONG", 20)
    columns = (Column("TT", "count"), Column("Sản phẩm"), Column("Ngày", "date"))
    rows = tuple((n, f"Mắm cá linh <{n}>", date(2026, 6, 30)) for n in range(1, 62))
    table = Table("", "Danh sách", columns, rows, bands={0: "Huyện Cờ Đỏ: 30", 30: "Quận Ninh Kiều: 31"})
    told = []
    long = letter(
        annexes=(Annex("DANH MỤC", (letter().tables[0],)), Annex("SẢN PHẨM", (table,), landscape=True))
    )
    content = render_official(long, step=lambda done, total: told.append((done, total)))
    assert told[-1] == (61, 61)
    pages = pages_of(content)
    found = [int(n) for page in pages for n in re.findall(r"Mắm cá linh <(\d+)>", page)]
    assert found == list(range(1, 62))
    start = next(n for n, page in enumerate(pages) if "Phụ lục II" in page)
    numbers = [re.findall(r"^\d+$", page, re.MULTILINE)[:1] for page in pages[start:]]
    assert numbers[1:] == [[str(n)] for n in range(2, len(numbers) + 1)]
    assert "Quận Ninh Kiều: 31" in "".join(pages)
    outline = [item.title for item in PdfReader(io.BytesIO(content)).outline if not isinstance(item, list)]
    assert outline[-2:] == ["DANH MỤC", "SẢN PHẨM"]
    assert render_official(long) == content
    assert faults_of(content) == []
    with pytest.raises(ZeroDivisionError):  # somebody cancelled
        render_official(long, step=lambda done, total: 1 // 0)


def test_annexes_drawn_apart_keep_their_place_and_number(monkeypatch):
    monkeypatch.setattr(long_annexes, "LONG", 20)
    long, other, short = (
        Table(
            "",
            caption,
            (Column("TT", "count"), Column("Tên")),
            tuple((n, f"{caption} {n}") for n in range(rows)),
        )
        for caption, rows in (("Dài", 60), ("Cũng dài", 30), ("Ngắn", 5))
    )
    paper = letter(
        body=(*letter().body, long),
        annexes=(Annex("Một", (short,)), Annex("Hai", (other,), landscape=True), Annex("Ba", (short,))),
    )
    content = render_official(paper)
    assert faults_of(content) == []
    pages = pages_of(content)
    titles = ["DÀI", "Một", "Hai", "Ba"]
    numbered = [
        next(n for n, page in enumerate(pages) if f"Phụ lục {roman}\n{title}" in page)
        for roman, title in zip(("I", "II", "III", "IV"), titles, strict=True)
    ]
    assert numbered == sorted(numbered)
    assert "Dài: 60 dòng, tại Phụ lục I." in pages[0]
    reader = PdfReader(io.BytesIO(content))
    outline = [item for item in reader.outline if not isinstance(item, list)]
    assert [item.title for item in outline][-4:] == titles
    assert [reader.get_destination_page_number(item) for item in outline[-4:]] == numbered
    with pikepdf.open(io.BytesIO(content)) as pdf:
        order = [page.obj.objgen for page in pdf.pages]
        sections = [one for one in pdf.Root.StructTreeRoot.K[0].K if Name.Sect == one.S]
        firsts = [one if "/Pg" in one else one.K[0] for one in sections]
        read = [order.index(one.Pg.objgen) for one in firsts]
    assert read == sorted(read)
    assert set(numbered) <= set(read)


def test_a_longer_annex_takes_hardly_more_memory():
    def peak(rows):
        command = [sys.executable, "-m", "bench.annex", str(rows)]
        made = subprocess.run(command, check=True, capture_output=True, text=True, cwd=settings.BASE_DIR)
        return int(re.search(r"peak (\d+) MB", made.stdout)[1])

    # what a row itself takes in the document is a kilobyte
    assert peak(4000) - peak(600) < 14


def test_what_is_laid_over_a_joined_page_stands_upright():
    first, second = (render_official(letter(subject=subject)) for subject in ("Một", "Hai"))
    whole = Joined()
    with pikepdf.open(io.BytesIO(second)) as over:
        whole.add(first, title="Một")
        whole.add(second, title="Hai", over=over.pages[0])
        made = whole.file()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        apart = len(pikepdf.open(io.BytesIO(first)).pages)
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Một", "Hai"]
        steps = [str(operator) for _, operator in pikepdf.parse_content_stream(pdf.pages[apart])]
    laid = len(steps) - steps[::-1].index("BMC")
    assert steps[laid:] == ["q", "Do", "Q", "EMC"]
    assert steps[:laid].count("q") == steps[:laid].count("Q")  # the page's own turning is over
    assert faults_of(made) == []


def test_a_table_of_few_but_tall_rows_may_break():
    columns = (Column("Sản phẩm", width=30), Column("Ghi chú", width=70))
    low, tall = ("Mật ong", "tốt"), ("Mật ong hoa tràm của hợp tác xã dịch vụ nông nghiệp U Minh", "tốt")
    assert [Table("", "", columns, (row,) * 9).layout(landscape=False).is_short for row in (low, tall)] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("position", "over"),
    [("Chủ tịch", "CHỦ TỊCH"), ("Phó Chủ tịch UBND thành phố", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")],
)
def test_a_deputy_signs_for_the_chairman(position, over):
    assert signature_title(position) == over
