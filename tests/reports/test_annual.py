"""The figures of the annual report, and the report they make."""

import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from openpyxl import load_workbook
from pypdf import PdfReader

from core.documents import Paragraph
from core.errors import ActRefused
from core.models import Counter
from products.models import Product, Rating
from reports.domain.building import build, digest
from reports.domain.files import document_of, export
from reports.models import ReportRun
from tests.factories import reports as make
from tests.factories.evaluations import certificate
from tests.factories.products import RatingFactory
from tests.factories.programme import PlanFactory
from tests.factories.training import EnrolmentFactory

pytestmark = pytest.mark.django_db


def pdf_text(run):
    pages = PdfReader(io.BytesIO(export(run, "pdf"))).pages
    return "\n".join(page.extract_text() for page in pages)


def tables(run):
    return {table.sheet or table.caption: table for table in document_of(run).tables}


def figures(run):
    return {code: one["shown"] for code, one in run.snapshot["figures"].items()}


def column(run, code, name):
    frozen = run.snapshot["lists"][code]
    place = [one["code"] for one in frozen["columns"]].index(name)
    return [row[place] for row in frozen["rows"]]


def test_the_snapshot_holds_the_figures_of_the_registers():
    run = make.annual_report()
    assert run.snapshot["as_of"] == "2022-12-14"
    shown = figures(run)
    assert {code: shown[code] for code in ("sp_dau_ky", "sp_3_sao", "sp_4_sao", "sp_tiem_nang_5_sao")} == {
        "sp_dau_ky": "1",
        "sp_3_sao": "1",
        "sp_4_sao": "2",
        "sp_tiem_nang_5_sao": "0",
    }
    assert (shown["luot_cong_nhan"], shown["cong_nhan_moi"]) == ("2", "2")
    assert (shown["du_toan"], shown["du_toan_ngan_sach_ty_le"]) == ("3.600.000.000 đồng", "70%")
    assert tables(run)["Chi tieu"].rows == (("Sản phẩm mới", "sản phẩm", "3", "2", "1", "2", "Chưa đạt"),)
    assert tables(run)["Co cau von"].rows[0] == (
        *("Dự toán", 2_520_000_000, "70%", 1_080_000_000, "30%", 3_600_000_000),
    )
    assert column(run, "expiring_next_year", "product") == ["Tranh gạo Tấn Bửu"]


def test_the_report_says_it_in_words_tables_and_lists():
    flat = " ".join(pdf_text(make.annual_report(proposals="Bổ sung kinh phí.\nTổ chức hội chợ.")).split())
    for part in (
        "Kết quả thực hiện Chương trình Mỗi xã một sản phẩm (OCOP) năm 2022",
        "Đầu năm, thành phố có 1 sản phẩm OCOP đang được công nhận (1 sản phẩm 4 sao).",
        "Đến ngày 14/12/2022 có 3 sản phẩm (2 sản phẩm 4 sao, 1 sản phẩm 3 sao)",
        "3.600.000.000 đồng (Ba tỷ sáu trăm triệu đồng)",
        "ngân sách nhà nước 2.520.000.000 đồng (70%)",
        "Đạt 0 trên 1 chỉ tiêu của kế hoạch.",
        "Bổ sung kinh phí.",
        "Huyện Cờ Đỏ: 1",
        "Rượu mận Thới Hưng",
    ):
        assert part in flat


def test_every_figure_of_the_snapshot_is_in_the_text_of_the_pdf():
    run = make.annual_report()
    flat = " ".join(pdf_text(run).split())
    said = [
        part.shown
        for block in document_of(run).body
        for part in getattr(block, "parts", ())
        if hasattr(part, "shown")
    ]
    assert len(said) > 10
    assert [shown for shown in said if shown not in flat] == []
    cells = [cell.text for table in document_of(run).tables for row in table.shown_rows for cell in row.cells]
    joined = flat.replace(" ", "")
    assert [text for text in cells if text.replace(" ", "") not in joined] == []


def test_each_line_the_office_wrote_is_a_paragraph():
    run = make.annual_report(proposals="Bổ sung  kinh phí.\r\n\nTổ chức hội chợ.")
    assert run.snapshot["narrative"]["proposals"] == "Bổ sung kinh phí.\n\nTổ chức hội chợ."
    assert document_of(run).body[-2:] == (Paragraph("Bổ sung kinh phí."), Paragraph("Tổ chức hội chợ."))


def test_the_lists_hold_every_product_of_the_register_once():
    run = make.annual_report()
    table = tables(run)["San pham theo don vi"]
    assert table.rows == (("Huyện Cờ Đỏ", 0, 1, 0, 0, 1), ("Quận Ninh Kiều", 1, 1, 0, 0, 2))
    assert table.total == ("Tổng", 1, 2, 0, 0, 3)
    listed = tables(run)["Danh sách đến ngày 14/12/2022"]
    assert [row[:2] for row in listed.rows] == [
        (1, "Rượu mận Thới Hưng"),
        (2, "Bột gạo lứt mè đen"),
        (3, "Tranh gạo Tấn Bửu"),
    ]
    assert dict(listed.bands) == {0: "Huyện Cờ Đỏ: 1", 1: "Quận Ninh Kiều: 2"}
    assert column(run, "products", "in_period") == ["Có", "", "Có"]


def test_a_product_known_only_by_the_city_is_listed_apart():
    make.year_2022()
    city = Product.objects.first().unit.parent
    RatingFactory(
        product__name="Chưa rõ nơi",
        product__producer__unit=city,
        decided_on=make.DECIDED,
        expires_on=date(2025, 1, 1),
    )
    run = build(kind="annual", year=2022)
    assert tables(run)["San pham theo don vi"].rows[-1] == ("Chưa rõ địa bàn", 0, 1, 0, 0, 1)
    assert tables(run)["San pham theo don vi"].total[-1] == 4


def test_rounds_councils_and_classes_are_counted():
    issued = certificate()
    EnrolmentFactory(training_class__year=2026, training_class__cost=5_000_000)
    PlanFactory(year=2026)
    run = build(kind="annual", year=2026)
    round_ = issued.decision.round
    assert tables(run)["Dot danh gia"].rows == ((round_.name, 1, 1, 0, 0),)
    assert column(run, "councils", "name") == [round_.council.name]
    assert tables(run)["Dao tao"].rows == (("Đào tạo nhân lực", 1, 1, 1, 5_000_000),)


def test_nothing_changed_gives_the_same_version_back():
    run = make.annual_report()
    assert build(kind="annual", year=2022) == run
    assert export(run, "pdf") == export(ReportRun.objects.get(pk=run.pk), "pdf")


def test_changed_figures_make_a_new_version_and_the_old_one_stays_byte_for_byte():
    run = make.annual_report()
    before = {ending: export(run, ending) for ending in ("pdf", "xlsx", "json", "zip")}
    Rating.objects.filter(product__name="Tranh gạo Tấn Bửu").update(stars=4)
    Product.objects.update(name="Tên khác", search_key="x")
    later = build(kind="annual", year=2022)
    assert (run.version, later.version) == (1, 2)
    assert digest(later.snapshot) == later.digest
    assert (figures(run)["sp_4_sao"], figures(later)["sp_4_sao"]) == ("2", "3")
    # made anew from the snapshot alone, after everything else has changed
    ReportRun.objects.filter(pk=run.pk).update(pdf=None)
    old = ReportRun.objects.get(pk=run.pk)
    assert digest(old.snapshot) == old.digest
    assert {ending: export(old, ending) for ending in before} == before


def test_a_build_that_died_before_its_pdf_is_finished_by_the_next():
    run = make.annual_report()
    ReportRun.objects.filter(pk=run.pk).update(pdf=None)
    again = build(kind="annual", year=2022)
    assert again == run
    assert again.pdf.size == len(export(again, "pdf"))


def test_the_workbook_holds_the_tables_and_the_rows_behind_them():
    run = make.annual_report()
    assert json.loads(export(run, "json")) == run.snapshot
    assert export(run, "docx")[:2] == b"PK"
    book = load_workbook(io.BytesIO(export(run, "xlsx")))
    rows = list(book["Ds san pham dang duoc cong nhan"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == ["Rượu mận Thới Hưng", "Bột gạo lứt mè đen", "Tranh gạo Tấn Bửu"]
    assert book["San pham theo don vi"]["F6"].value == 3


def test_a_year_without_a_plan_and_an_unknown_kind_are_refused():
    with pytest.raises(ActRefused, match="Chưa có kế hoạch năm 1999"):
        build(kind="annual", year=1999)
    with pytest.raises(
        ActRefused, match=r"Không có loại báo cáo “tuần”\. Các loại có sẵn: annual, six_month"
    ):
        build(kind="tuần", year=2022)
    assert ReportRun.objects.count() == 0


def test_an_empty_year_is_a_report_too():
    PlanFactory(year=2023)
    flat = " ".join(pdf_text(build(kind="annual", year=2023)).split())
    assert "Đầu năm, thành phố có 0 sản phẩm OCOP đang được công nhận." in flat
    assert "Không có sản phẩm nào đang được công nhận." in flat


@pytest.mark.django_db(transaction=True)
def test_of_two_builds_at_once_the_second_waits_and_gets_the_next_number():
    make.year_2022()

    def build_and_leave():
        try:
            return build(kind="annual", year=2022).version
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():  # what the first build holds while it writes its version
            Counter.next_number(register="report-annual", year=2022)
            second = pool.submit(build_and_leave)
            while not waiting_for_a_lock() and not second.done():
                time.sleep(0.05)
        assert second.result() == 2


def waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]
