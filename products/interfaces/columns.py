"""The lists of products and dossiers as files."""

from core.spreadsheets.writing import Column

PRODUCTS = (
    Column("Sản phẩm", lambda row: row.name),
    Column("Chủ thể", lambda row: row.producer.name),
    Column("Xã, phường", lambda row: row.unit.name),
    Column("Mô tả", lambda row: row.description),
    Column("Quy cách, bao bì", lambda row: row.packaging),
    Column("Tiêu chuẩn công bố", lambda row: row.standards),
    Column("Năm được chuẩn hóa", lambda row: row.standardised_year),
)
DOSSIERS = (
    Column("Số phiếu", lambda row: row.form_number),
    Column("Sản phẩm", lambda row: row.product.name),
    Column("Chủ thể", lambda row: row.product.producer.name),
    Column("Nơi nộp", lambda row: row.unit.name),
    Column("Quy định", lambda row: str(row.regime)),
    Column("Lần đăng ký", lambda row: row.get_kind_display()),
    Column("Hạng mong muốn", lambda row: row.get_wished_stars_display()),
    Column("Trạng thái", lambda row: row.get_state_display()),
    Column("Ngày lập", lambda row: row.opened_on),
    Column("Ngày nộp", lambda row: row.handed_in_on),
    Column("Ngày đề nghị", lambda row: row.proposed_on),
    Column("Hạn", lambda row: row.due_on),
)
