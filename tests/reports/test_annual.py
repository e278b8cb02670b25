"""The figures of the annual report, and the report they make."""

import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from core.documents import Paragraph
from core.errors import ActRefused
from core.models import Counter
from products.models import Product, Rating
from reports.domain.building import build, digest, document_of, export
from reports.domain.kinds import KINDS
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
    return {table.sheet: table for table in document_of(run).tables}


def test_the_snapshot_holds_the_figures_of_the_registers():
    snapshot = make.annual_report().snapshot
    assert snapshot["as_of"] == "2022-12-31"
    assert snapshot["stars"] == {
        "before": {"3": 0, "4": 1, "potential_five": 0, "5": 0},
        "now": {"3": 1, "4": 2, "potential_five": 0, "5": 0},
    }
    assert snapshot["recognised"] == {
        "total": 2,
        "new": 2,
        "stars": {"3": 1, "4": 1, "potential_five": 0, "5": 0},
    }
    assert [(row["name"], row["wanted"], row["reached"], row["met"]) for row in snapshot["targets"]] == [
        ("Sản phẩm mới", "3", "2", False)
    ]
    assert snapshot["budget"]["stages"][0] == {
        "stage": "Dự toán",
        "state": 2_520_000_000,
        "mobilised": 1_080_000_000,
        "total": 3_600_000_000,
        "state_share": "70%",
        "mobilised_share": "30%",
        "warning": "",
    }
    assert [(row["name"], row["total"]) for row in snapshot["units"]] == [
        ("Huyện Cờ Đỏ", 1),
        ("Quận Ninh Kiều", 2),
    ]
    assert [one["name"] for one in snapshot["expiring"]] == ["Tranh gạo Tấn Bửu"]


def test_the_report_says_it_in_words_tables_and_lists():
    text = pdf_text(make.annual_report(proposals="Bổ sung kinh phí.\nTổ chức hội chợ."))
    flat = " ".join(text.split())
    for part in (
        "Kết quả thực hiện Chương trình Mỗi xã một sản phẩm (OCOP) năm 2022",
        "Đầu năm, thành phố có 1 sản phẩm OCOP đang được công nhận (1 sản phẩm 4 sao).",
        "Đến ngày 31/12/2022 có 3 sản phẩm (2 sản phẩm 4 sao, 1 sản phẩm 3 sao)",
        "3.600.000.000 đồng (Ba tỷ sáu trăm triệu đồng)",
        "ngân sách nhà nước 2.520.000.000 đồng (70%)",
        "Đạt 0 trên 1 chỉ tiêu của kế hoạch.",
        "Bổ sung kinh phí.",
        "Huyện Cờ Đỏ: 1 sản phẩm",
        "Rượu mận Thới Hưng",
    ):
        assert part in flat


def test_each_line_the_office_wrote_is_a_paragraph():
    run = make.annual_report(proposals="Bổ sung  kinh phí.\r\n\nTổ chức hội chợ.")
    assert run.snapshot["narrative"]["proposals"] == "Bổ sung kinh phí.\n\nTổ chức hội chợ."
    assert document_of(run).body[-2:] == (Paragraph("Bổ sung kinh phí."), Paragraph("Tổ chức hội chợ."))


def test_the_lists_hold_every_product_of_the_register_once():
    run = make.annual_report()
    table = tables(run)["San pham theo don vi"]
    assert table.rows == (("Huyện Cờ Đỏ", 0, 1, 0, 0, 1), ("Quận Ninh Kiều", 1, 1, 0, 0, 2))
    assert table.total == ("Tổng", 1, 2, 0, 0, 3)
    listed = [row for name, one in tables(run).items() if name[0].isdigit() for row in one.rows]
    assert [(row[0], row[1]) for row in listed] == [
        (1, "Rượu mận Thới Hưng (công nhận trong năm)"),
        (2, "Bột gạo lứt mè đen"),
        (3, "Tranh gạo Tấn Bửu (công nhận trong năm)"),
    ]


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
    assert tables(run)["San pham theo don vi"].rows[-1] == ("Chưa rõ quận, huyện", 0, 1, 0, 0, 1)
    assert [one["name"] for one in run.snapshot["unplaced"]] == ["Chưa rõ nơi"]
    assert tables(run)["San pham theo don vi"].total[-1] == 4


def test_rounds_certificates_and_classes_are_counted():
    issued = certificate()
    EnrolmentFactory(training_class__year=2026, training_class__cost=5_000_000)
    PlanFactory(year=2026)
    snapshot = build(kind="annual", year=2026).snapshot
    round_ = issued.decision.round
    assert [
        (row["name"], row["entries"], row["decided"], row["recognised"]) for row in snapshot["rounds"]
    ] == [(round_.name, 1, 1, 1)]
    assert [(row["name"], row["seats"]) for row in snapshot["councils"]] == [(round_.council.name, 4)]
    assert snapshot["training"]["kinds"][0] == {
        "kind": "Đào tạo nhân lực",
        "held": 1,
        "enrolled": 1,
        "completed": 1,
        "cost": 5_000_000,
    }


def test_nothing_changed_gives_the_same_version_back():
    run = make.annual_report()
    assert build(kind="annual", year=2022) == run
    assert export(run, "pdf") == export(ReportRun.objects.get(pk=run.pk), "pdf")


def test_changed_figures_make_a_new_version_and_the_old_one_stays():
    run = make.annual_report()
    Rating.objects.filter(product__name="Tranh gạo Tấn Bửu").update(stars=4)
    later = build(kind="annual", year=2022)
    assert (run.version, later.version) == (1, 2)
    assert digest(run.snapshot) == run.digest
    assert digest(later.snapshot) == later.digest
    assert "33" not in json.dumps(run.snapshot["stars"])
    assert (run.snapshot["stars"]["now"]["4"], later.snapshot["stars"]["now"]["4"]) == (2, 3)


def test_a_build_that_died_before_its_pdf_is_finished_by_the_next():
    run = make.annual_report()
    ReportRun.objects.filter(pk=run.pk).update(pdf=None)
    again = build(kind="annual", year=2022)
    assert again == run
    assert again.pdf.size == len(export(again, "pdf"))


def test_every_form_of_the_report_is_of_the_same_figures():
    run = make.annual_report()
    assert json.loads(export(run, "json")) == run.snapshot
    assert export(run, "xlsx")[:2] == export(run, "docx")[:2] == b"PK"
    assert export(run, "pdf")[:5] == b"%PDF-"


def test_a_year_without_a_plan_and_an_unknown_kind_are_refused():
    with pytest.raises(ActRefused, match="Chưa có kế hoạch năm 1999"):
        build(kind="annual", year=1999)
    with pytest.raises(ActRefused, match="Không có loại báo cáo “tuần”"):
        build(kind="tuần", year=2022)
    assert ReportRun.objects.count() == 0


def test_an_empty_year_is_a_report_too():
    PlanFactory(year=2023)
    run = build(kind="annual", year=2023)
    flat = " ".join(pdf_text(run).split())
    assert "Đầu năm, thành phố có 0 sản phẩm OCOP đang được công nhận." in flat
    assert "Không có sản phẩm nào đang được công nhận." in flat


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_sheet_names_of_every_kind_are_unique_and_fit_excel(kind):
    make.year_2022()
    document = kind.document({**kind.take(2022), "narrative": {}})
    names = [table.sheet for table in document.tables]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 31


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
