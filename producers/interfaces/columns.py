"""The list of producers as a file."""

from core.spreadsheets.writing import Column

PRODUCERS = (
    Column("Chủ thể", lambda row: row.name),
    Column("Loại hình", lambda row: row.get_kind_display()),
    Column("Người đại diện", lambda row: row.representative),
    Column("Xã, phường", lambda row: row.unit.name),
    Column("Địa chỉ", lambda row: row.address),
    Column("Điện thoại", lambda row: row.phone),
    Column("Mã số thuế", lambda row: row.tax_code),
    Column("Số lao động", lambda row: row.workers),
)
