"""Lists of products in every shape offices send: what is read, what it would do, what it did."""

from datetime import date

import pytest

from core.spreadsheets.importing import Options, examine
from core.spreadsheets.reading import read_book
from products.interfaces.importing import ProductImporter
from tests.imports.books import DAYS, HEADS, STARS, TEXTS, Fact, Style, write

pytestmark = pytest.mark.usefixtures("units", "regime")

DAY = date(2022, 12, 31)
TODAY = date(2026, 11, 25)


def fact(product, producer, unit, code, stars=4, district="", person="Nguyễn Thị Đào", number="3588/QĐ-UBND"):
    decided = date(2021, 11, 30)
    return Fact(product, producer, unit, code, person, stars, number, decided, date(2024, 11, 30), district)


FACTS = [
    fact(
        "Chả cá thát lát Phạm Nghĩa",
        "Công ty CP thực phẩm Phạm Nghĩa",
        "Phường An Cư",
        "31150",
        4,
        "Quận Ninh Kiều",
    ),
    fact(
        "Chả cá thát lát rút xương",
        "Công ty CP thực phẩm Phạm Nghĩa",
        "Phường An Cư",
        "31150",
        3,
        "Quận Ninh Kiều",
    ),
    fact(
        "Gạo tím Rồng Vàng",
        "HTX Nông nghiệp Rồng Vàng",
        "Xã Thới Hưng",
        "31264",
        4,
        "Huyện Cờ Đỏ",
        "Trần Văn Đức",
    ),
    fact("Trà mãng cầu Kim Nhiên", "Hộ kinh doanh Kim Nhiên", "Xã Thới Hưng", "31264", 5, "Huyện Cờ Đỏ"),
    fact("Khô cá tra một nắng", "Cơ sở Út Ánh", "Phường Tân Lộc", "31228", 3, "Quận Thốt Nốt", "Lê Hoà"),
]


def read(content, *, as_of=DAY, name="danh-sach.xlsx", **options):
    importer = ProductImporter()
    chosen = Options(as_of=as_of, today=TODAY, name=name, **options)
    return examine(importer, read_book(content, name), chosen), chosen


def codes():
    """The facts with the codes the data files have."""
    from localities.domain.matching import Gazetteer

    gazetteer = Gazetteer.of(DAY)
    return {one.unit: gazetteer.find(f"{one.unit}, {one.district}").code for one in FACTS}


def assert_read_as_written(found, style):
    """Every row of the book is explained, and the data rows say what was written."""
    rows = {row.record.row: row for row in found.rows}
    assert sorted(rows) == [number for number, _ in style.expected]
    known = codes()
    for number, one in style.expected:
        row = rows[number]
        assert [str(problem) for problem in row.problems if problem.level == "error"] == []
        said = {
            name: row.values[name]
            for name in ("product", "producer", "unit_code", "representative", "stars", "decision_no")
        }
        assert said == {
            "product": one.product,
            "producer": one.producer,
            "unit_code": known[one.unit],
            "representative": one.representative,
            "stars": one.stars,
            "decision_no": one.decision_no,
        }
        assert row.values["decision_date"] == one.decided_on.isoformat()
        assert row.values["expires_on"] == one.expires_on.isoformat()
    explained = set(rows) | {
        number
        for line in found.skipped
        if line.row and line.sheet == "Danh sách"
        for number in range(line.row, (line.last_row or line.row) + 1)
    }
    sheet = found.layouts[0].sheet
    assert {
        n for n, cells in enumerate(sheet.rows, 1) if any(cell is not None for cell in cells)
    } <= explained


STYLES = [
    *(Style(stars=name) for name in STARS),
    *(Style(days=name) for name in DAYS),
    *(Style(text=name, head=head) for name in TEXTS for head in HEADS),
    *(Style(titles=count, numbers_row=count % 2 == 1) for count in range(7)),
    *(Style(shuffled=seed, head="long") for seed in range(1, 6)),
    Style(two_rows=True),
    Style(two_rows=True, numbers_row=True, merged=True),
    Style(groups=True),
    Style(groups=True, merged=True, two_rows=True),
    Style(groups=True, text="nfd", head="long", repeated_head=True),
    Style(merged=True, empty_rows=False, noise_sheet=True),
    Style(one_cell=True),
    Style(hidden_column=True),
    Style(empty_rows=True, totals=False),
    Style(repeated_head=True, signatures=False),
    Style(noise_sheet=True, groups=True, totals=False, signatures=False),
]


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_a_book_is_read_whatever_it_looks_like(style):
    found, _ = read(write(FACTS, style))
    assert_read_as_written(found, style)
    assert found.counts == {"new": 5, "changed": 0, "unchanged": 0, "doubtful": 0, "error": 0}
