"""Every kind of report: its periods, its snapshot, its documents."""

import csv
import io
import zipfile
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.models import Disbursement
from core.errors import ActRefused
from localities.models import Unit
from producers.models import ProducerYear
from products.models import Product, Rating
from programme.models import Plan, PlanState, Target
from reports.domain.building import asked_for, build
from reports.domain.document import document_from
from reports.domain.files import export
from reports.domain.frame import frame_for
from reports.domain.kinds import KINDS
from reports.domain.periods import CODES, last_closed, period, read_period
from reports.domain.schema import BrokenSnapshotError, check, faults
from reports.domain.snapshot import take
from reports.enums import Cutoff, Rhythm
from tests.factories import reports as make
from tests.factories.budget import allocation
from tests.factories.localities import UnitFactory
from tests.factories.training import EnrolmentFactory

PERIODS = {Rhythm.MONTH: "T11", Rhythm.QUARTER: "Q4", Rhythm.HALF: "H2", Rhythm.FREE: "20220101-20221231"}


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("", date(2025, 12, 15), date(2026, 12, 14)),
        ("H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("H2", date(2026, 6, 15), date(2026, 12, 14)),
        ("Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("Q3", date(2026, 6, 15), date(2026, 9, 14)),
        ("T01", date(2025, 12, 15), date(2026, 1, 14)),
        ("T12", date(2026, 11, 15), date(2026, 12, 14)),
    ],
)
def test_periods_are_those_of_the_decree(code, first, last):
    found = period(code, year=2026, cutoff=Cutoff.DECREE)
    assert (found.first, found.last) == (first, last)


@given(st.integers(2000, 2100), st.sampled_from(list(Cutoff)), st.sampled_from(["month", "quarter", "half"]))
def test_the_periods_of_a_year_follow_each_other_without_gap(year, cutoff, rhythm):
    parts = [period(code, year=year, cutoff=cutoff) for code in CODES[Rhythm(rhythm)]]
    whole = period("", year=year, cutoff=cutoff)
    assert (parts[0].first, parts[-1].last) == (whole.first, whole.last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(parts))


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.sampled_from(list(Cutoff)))
def test_the_last_closed_period_is_over_and_its_follower_is_not(today, cutoff):
    closed = last_closed(rhythm=Rhythm.MONTH, today=today, cutoff=cutoff)
    assert closed.last < today <= closed.last + timedelta(days=31)


@pytest.mark.parametrize(
    ("rhythm", "written", "said"),
    [
        (Rhythm.YEAR, "Q1", "Hãy bỏ kỳ đã chọn"),
        (Rhythm.QUARTER, "T01", "Các kỳ của báo cáo này: Q1, Q2, Q3, Q4"),
        (Rhythm.FREE, "20260230-20260301", "ví dụ 20260101-20260331"),
        (Rhythm.FREE, "20260301-20260101", "Ngày cuối kỳ phải từ ngày đầu kỳ"),
    ],
)
def test_a_period_that_is_none_is_refused_with_what_there_is(rhythm, written, said):
    with pytest.raises(ActRefused, match=said):
        read_period(written, rhythm=rhythm, year=2026, cutoff=Cutoff.DECREE)


@pytest.mark.django_db
def test_every_kind_gives_a_whole_snapshot_and_a_document():
    make.year_2022()
    for code, kind in KINDS.items():
        asked = asked_for(kind=code, year=2022, period=PERIODS.get(kind.rhythm, ""))
        snapshot = take(kind, frame_for(year=2022, period=asked.period))
        assert faults(snapshot) == [], code
        document = document_from(snapshot)
        assert document.subject
        assert document.body
        names = [table.sheet for table in document.tables if table.sheet]
        assert len(names) == len(set(names))
        assert max(map(len, names), default=0) <= 31


@pytest.mark.django_db
def test_a_quarter_counts_its_own_days_only():
    make.year_2022()
    found = {
        code: build(kind="quarterly", year=2022, period=code).snapshot["figures"] for code in ("Q3", "Q4")
    }
    assert [found[code]["luot_cong_nhan"]["value"] for code in found] == [0, 2]
    assert [found[code]["sp_dau_ky"]["value"] for code in found] == [1, 1]
    assert [found[code]["tong_san_pham"]["value"] for code in found] == [1, 3]


@pytest.mark.django_db
def test_a_report_on_demand_keeps_to_its_units_and_sections():
    make.year_2022()
    unit = Unit.objects.get(name="Huyện Cờ Đỏ")
    asked = {"kind": "adhoc", "year": 2022, "period": "20220701-20221231"}
    run = build(**asked, units=[unit.pk], sections=["situation", "producers"])
    assert run.snapshot["figures"]["tong_san_pham"]["value"] == 1
    assert [block["heading"] for block in run.snapshot["body"] if "heading" in block] == [
        "I. Tình hình chung",
        "II. Kết quả thực hiện",
        "1. Phát triển tổ chức kinh tế tham gia Chương trình",
    ]
    whole = build(**asked)
    assert (whole.version, whole.scope) == (1, "")
    assert run.scope
    with pytest.raises(ActRefused, match="Không có mục thời_tiết"):
        build(**asked, sections=["thời_tiết"])


@pytest.mark.django_db
def test_a_period_that_has_not_begun_is_refused():
    with pytest.raises(ActRefused, match="chưa bắt đầu"):
        build(kind="quarterly", year=2099, period="Q1")


@pytest.mark.django_db
def test_the_ministrys_tables_are_csv_with_its_own_names():
    make.year_2022()
    rating = Rating.objects.get(product__name="Rượu mận Thới Hưng")
    ProducerYear.objects.create(producer=rating.product.producer, year=2022, revenue=1_500_000_000)
    run = build(kind="qd5277", year=2022)
    rows = list(csv.DictReader(io.StringIO(export(run, "csv").decode("utf-8-sig"))))
    assert {row["TenSanPham"]: row["XepHang"] for row in rows} == {
        "Rượu mận Thới Hưng": "4*",
        "Bột gạo lứt mè đen": "4*",
        "Tranh gạo Tấn Bửu": "3*",
    }
    wine = next(row for row in rows if row["TenSanPham"] == "Rượu mận Thới Hưng")
    assert (wine["DoanhThuNam"], wine["Ma_ThoiGian"], wine["Ma_DonViHanhChinh"]) == (
        "1500000000",
        "2022",
        rating.product.unit.code,
    )
    detail = build(kind="qd5333", year=2022)
    with pytest.raises(ActRefused, match=r"Hãy chọn \.zip"):
        export(detail, "csv")
    with zipfile.ZipFile(io.BytesIO(export(detail, "zip"))) as archive:
        assert sorted(archive.namelist()) == [
            "CoSoSanXuat.csv",
            "DM_NhomSanPham.csv",
            "DanhGiaSanPhamOCOP.csv",
            "HoTroPhatTrienSanPhamOCOP.csv",
            "ThiTruongTieuThu.csv",
            "ThuongHieuBaoHo.csv",
            "ToChucHoatDongKTHT.csv",
        ]
        rated = archive.read("DanhGiaSanPhamOCOP.csv").decode("utf-8-sig").splitlines()
    assert (
        rated[0] == "maDanhGia,maSanPham,tenDanhGia,thangDiem,coQuanThucHien,thoigGianDanhGia,ketQuaXepLoai"
    )
    assert len(rated) == 4


@pytest.mark.django_db
def test_support_is_what_the_programme_gave_the_producer_of_a_product_in_the_period():
    make.year_2022()
    product = Product.objects.get(name="Rượu mận Thới Hưng")
    for day in (date(2022, 5, 6), date(2021, 5, 6)):
        EnrolmentFactory(
            trainee__producer=product.producer,
            completed=True,
            training_class__name="Lớp quản trị kinh doanh",
            training_class__state="held",
            training_class__starts_on=day,
            training_class__ends_on=None,
        )
    snapshot = take(KINDS["qd5333"], frame_for(year=2022, period=asked_for(kind="qd5333", year=2022).period))
    [row] = snapshot["lists"]["HoTroPhatTrienSanPhamOCOP"]["rows"]
    assert row[1:] == [str(product.pk), 1, None, "2022-05-06", "Tập huấn: Lớp quản trị kinh doanh"]
    assert "Chưa lập bảng SanPhamOCOP" in snapshot["body"][0]["say"]


@pytest.mark.django_db
def test_many_units_without_anything_are_counted_not_listed():
    make.year_2022()
    city = Unit.objects.get(name="Huyện Cờ Đỏ").parent
    for number in range(12):
        UnitFactory(district=True, name=f"Huyện số {number}", parent=city)
    asked = asked_for(kind="bieu_01", year=2022)

    def shown():
        snapshot = take(asked.kind, frame_for(year=2022, period=asked.period))
        return len(snapshot["tables"]["bieu_01"]["rows"]), snapshot["figures"].get("bieu_01_trong", {}).get(
            "shown"
        )

    assert shown() == (14, None)
    UnitFactory(district=True, name="Huyện số 13", parent=city)
    assert shown() == (2, "13")


@pytest.mark.django_db
def test_a_snapshot_whose_figures_are_not_what_its_rows_say_is_no_report():
    snapshot = make.annual_report().snapshot
    snapshot["figures"]["tong_san_pham"]["value"] += 1
    snapshot["tables"]["sp_don_vi"]["rows"][0][2] += 1
    snapshot["body"].append({"say": "Có {{ so.khong_co }} sản phẩm."})
    snapshot["lists"]["products"]["rows"][0].pop()
    with pytest.raises(BrokenSnapshotError) as broken:
        check(snapshot)
    said = str(broken.value)
    for part in (
        "figure tong_san_pham is not what its rows say",
        "table sp_don_vi",
        "no figure khong_co",
        "list products, row 0",
    ):
        assert part in said
    del snapshot["lists"]
    assert faults(snapshot) == ["lists: NoneType"]


@pytest.mark.django_db
def test_a_payment_counts_until_the_day_it_is_voided():
    plan = make.year_2022()
    given = allocation(plan.estimates.order_by("amount").last())
    paid = Disbursement.objects.create(
        allocation=given, amount=given.amount, on=date(2022, 5, 10), voucher_no="CT 1"
    )
    Disbursement.objects.filter(pk=paid.pk).update(voided_on=date(2022, 8, 1), void_reason="Ghi nhầm")

    def paid_by(code):
        asked = asked_for(kind="bieu_08", year=2022, period=code)
        snapshot = take(asked.kind, frame_for(year=2022, period=asked.period))
        return next(row for row in snapshot["tables"]["co_cau_von"]["rows"] if row[0] == "Giải ngân")[5]

    assert [paid_by("Q2"), paid_by("Q3"), paid_by("")] == [paid.amount, 0, 0]


@pytest.mark.django_db
def test_targets_count_what_was_reached_by_the_end_of_the_period():
    make.year_2022()  # a target of three new products, two of them recognised on 11 November

    def reached(period, kind="quarterly"):
        asked = asked_for(kind=kind, year=2022, period=period)
        snapshot = take(asked.kind, frame_for(year=2022, period=asked.period))
        [row] = snapshot["tables"]["chi_tieu"]["rows"]
        return row[3], len(snapshot["lists"]["behind_targets"]["rows"])

    assert [reached("Q2"), reached("Q3"), reached("Q4")] == [("0", 0), ("0", 0), ("2", 2)]
    # a closed year is reported as it was closed; a quarter of it still as it was then
    Target.objects.update(final_numerator=3, final_denominator=1)
    Plan.objects.update(state=PlanState.CLOSED)
    assert [reached("Q3"), reached("Q4"), reached("", "annual")] == [("0", 0), ("2", 2), ("3", 2)]
