"""Producers and products of the merged city, under the communes of 2025, and the recognitions that hold in 2026.

Product names come from the press (column ``source``); what is invented says so in ``note`` or carries
"(minh họa)" in its name. Every row is marked as demonstration data. The products of 2022 keep the units they
were recognised in, so the two years share none.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from accounts.models import User
from localities.models import Era, Unit
from ocop_cantho.demo.playing import mark_demo
from producers.domain.villages import enter_village
from producers.models import Producer, ProducerAccount
from products.domain.register import record_rating
from products.enums import RatingState
from products.models import Product, ProductClassification
from regimes.models import CriteriaSet, DossierKind, LegalRegime

FILE = Path(__file__).parent / "data" / "products-2026.csv"
REGIME = "26/2026/QĐ-TTg"
CITY, MINISTRY = "UBND thành phố Cần Thơ", "Bộ Nông nghiệp và Môi trường"
OF_ACCOUNT = "Cơ sở da cá chiên giòn Ninh Kiều"


@dataclass(frozen=True)
class Row2026:
    """A line of the file with its product: ``way`` is how far its dossier of 2026 went, "" for none."""

    product: Product
    criteria_set: CriteriaSet
    line: dict[str, str]

    @property
    def way(self) -> str:
        return self.line["way"]

    @property
    def kind(self) -> str:
        return self.line["wish"].split()[0]

    @property
    def stars(self) -> int:
        """What its dossier aims at, and what the demonstration's council gives."""
        return int(self.line["wish"].split()[1])


def load_products() -> list[Row2026]:
    """Producers and products of the file, in its order."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    units = {unit.code: unit for unit in Unit.objects.filter(era=Era.FROM_2025)}
    sets = {
        row.number: row for row in CriteriaSet.objects.filter(regime__code=REGIME).select_related("regime")
    }
    last: dict[str, int] = {}
    loaded = []
    for line in rows:
        last[line["unit"]] = last.get(line["unit"], 0) + 1
        product = _load_product(line, units[line["unit"]], last[line["unit"]])
        criteria_set = sets[int(line["criteria_set"])]
        ProductClassification.objects.get_or_create(
            product=product, regime=criteria_set.regime, defaults={"criteria_set": criteria_set}
        )
        loaded.append(Row2026(product, criteria_set, line))
    return loaded


def _load_product(line: dict[str, str], unit: Unit, sequence: int) -> Product:
    producer, _ = Producer.objects.get_or_create(
        name=line["producer"],
        defaults={
            "kind": line["kind"],
            "unit": unit,
            "representative": "Người đại diện (minh họa)",
            "representative_sex": "female" if len(line["producer"]) % 2 else "male",
            "workers": 8 + len(line["producer"]) % 20,
            "local_workers": 6 + len(line["producer"]) % 20,
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
            "commune_sequence": sequence,
            "description": f"{line['name']} của {line['producer']}.",
            "source": line["source"],
            "note": line["note"],
            "is_demo": True,
        },
    )
    return product


def load_ratings(rows: list[Row2026], *, actor: User) -> int:
    """Record the recognitions of the file, each under the regime of its day; returns how many."""
    recognised = [row for row in rows if row.line["decision_no"]]
    for row in recognised:
        decided_on = date.fromisoformat(row.line["decided_on"])
        stars = int(row.line["stars"])
        rating = record_rating(
            product=row.product,
            regime=LegalRegime.objects.in_force_on(decided_on)[0],
            kind=DossierKind.FIRST,
            stars=stars,
            state=RatingState.RECOGNISED,
            mean=None,
            decision_no=row.line["decision_no"],
            decided_on=decided_on,
            authority=MINISTRY if stars == 5 else CITY,
            actor=actor,
        )
        mark_demo(rating, source=row.line["source"] or "Số liệu minh họa")
    return len(recognised)


def link_producer_account(*, user: User) -> None:
    """This account acts for a producer with dossiers in several states."""
    producer = Producer.objects.get(name=OF_ACCOUNT)
    ProducerAccount.objects.get_or_create(user=user, defaults={"producer": producer})


def load_village(rows: list[Row2026], *, actor: User) -> None:
    """A craft village that is being built up, with the producers of one commune in it."""
    unit = rows[0].product.unit
    village = enter_village(
        actor=actor,
        name="Làng nghề tranh gạo (minh họa)",
        craft="Làm tranh gạo",
        unit=unit,
        households=18,
        note="Số liệu minh họa.",
    )
    mark_demo(village)
    Producer.objects.filter(unit=unit).update(craft_village=village)
