"""Thematic reports, the list of recognised products, Biểu 01 to 10, the ministry's tables."""

from reports.domain.kinds.declaration import AnnexKind, Group, Kind
from reports.domain.kinds.periodic import ENDING, NEW_PRODUCTS, register_by_area
from reports.domain.sections import forms, register, work
from reports.domain.sections.declaration import Section
from reports.enums import Rhythm

FORMS = (
    ("01", "Tổng hợp sản phẩm OCOP theo hạng sao", forms.form_01),
    ("02", "Danh sách sản phẩm OCOP", forms.form_02),
    ("03", "Chủ thể OCOP theo loại hình", forms.form_03),
    ("04", "Sản phẩm OCOP theo ngành sản phẩm", forms.form_04),
    ("05", "Kết quả từng đợt đánh giá, phân hạng", forms.form_05),
    ("06", "Đào tạo, tập huấn", forms.form_06),
    ("07", "Xúc tiến thương mại, truyền thông", forms.form_07),
    ("08", "Kinh phí thực hiện", forms.form_08),
    ("09", "Kiểm tra, giám sát, thu hồi", forms.form_09),
    ("10", "Sản phẩm sắp hết thời hạn công nhận", forms.form_10),
)
DETAIL = (
    *("DM_NhomSanPham", "CoSoSanXuat", "DanhGiaSanPhamOCOP", "ThuongHieuBaoHo", "ThiTruongTieuThu"),
    *("HoTroPhatTrienSanPhamOCOP", "ToChucHoatDongKTHT"),
)
NOT_KNOWN = (
    "Chưa lập bảng SanPhamOCOP: đây là bảng không gian, cấu trúc các trường chưa tìm được trong tài liệu công khai. "
    "Danh mục mã số của Bộ (loaiHinh, tinhTrang, loaiHoTro, nguonVon) cũng chưa tìm được: mã số dùng ở đây là của "
    "phần mềm, nghĩa ghi ở cột moTa; nguonVon, maNguonVon, tyLe và các trường phần mềm không quản lý để trống."
)


def _alone(code: str, title: str, write) -> tuple[Section]:  # type: ignore[no-untyped-def]
    return (Section(code, title, write),)


def _theme(code: str, label: str, subject: str, body: tuple[Section | Group, ...], **more) -> Kind:  # type: ignore[no-untyped-def]
    return Kind(
        code=code,
        label=f"Chuyên đề: {label}",
        title=f"Báo cáo chuyên đề {label.lower()} {{period}}",
        subject=subject,
        rhythm=Rhythm.ANY,
        body=body,
        **more,
    )


KINDS = (
    _theme(
        "training",
        "Đào tạo, tập huấn",
        "Kết quả đào tạo, tập huấn Chương trình OCOP {period}",
        (work.TRAINING, register.PROPOSALS),
        annexes=(
            AnnexKind("Danh sách lớp đã tổ chức", lambda book: forms.form_06(book)[1:]),
            AnnexKind("Kết quả đào tạo từng người, từng chủ thể", forms.trained_people, landscape=False),
        ),
    ),
    _theme(
        "budget",
        "Kinh phí",
        "Tình hình kinh phí thực hiện Chương trình OCOP {period}",
        (
            work.MONEY,
            Section("sources", "Theo nguồn vốn", lambda book: [forms.by_source(book)]),
            register.PROPOSALS,
        ),
        needs_plan=True,
    ),
    _theme(
        "expiring",
        "Sản phẩm sắp hết hạn",
        "Sản phẩm OCOP sắp hết thời hạn công nhận {period}",
        (Section("expiring", "Sản phẩm hết hạn trong 180 ngày", forms.form_10), register.PROPOSALS),
    ),
    _theme(
        "targets",
        "Chỉ tiêu theo đơn vị",
        "Kết quả thực hiện chỉ tiêu Chương trình OCOP theo đơn vị {period}",
        (
            work.ASSESSMENT,
            Section("by_area", "Kết quả theo đơn vị", forms.targets_by_area),
            register.PROPOSALS,
        ),
        needs_plan=True,
        annexes=(NEW_PRODUCTS, ENDING),
    ),
    Kind(
        code="recognised",
        label="Danh sách sản phẩm đang được công nhận",
        title="Danh sách sản phẩm OCOP đang được công nhận, {period}",
        subject="Sản phẩm OCOP đang được công nhận, {period}",
        rhythm=Rhythm.ANY,
        body=_alone("recognised", "", register_by_area),
        paper="DANH SÁCH",
        landscape=True,
    ),
    *(
        Kind(
            code=f"bieu_{number}",
            label=f"Biểu {number}: {title}",
            title=f"Biểu {number}: {title}, {{period}}",
            subject=f"{title}, {{period}}",
            rhythm=Rhythm.ANY,
            body=_alone(f"bieu_{number}", "", write),
            paper=f"BIỂU {number}",
            landscape=True,
        )
        for number, title, write in FORMS
    ),
    Kind(
        code="qd5277",
        label="Bảng dữ liệu PTNT_OCOP (QĐ 5277)",
        title="Bảng dữ liệu PTNT_OCOP (QĐ 5277), {period}",
        subject="Bảng dữ liệu PTNT_OCOP (QĐ 5277), {period}",
        rhythm=Rhythm.ANY,
        body=_alone("qd5277", "", forms.ministry_table("PTNT_OCOP")),
        paper="BẢNG DỮ LIỆU",
        to="ministry",
        landscape=True,
        hint="Xuất tệp Excel hoặc CSV để nạp vào hệ thống của Bộ.",
    ),
    Kind(
        code="qd5333",
        label="Bảng dữ liệu chi tiết (QĐ 5333)",
        title="Bảng dữ liệu chi tiết (QĐ 5333), {period}",
        subject="Bảng dữ liệu chi tiết (QĐ 5333), {period}",
        rhythm=Rhythm.ANY,
        body=_alone("qd5333", "", forms.ministry_table(*DETAIL, note=NOT_KNOWN)),
        paper="BẢNG DỮ LIỆU",
        to="ministry",
        landscape=True,
        hint=f"Bảy bảng; xuất Excel, hoặc các tệp CSV trong một tệp ZIP. {NOT_KNOWN}",
    ),
)
