"""The ministry's data tables: QĐ 5277 (PTNT_OCOP) and the detail tables of QĐ 5333, names as printed there."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from producers.models import Producer, ProducerKind, ProducerYear
from products.domain.queries.register import star_key, valid_ratings
from products.models import Evidence, EvidenceLink, Product, Rating
from programme.models import TourParticipant
from regimes.models import ProductClass
from reports.domain.frame import Frame
from reports.domain.lists.declaration import ListColumn, ListKind, Row
from reports.domain.lists.register import Knowledge, two_decimals
from training.models import ClassState, Enrolment

# the ministry's own lists of codes are not published: ours, with the meaning in moTa
IN_FORCE, ENDED = 1, 0
TRAINED, TOURED = 1, 2
KINDS = {kind: number for number, kind in enumerate(ProducerKind.values, start=1)}
CITY_CODE = "92"
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
        yield (f"{one.regime.code}/{one.code}", one.name, one.depth, _level(one))


def _level(one: ProductClass) -> str:
    agency = f"; {one.managing_agency}" if one.managing_agency else ""
    return f"{one.get_depth_display()}{agency}"


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
            IN_FORCE if live else ENDED,
            f"tep-{one.file_id}" if one.file_id else "",
            f"{'Còn' if live else 'Hết'} hiệu lực. {one.title}",
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


def _support(frame: Frame) -> Iterator[Row]:
    """What the programme gave the producer of a product in the period: classes finished, study tours."""
    held: dict[int, list[int]] = {}
    for one in _holding(frame):
        held.setdefault(one.product.producer_id, []).append(one.product_id)
    days = (frame.period.first, frame.period.last)
    classes = Enrolment.objects.filter(
        completed=True,
        trainee__producer__in=held,
        training_class__state=ClassState.HELD,
        training_class__starts_on__range=days,
    ).values_list("pk", "trainee__producer", "training_class__starts_on", "training_class__name")
    tours = TourParticipant.objects.filter(producer__in=held, tour__starts_on__range=days).values_list(
        "pk", "producer", "tour__starts_on", "tour__name"
    )
    found: list[tuple[date, str, int, int, str, int]] = []
    for kind, said, rows in ((TRAINED, "Tập huấn", classes), (TOURED, "Tham quan học tập", tours)):
        found += [(day, said, kind, pk, name, producer) for pk, producer, day, name in rows.order_by("pk")]
    for day, said, kind, pk, name, producer in sorted(found):
        for product in held[producer]:
            yield (
                f"HT{kind}-{pk}-{product}",
                str(product),
                kind,
                None,
                day.isoformat(),
                f"{said}: {name}"[:50],
            )


def _organisations(frame: Frame) -> Iterator[Row]:
    """The cooperatives and cooperative groups behind the register."""
    producers = {one.product.producer_id for one in _holding(frame)}
    kinds = (ProducerKind.COOPERATIVE, ProducerKind.COOPERATIVE_GROUP)
    for one in Producer.objects.filter(pk__in=producers, kind__in=kinds).select_related("unit").by_name():
        yield (
            one.tax_code[:12],
            one.name,
            "",
            "",
            one.address or one.unit.name,
            "",
            one.representative_position,
            one.registration_no,
            one.registered_on.isoformat() if one.registered_on else None,
            "",
            one.tax_code,
            one.phone,
            one.email,
            CITY_CODE,
            one.unit.code,
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
        _columns("maNhomSanPham", "tenNhomSanPham", "loaiHinh", "moTa", numbers=("loaiHinh",)),
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
            numbers=("tinhTrang",),
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
    ListKind(
        "HoTroPhatTrienSanPhamOCOP",
        "HoTroPhatTrienSanPham (QĐ 5333)",
        _columns(
            *("maHoTro", "maSanPham", "loaiHoTro", "nguonVon", "thoiGianThucHien", "moTa"),
            numbers=("loaiHoTro", "nguonVon"),
            days=("thoiGianThucHien",),
        ),
        _support,
    ),
    ListKind(
        "ToChucHoatDongKTHT",
        "ToChucHoatDongKTHT (QĐ 5333)",
        _columns(
            *("maDinhDanhToChuc", "tenDoanhNghiep", "tenGiaoDich", "tenTiengAnh", "diaChiTruSo"),
            *("maDinhDanhCaNhan", "chucVu", "soQuyetDinh", "ngayBanHanh", "coQuanBanHanh", "maSoThue"),
            *("soDienThoai", "eMail", "maTinh", "maDinhDanhXa"),
            days=("ngayBanHanh",),
        ),
        _organisations,
    ),
)
