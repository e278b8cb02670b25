"""Files taken in for import."""

from datetime import date

from exchange.domain import imports
from exchange.models import ImportRun
from tests.factories.accounts import UserFactory

HEAD = "TT;Tên sản phẩm;Chủ thể;Xã/phường;Hạng sao;Số QĐ;Ngày QĐ"
ROW = "1;Trà mãng cầu;HTX Kim Nhiên;Xã Thới Hưng;4 sao;15/QĐ-UBND;30/11/2021"


def products_file(
    *rows: str, name: str = "san-pham.csv", as_of: date = date(2022, 12, 31), actor=None
) -> ImportRun:
    """A list of products, each row as the CSV has it."""
    content = "\n".join((HEAD, *(rows or (ROW,)))).encode()
    return imports.take_in(
        kind="products", content=content, name=name, as_of=as_of, actor=actor or UserFactory()
    )
