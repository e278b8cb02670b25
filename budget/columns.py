"""The lines of a plan's money as a file."""

from core.spreadsheets.writing import Column

LINES = (
    Column("Nhóm nội dung", lambda row: row.group.name),
    Column("Nội dung chi", lambda row: row.name),
    Column("Nguồn vốn", lambda row: row.source.name),
    Column("Dự toán (đồng)", lambda row: row.amount),
    Column("Phân bổ (đồng)", lambda row: row.allocated),
    Column("Giải ngân (đồng)", lambda row: row.disbursed),
)
