"""What is wrong in a list is said with its row and column; nothing is guessed, nothing is dropped."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from localities.models import Era, Unit
from products.interfaces.import_ratings import read_decision, read_stars
from products.models import Product, Rating
from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory
from tests.imports.books import as_csv, typed
from tests.imports.test_products import read

pytestmark = pytest.mark.usefixtures("units", "regime")

HEAD = ["TT", "Tên sản phẩm", "Chủ thể", "Xã/phường", "Hạng sao", "Số QĐ", "Ngày QĐ", "Hết hạn"]
GOOD = [1, "Trà mãng cầu", "HTX Kim Nhiên", "Xã Thới Hưng", 4, "15/QĐ-UBND", "30/11/2021", "30/11/2024"]


def book(*rows, head=HEAD, also=()):
    made = Workbook()
    sheet = made.active
    for row in (head, *rows):
        sheet.append(row)
    for name, other in also:
        extra = made.create_sheet(name)
        for row in other:
            extra.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def only(found):
    (row,) = found.rows
    return row


def told(row):
    return [(problem.level, str(problem)) for problem in row.problems]


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        (3, "Xã Không Có", "Cột D “Xã/phường”: Không có đơn vị “Xã Không Có” vào ngày 31/12/2022."),
        (3, None, "Cột D “Xã/phường”: Chưa ghi xã, phường."),
        (2, None, "Cột C “Chủ thể”: Chưa ghi tên chủ thể."),
        (1, None, "Cột B “Tên sản phẩm”: Chưa ghi tên sản phẩm."),
        (4, "3-4 sao", "Cột E “Hạng sao”: “3-4 sao” có thể là nhiều hạng sao."),
        (4, 2, "Cột E “Hạng sao”: 2 sao không được công nhận; sổ chỉ ghi từ 3 đến 5 sao."),
        (4, 7, "Cột E “Hạng sao”: “7” không phải hạng sao từ 1 đến 5."),
        (6, "31/02/2021", "Cột G “Ngày QĐ”: “31/02/2021” không phải ngày đúng: không có ngày này."),
        (6, "ngày   /11/2022", "Cột G “Ngày QĐ”: “ngày /11/2022” còn trống ngày."),
        (6, "11/2021", "Cột G “Ngày QĐ”: “11/2021” chỉ có tháng và năm, thiếu ngày."),
        (6, 2021, "Cột G “Ngày QĐ”: “2021” chỉ có năm, thiếu ngày và tháng."),
        (7, "năm 2024", "Cột H “Hết hạn”: “năm 2024” chỉ có năm, thiếu ngày và tháng."),
        (
            *(6, "11/30/2021"),
            "Cột G “Ngày QĐ”: “11/30/2021” không phải ngày đúng: tháng và ngày có vẻ đổi chỗ; hãy ghi ngày/tháng/năm.",
        ),
        (6, "30/11/2031", "Cột G “Ngày QĐ”: Ngày quyết định 30/11/2031 ở tương lai."),
        (7, "30/11/2020", "Cột H “Hết hạn”: Ngày hết hạn 30/11/2020 không sau ngày quyết định 30/11/2021."),
    ],
)
def test_an_error_names_its_column_and_reason(cell, value, said):
    row = list(GOOD)
    row[cell] = value
    found, _ = read(book(row))
    assert only(found).action == "error"
    assert ("error", said) in [(level, text.split(" Gần giống")[0]) for level, text in told(only(found))]


def test_a_unit_of_several_places_is_an_error_with_candidates():
    row = [*GOOD]
    row[3] = "Phường 1"
    found, _ = read(book(row))
    text = told(only(found))[0][1]
    assert only(found).action == "error"
    assert "“Phường 1” có thể là: Phường 1, " in text


def test_the_same_name_means_the_unit_of_the_day():
    before, _ = read(book([*GOOD[:3], "Phường Tân An", *GOOD[4:]]), as_of=date(2022, 12, 31))
    after, _ = read(book([*GOOD[:3], "Phường Tân An", *GOOD[4:]]), as_of=date(2026, 3, 1))
    assert (only(before).values["unit_code"], only(after).values["unit_code"]) == ("31135", "31147")


def test_an_old_name_in_a_new_list_is_an_error_that_names_what_became_of_it():
    found, _ = read(book([*GOOD[:3], "Phường An Hòa, quận Ninh Kiều", *GOOD[4:]]), as_of=date(2026, 3, 1))
    row = only(found)
    assert row.action == "error"
    assert "khi đó thuộc: Phường Cái Khế" in told(row)[0][1]
    chosen, _ = read(
        book([*GOOD[:3], "Phường An Hòa, quận Ninh Kiều", *GOOD[4:]]),
        as_of=date(2026, 3, 1),
        choices={"Phường An Hòa, quận Ninh Kiều": "31120"},
    )
    assert (only(chosen).action, only(chosen).values["unit_code"]) == ("new", "31120")


def test_unit_in_the_address_or_the_heading():
    head = ["STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao"]
    found, _ = read(
        book(
            [1, "Trà mãng cầu", "HTX Kim Nhiên", "Ấp 3, xã Thới Hưng, huyện Cờ Đỏ, TP. Cần Thơ", 4],
            ["I", "Huyện Phong Điền", None, None, None],
            ["1", "Xã Nhơn Ái", None, None, 2],
            [2, "Rượu mận Sáu Tia", "Cơ sở Sáu Tia", "Ấp Nhơn Thọ 1", 3],
            [None, "P. Hưng Lợi, Q.Ninh Kiều - TPCT", None, None, None],
            [3, "Tranh gạo", "Cơ sở Tấn Bửu", None, "****"],
            head=head,
        )
    )
    assert [(row.record.row, row.values["unit_code"], str(row.action)) for row in found.rows] == [
        (2, "31264", "new"),
        (5, "31300", "new"),
        (7, "31147", "new"),
    ]


def test_a_merged_owner_goes_down_and_an_empty_one_is_asked_about():
    found, _ = read(book(GOOD, [2, "Trà mãng cầu xiêm", None, None, 3, "15/QĐ-UBND", "30/11/2021", None]))
    first, second = found.rows
    assert (first.action, second.action) == ("new", "doubtful")
    assert second.values["producer"] == "HTX Kim Nhiên"


def test_headings_totals_and_signatures_are_told_apart_from_data():
    found, _ = read(
        book(
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
            [None, "NHÓM THỰC PHẨM", None, None, None, None, None, None],
            GOOD,
            [None, "Cộng nhóm: 1 sản phẩm", None, None, None, None, None, None],
            [None] * 8,
            ["II", "Đồ uống", None, None, None, None, None, None],
            [
                2,
                "Công thức trà Tổng hợp",
                "Công ty TNHH Cộng Đồng",
                "Xã Thới Hưng",
                "Bốn sao",
                "16/QĐ-UBND",
                44530,
                None,
            ],
            ["Tổng cộng", None, None, None, 2, None, None, None],
            [None, "Người lập", None, None, None, "Thủ trưởng đơn vị", None, None],
            [None, "Trần Văn B", None, None, None, None, None, None],
            also=[("Ghi chú", [["Ghi chú"], ["Danh sách cập nhật đến tháng 12"]])],
        )
    )
    assert [(row.record.row, row.values["group"], row.values["stars"]) for row in found.rows] == [
        (4, "NHÓM THỰC PHẨM", 4),
        (8, "Đồ uống", 4),
    ]
    assert [(line.row, line.reason.split(" “")[0]) for line in found.skipped] == [
        (1, "hàng tiêu đề của bảng"),
        (2, "hàng đánh số cột"),
        (3, "hàng nhóm"),
        (5, "hàng cộng"),
        (6, "hàng trống"),
        (7, "hàng nhóm"),
        (9, "hàng cộng"),
        (10, "phần ký, ghi chú cuối bảng"),
        (11, "phần ký, ghi chú cuối bảng"),
        (None, "không có bảng với các cột cần thiết"),
    ]


def test_hidden_rows_are_asked_about_and_formulas_without_result_are_named():
    made = Workbook()
    sheet = made.active
    for row in (
        HEAD,
        GOOD,
        [2, "Bánh tét", "Cơ sở Chín Cẩm", "Xã Thới Hưng", "=3+1", "15/QĐ-UBND", "30/11/2021", None],
    ):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    out = io.BytesIO()
    made.save(out)
    found, _ = read(out.getvalue())
    hidden, formula = found.rows
    assert hidden.action == "doubtful"
    assert ("note", "Cột E “Hạng sao”: ô có lỗi “công thức chưa có kết quả”, coi như để trống.") in told(
        formula
    )


def test_dragged_dates_are_asked_about():
    rows = [
        [n, f"Sản phẩm {n}", f"Cơ sở Số {n}", "Xã Thới Hưng", 3, f"{n}/QĐ-UBND", f"21-09-{2019 + n}", None]
        for n in range(1, 6)
    ]
    found, _ = read(book(*rows))
    assert {str(row.action) for row in found.rows} == {"doubtful"}
    assert "kéo ô" in told(found.rows[0])[-1][1]


def test_two_evaluations_side_by_side_become_two_recognitions():
    made = Workbook()
    sheet = made.active
    sheet.append(
        [
            "TT",
            "Tên sản phẩm",
            "Chủ thể",
            "Xã/phường",
            "Hạng sao hiện tại",
            "Ngày hết hạn",
            "Đánh giá lần 1",
            None,
            None,
            None,
            "Đánh giá lần 2",
            None,
            None,
            None,
        ]
    )
    sheet.append(
        [None, None, None, None, None, None, "Sao", "Ngày", "Năm", "Số QĐ", "Sao", "Ngày", "Năm", "Số QĐ"]
    )
    for place in (1, 2, 3, 4, 5, 6):
        sheet.merge_cells(start_row=1, end_row=2, start_column=place, end_column=place)
    sheet.merge_cells("G1:J1")
    sheet.merge_cells("K1:N1")
    sheet.append(
        [
            1,
            "Trà mãng cầu",
            "HTX Kim Nhiên",
            "Xã Thới Hưng",
            "4 sao",
            "20/12/2025",
            3,
            "05/11/2019",
            2019,
            "9/QĐ-UBND",
            4,
            "20/12/2022",
            2022,
            "77/QĐ-UBND",
        ]
    )
    sheet.append(
        [
            2,
            "Bánh tét",
            "HTX Kim Nhiên",
            "Xã Thới Hưng",
            "3 sao",
            None,
            3,
            "05/11/2019",
            2019,
            "9/QĐ-UBND",
            None,
            None,
            None,
            None,
        ]
    )
    out = io.BytesIO()
    made.save(out)
    found, chosen = read(out.getvalue())
    first, second = found.rows
    assert (first.values["stars"], first.values["decision_no"], first.values["expires_on"]) == (
        4,
        "77/QĐ-UBND",
        "2025-12-20",
    )
    assert (second.values["stars"], second.values["decision_no"], second.values["decision_date"]) == (
        3,
        "9/QĐ-UBND",
        "2019-11-05",
    )
    found.importer.apply(found.rows, chosen, None)
    assert sorted(Rating.objects.values_list("product__name", "stars", "decision_no")) == [
        ("Bánh tét", 3, "9/QĐ-UBND"),
        ("Trà mãng cầu", 3, "9/QĐ-UBND"),
        ("Trà mãng cầu", 4, "77/QĐ-UBND"),
    ]


def test_what_was_applied_is_unchanged_the_next_time():
    content = book(
        GOOD, [2, "Bánh tét", "HTX Kim Nhiên", "X. Thới Hưng", "****", "15/QĐ-UBND", "30/11/2021", None]
    )
    found, chosen = read(content)
    found.importer.apply(found.rows, chosen, None)
    assert (Product.objects.count(), Rating.objects.count()) == (2, 2)
    assert Product.objects.order_by("pk").first().producer.unit == Unit.objects.get(
        code="31264", era=Era.BEFORE_2025
    )
    again, _ = read(content)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 2, "doubtful": 0, "error": 0}


def test_the_register_is_not_overwritten_and_likeness_is_asked_about():
    unit = Unit.objects.get(code="31264", era=Era.BEFORE_2025)
    producer = ProducerFactory(name="Hợp tác xã Kim Nhiên", unit=unit)
    RatingFactory(
        product=ProductFactory(name="Trà mãng cầu", producer=producer),
        stars=3,
        decision_no="15/QĐ-UBND",
        decided_on=date(2021, 11, 30),
        expires_on=date(2024, 11, 30),
    )
    ProducerFactory(name="Cơ sở Út Anh", unit=unit)
    found, _ = read(
        book(
            GOOD,
            [2, "Trà mãng cầ", "HTX KIM NHIÊN", "Xã Thới Hưng", 4, "99/QĐ-UBND", "1/12/2022", None],
            [3, "Trà mãng cầu", "HTX Kim Nhiên", "Xã Thới Hưng", 4, "99/QĐ-UBND", "1/12/2022", None],
            [4, "Khô cá", "Cơ sở Út Ánh Em", "Xã Thới Hưng", 4, "99/QĐ-UBND", "1/12/2022", None],
            [5, "Khô cá", "Cơ sở Út  Ảnh Em", "Xã Thới Hưng", 4, "99/QĐ-UBND", "1/12/2022", None],
        )
    )
    assert [str(row.action) for row in found.rows] == ["error", "doubtful", "changed", "new", "doubtful"]


def test_a_lone_letter_with_a_mark_is_no_old_font():
    rows = [["Mã", "Tên sản phẩm", "Chủ thể"], ["A1", "Trà mãng cầu", "HTX Kim Nhiên"]]
    found, _ = read(as_csv(rows))
    assert ([column.label for column in found.layouts[0].unused], found.old_fonts) == (["Mã"], [])


def test_old_fonts_and_code_pages():
    rows = [
        ["TT", "Tên sản phẩm", "Chủ thể", "Xã/phường", "Hạng sao"],
        [1, "Trà mãng cầu xiêm", "Hợp tác xã nông nghiệp Kim Nhiên", "Xã Thới Hưng", "Bốn sao"],
        [2, "Rượu mận trắng", "Cơ sở sản xuất bánh kẹo Hồng Phúc", "Phường Tân Lộc, quận Thốt Nốt", "Ba sao"],
    ]
    wanted = [
        ("Trà mãng cầu xiêm", "Hợp tác xã nông nghiệp Kim Nhiên", "Xã Thới Hưng", 4),
        ("Rượu mận trắng", "Cơ sở sản xuất bánh kẹo Hồng Phúc", "Phường Tân Lộc", 3),
    ]
    files = [
        as_csv(rows),
        as_csv(rows, encoding="utf-8-sig", separator=";"),
        as_csv(rows, encoding="utf-16", separator="\t"),
        *(
            book(
                *[[typed(cell, name) if isinstance(cell, str) else cell for cell in row] for row in rows[1:]],
                head=[typed(cell, name) for cell in rows[0]],
            )
            for name in ("tcvn3", "vni")
        ),
        as_csv([[typed(str(cell), "tcvn3") for cell in row] for row in rows], encoding="latin-1"),
    ]
    for content in files:
        found, _ = read(content)
        assert [
            tuple(row.values[name] for name in ("product", "producer", "unit", "stars")) for row in found.rows
        ] == wanted


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        *(
            (4, (4, False)),
            ("4 sao", (4, False)),
            ("****", (4, False)),
            ("4*", (4, False)),
            ("Bốn sao", (4, False)),
        ),
        *(
            ("Hạng 4", (4, False)),
            ("★★★", (3, False)),
            ("OCOP 3 sao", (3, False)),
            ("Hạng IV", (4, False)),
            (3.0, (3, False)),
        ),
        *(
            ("5 sao (tiềm năng)", (4, True)),
            ("Tiềm năng 5 sao", (4, True)),
            ("-", (None, False)),
            ("Chưa phân hạng", (None, False)),
        ),
    ],
)
def test_stars(text, stars):
    assert read_stars(text) == stars


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("3588/QĐ-UBND", "3588/QĐ-UBND", None),
        ("3787/QÐ-UBND ngày 30/11/2021", "3787/QĐ-UBND", date(2021, 11, 30)),
        ("QĐ số 3588/QĐ-UBND, 30/11/2021", "3588/QĐ-UBND", date(2021, 11, 30)),
        ("Quyết định số: 15 /QĐ-UBND (ngày 5.1.22)", "15/QĐ-UBND", date(2022, 1, 5)),
        ("Số 15/QĐ-UBND ngày 05 tháng 01 năm 2022", "15/QĐ-UBND", date(2022, 1, 5)),
        (3588, "3588", None),
        ("15/2022/QĐ-UBND", "15/2022/QĐ-UBND", None),
    ],
)
def test_decisions(text, number, day):
    assert read_decision(text) == (number, day)


def test_a_column_of_years_is_a_year_and_no_half_day():
    head = ["TT", "Tên sản phẩm", "Chủ thể", "Xã/phường", "Hạng sao", "Năm công nhận"]
    found, _ = read(book([1, "Trà mãng cầu", "HTX Kim Nhiên", "Xã Thới Hưng", 4, 2021], head=head))
    assert (only(found).action, only(found).values["decision_date"]) == ("new", None)
