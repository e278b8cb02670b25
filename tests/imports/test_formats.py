"""One table in every kind of file an office has: what is read is the same."""

import unicodedata
from datetime import date

import pytest

from core.domain.uploads import FileRefused
from core.spreadsheets.reading import read_book
from tests.imports.books import as_csv
from tests.imports.formats import as_ods, as_xls, as_xlsx
from tests.imports.test_products import read

WRITERS = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}
NFD = unicodedata.normalize("NFD", "Trà mãng cầu Thới Hưng")
ROWS = [
    ["DANH SÁCH SẢN PHẨM ĐƯỢC CÔNG NHẬN NĂM 2021"],
    [None, "(Kèm theo Quyết định số 15/QĐ-UBND)"],
    ["TT", "Tên sản phẩm", "Chủ thể", "Xã/phường", "Hạng sao", "Số QĐ", "Ngày QĐ", "Hết hạn"],
    ["I", "Huyện Cờ Đỏ"],
    [1, NFD, "HTX Kim Nhiên", "Xã Thới Hưng", 4, "15/QĐ-UBND", date(2021, 11, 30), "30/11/2024"],
    [None] * 8,
    [2, "Khô cá lóc", " Cơ sở Sáu Tia ", "Xã Thới Hưng", "3 sao", "15/QĐ-UBND", "30/11/2021", None],
    [None, "Tổng cộng: 2 sản phẩm"],
]


@pytest.mark.parametrize("kind", WRITERS)
def test_cells_are_read_with_their_types(kind):
    [sheet] = read_book(WRITERS[kind](ROWS), f"danh-sach.{kind}").sheets
    assert sheet.rows[4] == [
        *(1, "Trà mãng cầu Thới Hưng", "HTX Kim Nhiên", "Xã Thới Hưng", 4, "15/QĐ-UBND"),
        *(date(2021, 11, 30), "30/11/2024"),
    ]
    assert len(sheet.rows) == len(ROWS)
    assert all(cell is None for cell in sheet.rows[5])


@pytest.mark.usefixtures("units", "regime")
@pytest.mark.parametrize("kind", ["xls", "ods", "csv"])
def test_every_kind_of_file_says_the_same(kind):
    flat = [["" if cell is None else cell for cell in row] for row in ROWS]
    content = as_csv(flat) if kind == "csv" else WRITERS[kind](ROWS)

    def told(found):
        rows = [
            (row.record.row, str(row.action), row.values, [str(one) for one in row.problems])
            for row in found.rows
        ]
        return rows, [(one.row, one.reason) for one in found.skipped]

    assert told(read(content)[0]) == told(read(as_xlsx(ROWS))[0])


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_half_a_file_is_refused_in_words(kind):
    with pytest.raises(FileRefused, match=r"Hãy mở bằng Excel"):
        read_book(WRITERS[kind](ROWS)[:900], f"danh-sach.{kind}")
