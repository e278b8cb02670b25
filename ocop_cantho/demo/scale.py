"""A country-sized register for measuring: invented producers, products, recognitions and dossiers."""

import random
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from core.bulk import copy_in, next_key
from core.errors import ActRefused
from localities.models import Level, Unit
from producers.models import Producer, ProducerKind
from products.domain.register import add_months
from products.models import Dossier, DossierState, Product, Rating
from regimes.models import CriteriaSet, DossierKind, LegalRegime

WARES = (
    *("Nước mắm", "Gạo thơm", "Cà phê rang", "Trà mãng cầu", "Mật ong", "Bánh tráng", "Khô cá lóc"),
    *("Rượu nếp", "Chả lụa", "Tương ớt", "Bưởi da xanh", "Xoài cát", "Nấm rơm", "Đông trùng hạ thảo"),
)
PLACES = ("Bến Đá", "Hậu Giang", "Cờ Đỏ", "Ô Môn", "Thốt Nốt", "Phong Điền", "Ngã Bảy", "Vị Thanh", "Kế Sách")
PEOPLE = ("Đặng Thị Út", "Nguyễn Văn Ba", "Lê Thị Tư", "Trần Văn Năm", "Phạm Thị Sáu", "Võ Văn Bảy")
SOURCE = "Dữ liệu giả định để đo tốc độ"


@transaction.atomic
def generate(products: int, *, seed: int = 2026) -> dict[str, int]:
    """Add ``products`` products, half as many producers, and a recognition and a dossier for each.

    The same seed gives the same rows. Reference data must be loaded.
    """
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    today = timezone.localdate()
    units = list(Unit.objects.filter(level=Level.COMMUNE).valid_on(today).order_by("pk"))
    sets = _sets(today)
    if not (units and sets):
        raise ActRefused("Chưa có dữ liệu gốc. Hãy chạy: python manage.py load_reference")
    producers = _producers(max(products // 2, 1), units, chance)
    made = _products(products, producers, chance)
    return {
        "producers": copy_in(Producer, producers),
        "products": copy_in(Product, made),
        "ratings": copy_in(Rating, _ratings(made, sets, chance, today)),
        "dossiers": copy_in(Dossier, _dossiers(made, sets, chance, today)),
    }


def _sets(today: date) -> list[CriteriaSet]:
    """The usable sheets of the regime in force."""
    regime = LegalRegime.objects.in_force_on(today).first()
    return list(CriteriaSet.objects.usable().filter(regime=regime).order_by("number"))


def _producers(count: int, units: list[Unit], chance: random.Random) -> list[Producer]:
    first = next_key(Producer)
    return [
        Producer(
            pk=first + index,
            kind=chance.choice(ProducerKind.values[:5]),
            name=f"Cơ sở {chance.choice(PLACES)} {first + index}",
            unit=chance.choice(units),
            representative=chance.choice(PEOPLE),
            source=SOURCE,
            is_demo=True,
        )
        for index in range(count)
    ]


def _products(count: int, producers: list[Producer], chance: random.Random) -> list[Product]:
    first = next_key(Product)
    rows = []
    for index in range(count):
        producer = producers[index % len(producers)]
        name = f"{chance.choice(WARES)} {chance.choice(PLACES)} {first + index}"
        rows.append(
            Product(
                pk=first + index,
                producer=producer,
                unit=producer.unit,
                name=name,
                description=f"{name}, làm từ nguyên liệu của địa phương.",
                source=SOURCE,
                is_demo=True,
            )
        )
    return rows


def _ratings(
    products: list[Product], sets: list[CriteriaSet], chance: random.Random, today: date
) -> list[Rating]:
    """One recognition each, of the last six years: about half still hold."""
    first = next_key(Rating)
    rows = []
    for index, product in enumerate(products):
        decided_on = today - timedelta(days=chance.randrange(1, 6 * 365))
        rows.append(
            Rating(
                pk=first + index,
                product=product,
                regime_id=sets[0].regime_id,
                stars=chance.choices((3, 4, 5), (73, 26, 1))[0],
                decision_no=f"{chance.randrange(100, 4000)}/QĐ-UBND",
                decided_on=decided_on,
                authority="UBND thành phố Cần Thơ",
                expires_on=add_months(decided_on, 36),
                source=SOURCE,
                is_demo=True,
            )
        )
    return rows


def _dossiers(
    products: list[Product], sets: list[CriteriaSet], chance: random.Random, today: date
) -> list[Dossier]:
    first = next_key(Dossier)
    rows = []
    for index, product in enumerate(products):
        criteria_set = chance.choice(sets)
        rows.append(
            Dossier(
                pk=first + index,
                product=product,
                kind=DossierKind.REEVALUATION,
                regime_id=criteria_set.regime_id,
                criteria_set=criteria_set,
                unit=product.unit,
                year=today.year,
                state=chance.choice(DossierState.values),
                opened_on=today - timedelta(days=chance.randrange(180)),
                due_on=today + timedelta(days=chance.randrange(-60, 90)),
                is_demo=True,
            )
        )
    return rows
