"""The 92 products at the end of 2022: 41 from before (25 four-star, 16 three-star) and 51 of the year.

Names come from the press (column ``source``); what is invented says so in ``note``. Every row is
marked as demonstration data.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from accounts.models import User
from localities.models import Era, Unit
from producers.models import CraftVillage, Producer, ProducerAccount
from products.domain.register import record_rating
from products.enums import RatingState
from products.models import Product, ProductClassification
from regimes.models import CriteriaSet, DossierKind, LegalRegime

FILE = Path(__file__).parent / "data" / "products-2022.csv"
REGIME = "1048/QĐ-TTg"
AUTHORITY = "UBND thành phố Cần Thơ"


@dataclass(frozen=True)
class Row:
    """A line of the file, with its product in the database."""

    product: Product
    stars: int
    points: Fraction | None
    decision_no: str
    decided_on: date
    source: str

    @property
    def is_new(self) -> bool:
        """Recognised in the plan's year, not before it."""
        return self.decided_on.year == 2022


def read_rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load_products() -> list[Row]:
    """Producers and products of the file, in its order."""
    village, _ = CraftVillage.objects.get_or_create(
        name="Làng nghề tranh gạo Ninh Kiều",
        defaults={
            "craft": "Tranh gạo",
            "unit": Unit.objects.get(code="916", era=Era.BEFORE_2025),
            "households": 12,
            "note": "Đang triển khai phát triển theo Kế hoạch năm 2022; số hộ là số liệu minh họa.",
            "is_demo": True,
        },
    )
    return [_load_row(line, village) for line in read_rows()]


def _load_row(line: dict[str, str], village: CraftVillage) -> Row:
    unit = Unit.objects.get(code=line["unit"], era=Era.BEFORE_2025)
    decided_on = date.fromisoformat(line["decided_on"])
    producer, _ = Producer.objects.get_or_create(
        name=line["producer"],
        defaults={
            "kind": line["kind"],
            "unit": unit,
            "representative": "Người đại diện (minh họa)",
            "representative_sex": "female" if len(line["producer"]) % 2 else "male",
            "workers": 8 + len(line["producer"]) % 20,
            "local_workers": 6 + len(line["producer"]) % 20,
            "craft_village": village if line["name"].startswith("Tranh gạo") else None,
            "founded_in_programme": decided_on.year == 2022 and line["kind"].startswith("cooperative"),
            "source": line["source"],
            "note": "Dữ liệu minh họa. Người đại diện, lao động là số liệu minh họa.",
            "is_demo": True,
        },
    )
    product, _ = Product.objects.get_or_create(
        name=line["name"],
        producer=producer,
        defaults={
            "unit": unit,
            "description": f"{line['name']} của {line['producer']}.",
            "standardised_year": 2022 if decided_on.year < 2022 else None,
            "source": line["source"],
            "note": line["note"],
            "is_demo": True,
        },
    )
    criteria_set = CriteriaSet.objects.filter(regime__code=REGIME, number=line["criteria_set"]).first()
    if criteria_set:
        ProductClassification.objects.get_or_create(
            product=product, regime=criteria_set.regime, defaults={"criteria_set": criteria_set}
        )
    return Row(
        product=product,
        stars=int(line["stars"]),
        points=Fraction(line["points"]) if line["points"] else None,
        decision_no=line["decision_no"],
        decided_on=decided_on,
        source=line["source"],
    )


def load_ratings(rows: list[Row], *, actor: User) -> Iterator[Row]:
    """Record the recognitions that are not in the register yet."""
    regime = LegalRegime.objects.get(code=REGIME)
    for row in rows:
        if row.product.ratings.exists():
            continue
        rating = record_rating(
            product=row.product,
            regime=regime,
            kind=DossierKind.FIRST,
            stars=row.stars,
            state=RatingState.RECOGNISED,
            mean=row.points,
            decision_no=row.decision_no,
            decided_on=row.decided_on,
            authority=AUTHORITY,
            actor=actor,
        )
        type(rating).objects.filter(pk=rating.pk).update(is_demo=True, source=row.source)
        yield row


def link_producer_account(*, user: User) -> None:
    """The demonstration producer's account acts for the rice-painting workshop."""
    producer = Producer.objects.get(name="Cơ sở tranh gạo Tấn Bửu")
    ProducerAccount.objects.get_or_create(user=user, defaults={"producer": producer})
