"""The lists of producers and craft villages as files, with what the office's tables ask of them."""

from core.spreadsheets.writing import Column

PRODUCERS = (
    Column("Chủ thể", lambda row: row.name),
    Column("Loại hình", lambda row: row.get_kind_display()),
    Column("Mã số thuế", lambda row: row.tax_code),
    Column("Xã, phường", lambda row: row.unit.name),
    Column("Địa chỉ", lambda row: row.address),
    Column("Điện thoại", lambda row: row.phone),
    Column("Người đại diện", lambda row: row.representative),
    Column("Giới tính", lambda row: row.get_representative_sex_display()),
    Column("Dân tộc", lambda row: row.representative_ethnicity),
    Column("Khuyết tật", lambda row: "Có" if row.representative_has_disability else ""),
    Column("Thành viên", lambda row: row.members),
    Column("Lao động", lambda row: row.workers),
    Column("Lao động địa phương", lambda row: row.local_workers),
)
VILLAGES = (
    Column("Làng nghề", lambda row: row.name),
    Column("Nghề", lambda row: row.craft),
    Column("Địa bàn", lambda row: row.unit.name),
    Column("Đã được công nhận", lambda row: row.is_recognised),
    Column("Ngày công nhận", lambda row: row.recognised_on),
    Column("Số hộ", lambda row: row.households),
    Column("Chủ thể", lambda row: row.n),
)
