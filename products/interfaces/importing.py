"""A list of products with their producers and recognitions, as offices keep it in Excel."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.similar import core_name, is_similar
from core.spreadsheets.importing import Importer, Options, Row, Trace
from core.spreadsheets.table import Record, Table
from core.spreadsheets.values import is_nothing, read_text
from core.text import fold
from producers.interfaces.importing import (
    Draft,
    ProducerReader,
    is_owner,
    owner_values,
    say_changes,
    say_marks,
    write_producers,
)
from producers.models import Producer
from products.domain.bulk import record_ratings, register_products
from products.interfaces.import_columns import FIELDS
from products.interfaces.import_ratings import Claimed, RatingReader, say_dragged_days
from products.models import Product, Rating

_SECTOR = re.compile(
    r"^(nhom|nganh|bo san pham|linh vuc|san pham (nhom|nganh)|[345] sao|hang \d|dot \d|nam \d{4})\b"
)
_SHOUTED = re.compile(
    r"^(san pham|thuc pham|do uong|duoc lieu|thao duoc|hang thu cong|thu cong my nghe|thu cong|vai|may mac|dich vu"
    r"|du lich|sinh vat canh|che bien|gia vi)\b"
)


@dataclass(eq=False)
class Planned:
    """A product as a file writes it, with the recognitions its rows tell of."""

    name: str
    owner: Draft
    details: dict[str, Any]
    existing: Product | None = None
    first_row: int = 0
    ratings: list[Claimed] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)


class ProductImporter(Importer):
    """A list of products."""

    kind = "products"
    label = "sản phẩm"
    examples = "Tên sản phẩm, Chủ thể, Xã/phường, Người đại diện, Hạng sao, Số QĐ, Ngày QĐ, Hết hạn"
    fields = FIELDS

    def prepare(self, options: Options) -> None:
        self._owners = ProducerReader(options)
        self._ratings = RatingReader(options)
        self._planned: dict[tuple[int, str], Planned] = {}

    def heading(self, text: str) -> int:
        if depth := self._owners.units.heading(text):
            return depth
        if is_owner(text):
            return 4
        folded = fold(text)
        return 3 if _SECTOR.match(folded) or (text.isupper() and _SHOUTED.match(folded)) else 0

    def questions(self) -> list[dict[str, Any]]:
        return self._owners.units.questions()

    def check(self, tables: Sequence[Table], options: Options) -> list[Row]:
        rows = [Row(record, {}) for table in tables for record in table.records]
        drafts = [self._owners.read(row, row.record) for row in rows]
        owners = {draft.existing.pk for draft in drafts if draft is not None and draft.existing is not None}
        self._register(owners)
        for row, draft in zip(rows, drafts, strict=True):
            self._check(row, row.record, draft)
        say_dragged_days(rows)
        return rows

    def _register(self, owners: set[int]) -> None:
        """The products and recognitions of the producers the file names: two queries."""
        self._products: dict[tuple[int, str], Product] = {}
        self._of_owner: dict[int, list[Product]] = {}
        known = Product.objects.filter(producer__in=owners).order_by("pk")
        for product in known.only("pk", "name", "search_key", "producer_id", "version"):
            self._products[product.producer_id, product.search_key] = product
            self._of_owner.setdefault(product.producer_id, []).append(product)
        self._recorded: dict[int, list[Rating]] = {}
        for rating in Rating.objects.filter(product__producer__in=owners).order_by("pk"):
            self._recorded.setdefault(rating.product_id, []).append(rating)

    def _check(self, row: Row, record: Record, draft: Draft | None) -> None:
        name, claims = self._told(row, record, draft)
        if draft is None or not name:
            return
        say_changes(row, draft)
        planned = self._plan(row, record, name, draft)
        row.plan = planned
        row.exists = planned.existing is not None
        if planned.existing is None or (draft.has_news and draft.existing is not None):
            row.change = True
        for claim in claims:
            self._claim(row, planned, claim)

    def _told(self, row: Row, record: Record, draft: Draft | None) -> tuple[str, list[Claimed]]:
        """The product's name and the recognitions as the row writes them; what the preview shows is set."""
        cells = record.cells
        name = "" if is_nothing(cells.get("product")) else read_text(cells.get("product"))
        claims = self._ratings.read(row, record)
        latest = claims[-1] if claims else Claimed()
        row.values = {"product": name, **owner_values(draft, record), **latest.values(), **self._more(record)}
        if len(claims) > 1:
            row.values["ratings"] = [claim.values() for claim in claims]
        if not name:
            row.say("error", "Chưa ghi tên sản phẩm.", "product")
        say_marks(row)
        return name, claims

    def _more(self, record: Record) -> dict[str, Any]:
        groups = [
            group for group in record.groups if not self._owners.units.heading(group) and not is_owner(group)
        ]
        group = read_text(record.cells.get("group")) or "; ".join(groups)
        return {"group": group, "note": read_text(record.cells.get("note"))}

    def _plan(self, row: Row, record: Record, name: str, draft: Draft) -> Planned:
        """The product a row means, one for all the rows that name it."""
        key = (id(draft), fold(name))
        planned = self._planned.get(key)
        if planned is None:
            planned = Planned(name, draft, self._details(row), first_row=record.row)
            self._planned[key] = planned
            if draft.existing is not None:
                planned.existing = self._products.get((draft.existing.pk, fold(name)))
                if planned.existing is None:
                    self._look_for_alike(planned)
        elif not self._tells_more(planned, row):
            row.say(
                "doubtful", f"Trùng với hàng {planned.first_row}: cùng sản phẩm, cùng chủ thể.", "product"
            )
        for level, text in planned.said:
            row.say(level, text, "product")
        return planned

    @staticmethod
    def _tells_more(planned: Planned, row: Row) -> bool:
        """Whether a second row of the same product is of another decision."""
        told = {(fold(claim.decision_no), claim.decided_on) for claim in planned.ratings}
        number, day = fold(row.values["decision_no"] or ""), row.values["decision_date"]
        return bool(number and day) and (number, date.fromisoformat(day)) not in told

    @staticmethod
    def _details(row: Row) -> dict[str, Any]:
        group, note = row.values["group"], row.values["note"]
        lines = [f"Nhóm ghi trong tệp: {group}" if group else "", note]
        return {"note": "\n".join(line for line in lines if line)}

    def _look_for_alike(self, planned: Planned) -> None:
        assert planned.owner.existing is not None
        wanted = core_name(planned.name)
        numbers = re.findall(r"\d+", wanted)
        for other in self._of_owner.get(planned.owner.existing.pk, ()):
            name = core_name(other.name)
            if re.findall(r"\d+", name) == numbers and is_similar(wanted, name):
                planned.said.append(self._alike(other))
                return

    @staticmethod
    def _alike(other: Product) -> tuple[str, str]:
        """What to say of a product of the register that is much like the file's, and how gravely."""
        return "doubtful", f"Gần giống sản phẩm trong sổ: “{other.name}”; nhận là ghi một sản phẩm khác."

    def _claim(self, row: Row, planned: Planned, claim: Claimed) -> None:
        """Add a recognition to the product's, unless the register or a row before has it."""
        if not claim.is_whole:
            return
        recorded = self._recorded.get(planned.existing.pk, []) if planned.existing else []
        for rating in recorded:
            if fold(rating.decision_no) == fold(claim.decision_no):
                claim.compare(row, rating)
                return
            if rating.decided_on == claim.decided_on:
                row.say(
                    "doubtful",
                    f"Sổ ghi cùng ngày này quyết định {rating.decision_no}; nhận là ghi thêm một lần công nhận.",
                    "decision_no",
                )
        for other in planned.ratings:
            if (fold(other.decision_no), other.decided_on) == (fold(claim.decision_no), claim.decided_on):
                if other.stars != claim.stars:
                    row.say(
                        "error",
                        f"Hàng {planned.first_row} ghi {other.stars} sao theo cùng quyết định.",
                        "stars",
                    )
                return
        if not row.has("error"):
            planned.ratings.append(claim)
            claim.row = row.place
            row.change = True
            if planned.existing is not None:
                row.say(
                    "note", f"Thêm lần công nhận {claim.stars} sao theo {claim.decision_no}.", "decision_no"
                )

    def apply(self, rows: Sequence[Row], options: Options, actor: Any) -> Trace:
        trace = Trace()
        planned = list(dict.fromkeys(row.plan for row in rows))
        owners = write_producers((one.owner for one in planned), options, actor, trace)
        products = self._write_products(planned, owners, options, actor, trace)
        write_ratings(rows, products, options, actor, trace)
        return trace

    @staticmethod
    def _write_products(
        planned: Sequence[Planned], owners: dict[int, Producer], options: Options, actor: Any, trace: Trace
    ) -> dict[int, Product]:
        new = [one for one in planned if one.existing is None]
        made = register_products(
            rows=[
                {
                    "name": one.name,
                    "producer": owners[id(one.owner)],
                    "source": f"Nhập từ tệp “{options.name}”",
                    **one.details,
                }
                for one in new
            ],
            actor=actor,
        )
        trace.add(made)
        found = {id(one): product for one, product in zip(new, made, strict=True)}
        return found | {id(one): one.existing for one in planned if one.existing is not None}


def write_ratings(
    rows: Sequence[Row], products: Mapping[int, Product], options: Options, actor: Any, trace: Trace
) -> None:
    """Record the recognitions that ``rows`` tell of; ``products`` by the id of what was planned."""
    places = {row.place for row in rows}
    claims = [
        {"product": products[id(one)], **claim.details(), "source": f"Nhập từ tệp “{options.name}”"}
        for one in dict.fromkeys(row.plan for row in rows)
        for claim in one.ratings
        if claim.row in places
    ]
    trace.add(record_ratings(rows=claims, actor=actor))
