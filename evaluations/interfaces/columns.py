"""The list of rounds as a file."""

from core.spreadsheets.writing import Column

ROUNDS = (
    Column("Năm", lambda row: row.year),
    Column("Đợt", lambda row: row.sequence),
    Column("Hội đồng", lambda row: str(row.council)),
    Column("Quy định", lambda row: row.regime.code),
    Column("Trạng thái", lambda row: row.get_state_display()),
    Column("Số sản phẩm", lambda row: row.n),
)
