"""The lists of rounds and councils as files."""

from core.spreadsheets.writing import Column

ROUNDS = (
    Column("Năm", lambda row: row.year),
    Column("Đợt", lambda row: row.sequence),
    Column("Hội đồng", lambda row: str(row.council)),
    Column("Quy định", lambda row: row.regime.code),
    Column("Trạng thái", lambda row: row.get_state_display()),
    Column("Số sản phẩm", lambda row: row.n),
)

COUNCILS = (
    Column("Hội đồng", lambda row: row.name),
    Column("Cấp", lambda row: row.get_level_display()),
    Column("Địa bàn", lambda row: row.unit.name if row.unit else ""),
    Column("Số quyết định", lambda row: row.decision_no),
    Column("Ngày quyết định", lambda row: row.decided_on),
    Column("Nhiệm kỳ từ", lambda row: row.term_from),
    Column("Nhiệm kỳ đến", lambda row: row.term_to),
    Column("Số thành viên", lambda row: row.seats),
    Column("Số đợt", lambda row: row.held),
)
