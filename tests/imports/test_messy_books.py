"""Three books with everything wrong at once: every row is explained, none is dropped, undoing leaves no trace."""

import io
import unicodedata
from datetime import date

import pytest
from django.apps import apps
from openpyxl import Workbook

from exchange.domain import imports
from tests.factories.accounts import UserFactory
from tests.factories.training import TrainingClassFactory
from tests.imports.books import typed

pytestmark = pytest.mark.usefixtures("units", "regime")

PRODUCTS = (
    [("STT", None), ("Sản phẩm", None), ("Chủ thể", "Tên chủ thể"), (None, "Xã/phường"), ("Mã nội bộ", None)],
    [("Phân hạng", "Hạng sao"), ("Quyết định công nhận", "Số"), (None, "Ngày"), ("Hết hạn", None)],
    {
        "I": ("Quận Ninh Kiều", [["Chả cá thát lát", "Cơ sở Phạm Nghĩa", "P. An Cư", "x1", "4 sao"]]),
        "II": (
            "Huyện Cờ Đỏ",
            [
                ["Gạo tím", "HTX Nông nghiệp Rồng Vàng", "Xã Thới Hưng", "x2", "****"],
                ["Trà mãng cầu", "Hộ kinh doanh Kim Nhiên", "X.Thới Hưng", "x3", "Bốn sao"],
            ],
        ),
    },
    [
        ("88/QĐ-UBND", "30/11/2021", 45626),
        ("89/QĐ-UBND", 44530, "30.11.24"),
        ("90/QĐ-UBND", date(2021, 11, 30), "-"),
    ],
    ("products.Product", "products.Rating", "producers.Producer"),
    [("Chả cá thát lát", 4), ("Gạo tím", 4), ("Trà mãng cầu", 4)],
    ("product", "stars"),
)
PRODUCERS = (
    [
        ("TT", None),
        ("Chủ thể", "Tên chủ thể"),
        (None, "Loại hình"),
        ("Địa bàn", "Xã/phường"),
        ("Mã nội bộ", None),
    ],
    [("Liên hệ", "Người đại diện"), (None, "Điện thoại")],
    {
        "I": ("Huyện Phong Điền", [["HTX Trường Khương", "HTX", "Xã Trường Long", "m1"]]),
        "II": (
            "Huyện Cờ Đỏ",
            [
                ["Cơ sở Hồng Phúc", "Hộ KD", "xã Thới Hưng", "m2"],
                ["Công ty TNHH Ba Miền", "DN", "X. Thới Hưng", "m3"],
            ],
        ),
    },
    [("Lê Văn Năm", 909123456), ("Trần Thị Bé", "0909 123 457"), ("Phan Văn Chín", "0909.123.458")],
    ("producers.Producer",),
    [
        ("HTX Trường Khương", "0909123456"),
        ("Cơ sở Hồng Phúc", "0909123457"),
        ("Công ty TNHH Ba Miền", "0909123458"),
    ],
    ("producer", "phone"),
)
PEOPLE = (
    [("STT", None), ("Học viên", "Họ và tên"), (None, "Năm sinh"), ("Đơn vị", None), ("Mã nội bộ", None)],
    [("Liên hệ", "Chức vụ"), (None, "Điện thoại")],
    {
        "I": ("Quận Ninh Kiều", [["Nguyễn Thị Đào", 1980, "HTX Rồng Vàng", "m1"]]),
        "II": (
            "Huyện Cờ Đỏ",
            [
                ["Trần Văn Đức", "12/05/1975", "HTX Kim Nhiên", "m2"],
                ["Lê Văn Tám", "1990", "Cơ sở Ba Miền", "m3"],
            ],
        ),
    },
    [("Giám đốc", 912345678), ("Thành viên", "0912 345 679"), ("Chủ cơ sở", "0912.345.670")],
    ("training.Trainee", "training.Enrolment"),
    [("Nguyễn Thị Đào", 1980), ("Trần Văn Đức", 1975), ("Lê Văn Tám", 1990)],
    ("name", "birth_year"),
)


def write(content, *, hand, sheet, some):
    """A sheet of the table: titles, two merged rows of header, groups with sums, a hidden column, signatures."""
    left, right, groups, ends, *_ = content

    def add(*cells):
        sheet.append([hand(cell) if isinstance(cell, str) else cell for cell in cells])

    add("Ủy ban nhân dân thành phố", None, "Văn phòng điều phối")
    add("Danh sách kèm theo báo cáo năm 2022")
    add()
    heads = [*left, *right]
    add(*(top for top, _ in heads))
    add(*(below for _, below in heads))
    for place, (top, below) in enumerate(heads, start=1):
        if below is None:
            sheet.merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)
        elif top is not None:
            wide = 1 if place < len(heads) and heads[place][0] is None and heads[place][1] else 0
            sheet.merge_cells(start_row=4, end_row=4, start_column=place, end_column=place + wide)
    add(*range(1, len(heads) + 1))
    number, told = 0, []
    for ordinal, (name, rows) in groups.items():
        add(ordinal, name)
        for row in rows:
            number += 1
            if number in some:
                add(number, *row, *ends[number - 1])
                told.append(sheet.max_row)
        add(None, "Cộng nhóm")
    add(None, "Tổng cộng", None, None, None, number)
    add()
    add(None, None, None, "Người lập biểu")
    sheet.column_dimensions["E"].hidden = True
    return told


def messy(content):
    """The book: a cover, one sheet in NFD, one in TCVN3, and a hidden one nobody meant to send."""
    book = Workbook()
    book.active.title = "Bìa"
    book.active.append(["Sổ theo dõi năm 2022"])
    told = {}
    for name, hand, some in (
        ("Quận", lambda text: unicodedata.normalize("NFD", f" {text}  "), {1}),
        ("Huyện", lambda text: typed(text, "tcvn3"), {2, 3}),
    ):
        told[name] = write(content, hand=hand, sheet=book.create_sheet(name), some=some)
    hidden = book.create_sheet("Nháp")
    write(content, hand=str, sheet=hidden, some={1})
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), told


def tables(labels):
    return [list(apps.get_model(label).objects.order_by("pk").values()) for label in labels]


@pytest.mark.parametrize(
    ("kind", "content"), [("products", PRODUCTS), ("producers", PRODUCERS), ("participants", PEOPLE)]
)
def test_every_row_of_a_messy_book_is_explained_and_the_import_leaves_no_trace(kind, content):
    *_, labels, wanted, names = content
    office = UserFactory()
    extra = {"class": TrainingClassFactory().pk} if kind == "participants" else {}
    before = tables(labels)
    made, told = messy(content)
    run = imports.take_in(
        kind=kind, content=made, name="Sổ 2022.xlsx", as_of=date(2022, 12, 31), actor=office, **extra
    )
    found = imports.look_at(run)
    assert [tuple(row.values[name] for name in names) for row in found.rows] == wanted
    assert [str(row.action) for row in found.rows] == ["new"] * 3, [row.problems for row in found.rows]
    assert [row.place for row in found.rows] == [(name, row) for name, rows in told.items() for row in rows]
    assert (found.old_fonts, {one.sheet for one in found.skipped if one.row is None}) == (
        *(["TCVN3 (.VnTime)"], {"Bìa", "Nháp"}),
    )
    explained = {row.place for row in found.rows}
    explained |= {
        (one.sheet, row)
        for one in found.skipped
        if one.row
        for row in range(one.row, (one.last_row or one.row) + 1)
    }
    written = {
        (layout.sheet.name, number)
        for layout in found.layouts
        for number, cells in enumerate(layout.sheet.rows, start=1)
        if any(cell is not None for cell in cells)
    }
    assert (len(written), written - explained) == (2 * 11 + 3, set())
    imports.apply_import(run_id=run.pk, actor=office, promised=imports.promise_of(found))
    assert tables(labels) != before
    assert {str(row.action) for row in imports.look_at(run).rows} == {"unchanged"}
    imports.undo_import(run_id=run.pk, actor=office)
    assert tables(labels) == before
