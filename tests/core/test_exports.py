"""Lists as files: typed, in the order seen, with nothing that runs as a formula."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.spreadsheets.writing import RISKY, Column, as_csv, as_workbook
from tests.consistency.role_matrix import ROLE_MATRIX
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory, draft_for
from tests.harness.deep import tries
from tests.harness.queries import assert_same_queries

ITSELF = (Column("Cột", lambda row: row),)


@settings(max_examples=tries(150, 500))
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
        | st.builds(
            "{}{}".format,
            st.sampled_from(RISKY),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        ),
        min_size=20,
        max_size=40,
    )
)
def test_no_text_becomes_a_formula(texts):
    sheet = load_workbook(
        io.BytesIO(as_workbook(title="=1+1", notes=["@x"], columns=ITSELF, rows=texts))
    ).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert [
        cell.value for (cell,) in sheet.iter_rows() if cell.data_type == "n" and cell.value is not None
    ] == []
    written = list(
        csv.reader(io.StringIO(as_csv(columns=ITSELF, rows=texts).decode("utf-8-sig"), newline=""))
    )
    assert [row for row in written if row and row[0].lstrip(" \u00a0").startswith(RISKY)] == []


def test_values_keep_their_types_and_the_sheet_is_ready_to_print():
    values = [
        7,
        2_520_000_000,
        date(2022, 11, 30),
        datetime(2022, 11, 30, 8, 5),
        Fraction(199, 3),
        Decimal("1.5"),
        True,
        None,
        "-",
    ]
    made = as_workbook(title="Danh sách", notes=["Lọc theo q: gạo"], columns=ITSELF, rows=values)
    sheet = load_workbook(io.BytesIO(made)).active
    cells = [sheet.cell(row=row, column=1) for row in range(4, 13)]
    assert [cell.value for cell in cells] == [
        *(7, 2_520_000_000, datetime(2022, 11, 30), datetime(2022, 11, 30, 8, 5), 66.33, 1.5, "Có", None, "-")
    ]
    assert [cell.number_format for cell in cells[:5]] == [
        "0",
        "#,##0",
        "DD/MM/YYYY",
        "DD/MM/YYYY HH:MM",
        "#,##0.00",
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A4", "A3:A12", "$3:$3")
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet["A2"].value == "Lọc theo q: gạo"
    text = as_csv(columns=ITSELF, rows=values).decode("utf-8-sig").splitlines()
    assert text == [
        "Cột",
        "7",
        "2520000000",
        "30/11/2022",
        "30/11/2022 08:05",
        "66.33",
        "1.5",
        "Có",
        '""',
        "'-",
    ]


LISTS = sorted(
    {name for name in ROLE_MATRIX if name.endswith("_list")} | {"people", "coverage", "personal_log"}
)
NO_LISTS = {
    "evidence_list": "the papers of one dossier, taken away with it as a bundle",
    "notification_list": "one person's notices",
    "session_list": "where one person is signed in",
    "yearbook_list": "the yearbooks themselves are the files",
}


@pytest.mark.django_db
def test_every_list_is_given_as_files_ready_to_print(client):
    """The same rows as a workbook and as CSV: header frozen and printed on each page of A4, no formula."""
    office = UserFactory(admin=True)
    client.force_login(office)
    product = ProductFactory(name="=HYPERLINK(1)", producer__name="+84 Bến Đá")
    RatingFactory(product=product, decision_no="-15/QĐ-UBND")
    draft_for(product)
    seen = 0
    for name in LISTS:
        address = reverse(name, kwargs=ROLE_MATRIX[name].target(office) or None)
        page = client.get(address).content.decode()
        assert ("xuat=xlsx" in page and "xuat=csv" in page) == (name not in NO_LISTS), name
        if name in NO_LISTS:
            continue
        answer = client.get(address, {"xuat": "csv"})
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        sheet = load_workbook(io.BytesIO(client.get(address, {"xuat": "xlsx"}).content)).active
        assert ([cell.value for cell in sheet[3]], sheet.max_row - 3) == (lines[0], len(lines) - 1), name
        assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.paperSize) == ("A4", "$3:$3", 9)
        assert sheet.auto_filter.ref.startswith("A3:"), name
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}, name
        risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(RISKY)]
        assert all(cell.quotePrefix for cell in risky), name
        assert not [text for line in lines for text in line if text.startswith(RISKY)], name
        seen += len(risky)
    assert seen > 6


@pytest.mark.django_db
def test_a_file_has_the_rows_seen_in_their_order_and_no_others(client):
    officer = UserFactory(officer=True)
    for name in ("Đặng Lợi", "Ánh Dương", "Bình Minh"):
        ProducerFactory(name=f"HTX {name}", unit=officer.unit)
    ProducerFactory(name="HTX Bình Minh nơi khác")
    client.force_login(officer)
    address = reverse("producer_list")

    def rows(**query):
        text = client.get(address, {"xuat": "csv", **query}).content.decode("utf-8-sig")
        return [line.split(",")[0] for line in text.splitlines()[1:]]

    assert rows() == ["HTX Ánh Dương", "HTX Bình Minh", "HTX Đặng Lợi"]
    assert rows(q="binh minh") == ["HTX Bình Minh"]
    assert_same_queries(rows, grow=lambda: ProducerFactory.create_batch(3, unit=officer.unit), at_most=7)


@pytest.mark.django_db
def test_a_file_says_what_was_chosen_in_the_words_of_the_page(client):
    client.force_login(UserFactory())
    asked = {"xuat": "xlsx", "kind": "digital", "year": "2022", "xep": "-ten"}
    sheet = load_workbook(io.BytesIO(client.get(reverse("class_list"), asked).content)).active
    assert sheet["A2"].value.endswith("0 dòng. Lọc theo Năm: 2022; Loại lớp: Chuyển đổi số")
