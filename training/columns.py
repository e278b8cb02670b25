"""The list of classes as a file."""

from core.spreadsheets.writing import Column

CLASSES = (
    Column("Lớp", lambda row: row.name),
    Column("Năm", lambda row: row.year),
    Column("Loại lớp", lambda row: row.get_kind_display()),
    Column("Trạng thái", lambda row: row.get_state_display()),
    Column("Từ ngày", lambda row: row.starts_on),
    Column("Đến ngày", lambda row: row.ends_on),
    Column("Địa bàn", lambda row: row.unit.name if row.unit else None),
    Column("Học viên", lambda row: row.enrolled),
    Column("Hoàn thành", lambda row: row.completed),
    Column("Kinh phí (đồng)", lambda row: row.cost),
)
