"""The ministry's data tables: QĐ 5277 (PTNT_OCOP) and the detail tables of QĐ 5333, names as printed there."""

from collections.abc import Iterator
from functools import partial

from producers.models import ProducerKind, ProducerYear
from products.domain.queries.register import star_key, valid_ratings
from products.models import Evidence, EvidenceLink, Product, Rating
from regimes.models import ProductClass
from reports.domain.frame import Frame
from reports.domain.lists.declaration import ListColumn, ListKind, Row
from reports.domain.lists.register import Knowledge, two_decimals

KINDS = {kind: number for number, kind in enumerate(ProducerKind.values, start=1)}
CITY = "UBND thành phố Cần Thơ"
PROTECTED = "intellectual-property"


def _holding(frame: Frame) -> list[Rating]:
    return list(valid_ratings(day=frame.day, units=frame.units))


def period_code(frame: Frame) -> str:
    """ "2026", "2026Q3", "2026T07": at most ten characters."""
    return f"{frame.year}{frame.period.code}"[:10]


def _summary(frame: Frame) -> Iterator[Row]:
    known = Knowledge(frame)
    for number, one in enumerate(_holding(frame), start=1):
        product = one.product
        stars = 4 if star_key(one) == "potential_five" else one.stars
        yield (
            number,
            product.unit.code,
            period_code(frame),
            str(product.pk),
            product.name[:255],
            f"{stars}*",
            product.producer.name[:255],
            known.revenues.get(product.producer_id),
            "Còn hạn",
        )


def _groups(frame: Frame) -> Iterator[Row]:
    held = {one.regime_id for one in _holding(frame)}
    for one in ProductClass.objects.filter(regime__in=held).select_related("regime"):
        yield (f"{one.regime.code}/{one.code}", one.name, one.get_depth_display(), one.managing_agency)


def _premises(frame: Frame) -> Iterator[Row]:
    for one in _holding(frame):
        producer = one.product.producer
        yield (
            str(producer.pk),
            producer.tax_code[:12],
            str(one.product_id),
            producer.name,
            producer.phone,
            producer.email,
            producer.address or producer.unit.name,
            KINDS[producer.kind],
            one.decided_on.isoformat(),
            producer.workers,
            producer.get_kind_display(),
        )


def _evaluations(frame: Frame) -> Iterator[Row]:
    rows = Rating.objects.filter(product__in=[one.product_id for one in _holding(frame)])
    rows = rows.decided_until(frame.day).select_related("regime").order_by("product", "decided_on", "pk")
    for one in rows:
        yield (
            str(one.pk),
            str(one.product_id),
            f"{one.get_kind_display()} theo QĐ {one.regime.code}",
            two_decimals(one),
            one.authority or CITY,
            one.decided_on.isoformat(),
            one.stars,
        )


def _trademarks(frame: Frame) -> Iterator[Row]:
    products = [one.product_id for one in _holding(frame)]
    links = EvidenceLink.objects.filter(
        dossier__product__in=products, evidence__requirement__code=PROTECTED
    ).order_by("evidence", "dossier__product")
    papers: dict[int, Evidence] = Evidence.objects.in_bulk(set(links.values_list("evidence", flat=True)))
    pairs = sorted(set(links.values_list("evidence", "dossier__product")))
    for paper, product in pairs:
        one = papers[paper]
        live = one.expires_on is None or one.expires_on >= frame.day
        yield (
            str(paper),
            str(product),
            one.number,
            one.issued_on.isoformat() if one.issued_on else None,
            one.issuer,
            "Còn hiệu lực" if live else "Hết hiệu lực",
            one.file_id,
            one.title,
        )


def _markets(frame: Frame) -> Iterator[Row]:
    ratings = _holding(frame)
    rows = ProducerYear.objects.filter(
        year=frame.year, producer__in={one.product.producer_id for one in ratings}
    )
    revenue = dict(rows.values_list("producer", "revenue"))
    for one in ratings:
        product: Product = one.product
        yield (
            f"TT{product.pk}",
            str(product.pk),
            "",
            "",
            product.markets,
            "",
            revenue.get(product.producer_id),
            None,
        )


def _columns(
    *names: str, numbers: tuple[str, ...] = (), days: tuple[str, ...] = ()
) -> tuple[ListColumn, ...]:
    kind = partial(lambda name: "count" if name in numbers else "date" if name in days else "text")
    return tuple(ListColumn(name, name, kind(name)) for name in names)  # type: ignore[arg-type]


LISTS = (
    ListKind(
        "PTNT_OCOP",
        "PTNT_OCOP (QĐ 5277)",
        _columns(
            *("MA_OCOP", "Ma_DonViHanhChinh", "Ma_ThoiGian", "Ma_SanPham", "TenSanPham", "XepHang"),
            *("ChuTheSXKD", "DoanhThuNam", "TrangThai"),
            numbers=("MA_OCOP", "DoanhThuNam"),
        ),
        _summary,
    ),
    ListKind(
        "DM_NhomSanPham",
        "DM_NhomSanPham (QĐ 5333)",
        _columns("maNhomSanPham", "tenNhomSanPham", "loaiHinh", "moTa"),
        _groups,
    ),
    ListKind(
        "CoSoSanXuat",
        "CoSoSanXuat (QĐ 5333)",
        _columns(
            *("maCoSo", "maDinhDanhToChuc", "maSanPham", "tenCoSo", "soDienThoai", "thuDienTu", "diaChi"),
            *("loaiHinh", "thoiGianThamGia", "soLuong", "moTa"),
            numbers=("loaiHinh", "soLuong"),
            days=("thoiGianThamGia",),
        ),
        _premises,
    ),
    ListKind(
        "DanhGiaSanPhamOCOP",
        "DanhGiaSanPhamOCOP (QĐ 5333)",
        _columns(
            *("maDanhGia", "maSanPham", "tenDanhGia", "thangDiem", "coQuanThucHien", "thoigGianDanhGia"),
            "ketQuaXepLoai",
            numbers=("ketQuaXepLoai",),
            days=("thoigGianDanhGia",),
        ),
        _evaluations,
    ),
    ListKind(
        "ThuongHieuBaoHo",
        "ThuongHieuBaoHo (QĐ 5333)",
        _columns(
            *("maThuongHieu", "maSanPham", "soDangKy", "thoiGianDangKy", "coQuanThucHien", "tinhTrang"),
            *("tepDinhKem", "moTa"),
            numbers=("tepDinhKem",),
            days=("thoiGianDangKy",),
        ),
        _trademarks,
    ),
    ListKind(
        "ThiTruongTieuThu",
        "ThiTruongTieuThu (QĐ 5333)",
        _columns(
            *("maThiTruong", "maSanPham", "maNguonVon", "maDoanhNghiepPhanPhoi", "thiTruongTrongNuoc"),
            *("thiTruongXuatKhau", "tongSoDoanhThu", "tyLe"),
            numbers=("tongSoDoanhThu", "tyLe"),
        ),
        _markets,
    ),
)
