"""The lists of products and dossiers as files."""

from core.spreadsheets.writing import Column

PRODUCTS = (
    Column("Sản phẩm", lambda row: row.name),
    Column("Chủ thể", lambda row: row.producer.name),
    Column("Loại hình", lambda row: row.producer.get_kind_display()),
    Column("Xã, phường", lambda row: row.unit.name),
    Column("Mã xã, phường", lambda row: row.unit.code),
    Column("Năm được chuẩn hóa", lambda row: row.standardised_year),
    Column("Ghi chú", lambda row: row.note),
)
DOSSIERS = (
    Column("Sản phẩm", lambda row: row.product.name),
    Column("Chủ thể", lambda row: row.product.producer.name),
    Column("Xã, phường", lambda row: row.unit.name),
    Column("Loại đánh giá", lambda row: row.get_kind_display()),
    Column("Trạng thái", lambda row: row.get_state_display()),
    Column("Năm", lambda row: row.year),
    Column("Quy định", lambda row: row.regime.code),
    Column("Ngày lập", lambda row: row.opened_on),
    Column("Hạn cấp xã", lambda row: row.commune_due_on),
)
