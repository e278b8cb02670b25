"""Recognitions of earlier years alone: each for a product that the register has already."""

from collections.abc import Sequence
from typing import Any

from core.spreadsheets.importing import Options, Row, Trace
from core.spreadsheets.table import Record
from producers.interfaces.importing import Draft, ProducerReader
from products.interfaces.import_columns import FIELDS
from products.interfaces.import_ratings import Claimed, RatingReader
from products.interfaces.importing import Planned, ProductImporter, write_ratings
from products.models import Product

_ONLY_OF_PRODUCTS = {"representative", "phone", "producer_kind", "email", "points", "group", "note"}
_NEEDED = (
    ("stars", "hạng sao", "stars"),
    ("decision_no", "số quyết định", "decision_no"),
    ("decided_on", "ngày quyết định", "decision_date"),
)


class RatingImporter(ProductImporter):
    """A list of recognitions: products and producers stay as they are, an unknown one is an error."""

    kind = "ratings"
    label = "kết quả công nhận"
    examples = "Tên sản phẩm, Chủ thể, Xã/phường, Hạng sao, Số QĐ, Ngày QĐ, Hết hạn"
    fields = tuple(one for one in FIELDS if one.name not in _ONLY_OF_PRODUCTS)

    def prepare(self, options: Options) -> None:
        self._owners = ProducerReader(options, only_known=True)
        self._ratings = RatingReader(options)
        self._planned: dict[tuple[int, str], Planned] = {}

    def _check(self, row: Row, record: Record, draft: Draft | None) -> None:
        name, claims = self._told(row, record, draft)
        if not any(claim.stars for claim in claims) and not row.has("error"):
            row.say("error", "Chưa ghi hạng sao được công nhận.", "stars")
        for claim in claims:
            self._refuse_half(row, claim)
        if draft is None or draft.existing is None or not name:
            return
        planned = self._plan(row, record, name, draft)
        if planned.existing is None:
            row.say(
                "error",
                f"Sổ chưa có sản phẩm “{name}” của “{draft.existing.name}”; hãy ghi sản phẩm trước.",
                "product",
            )
            return
        row.plan = planned
        before = len(planned.ratings)
        for claim in claims:
            self._claim(row, planned, claim)
        row.exists = len(planned.ratings) - before < len(claims)

    @staticmethod
    def _refuse_half(row: Row, claim: Claimed) -> None:
        for name, label, column in _NEEDED:
            if not getattr(claim, name) and not row.has("error"):
                row.say("error", f"Chưa ghi {label}, nên không ghi được kết quả công nhận.", column)

    @staticmethod
    def _alike(other: Product) -> tuple[str, str]:
        return "note", f"Gần giống sản phẩm trong sổ: “{other.name}”. Nếu là một thì ghi đúng tên ấy."

    def apply(self, rows: Sequence[Row], options: Options, actor: Any) -> Trace:
        trace = Trace()
        products = {id(row.plan): row.plan.existing for row in rows}
        write_ratings(rows, products, options, actor, trace)
        return trace
