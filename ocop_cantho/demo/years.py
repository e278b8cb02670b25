"""The demonstration years: each is loaded whole, once, in one transaction."""

from django.db import transaction

from core.errors import ActRefused
from ocop_cantho.demo import (
    after_2026,
    plan_2022,
    plan_2026,
    plan_records,
    register_2022,
    register_2026,
    round_2022,
    rounds_2026,
)
from ocop_cantho.demo.kept import load_kept
from ocop_cantho.demo.people import load_people
from ocop_cantho.demo.pictures import add_pictures
from programme.models import Plan


def is_loaded(year: int) -> bool:
    """Whether the demonstration year is there; its plan is what every year has exactly one of."""
    return Plan.objects.filter(year=year, is_demo=True).exists()


@transaction.atomic
def load_year(year: int) -> int:
    """Load a year that is not there; returns the number of its products.

    Raises ActRefused where demonstration data is not allowed, or the office has a real plan of that year.
    """
    if Plan.objects.filter(year=year).exists():
        raise ActRefused(
            f"Đã có kế hoạch năm {year} do người dùng lập, nên không nạp năm minh họa {year} đè lên."
        )
    return YEARS[year]()


def _load_2022() -> int:
    users = load_people()
    actor = users["vanphong@ocop.example"]
    rows = register_2022.load_products()
    in_round = {row.product.pk for row in round_2022.chosen(rows)}
    round_2022.load_round(rows, users=users)
    others = [row for row in rows if row.product.pk not in in_round]
    list(register_2022.load_ratings(others, actor=actor))
    register_2022.link_producer_account(user=users["chuthe@ocop.example"])
    plan_records.load_records(plan=plan_2022.load_plan(actor=actor), actor=actor)
    plan_2022.load_classes()
    plan_records.place_classes(year=2022, actor=actor)
    return len(rows)


def _load_2026() -> int:
    users = load_people()
    actor = users["vanphong@ocop.example"]
    rows = register_2026.load_products()
    register_2026.load_ratings(rows, actor=actor)
    rounds_2026.load_dossiers(rows, users=users)
    register_2026.load_village(rows, actor=actor)
    add_pictures([row.product for row in rows[:12]], actor=actor)
    register_2026.link_producer_account(user=users["chuthe.ninhkieu@ocop.example"])
    plan_records.load_records(plan=plan_2026.load_plan(actor=actor), actor=actor)
    plan_2026.load_classes()
    plan_records.place_classes(year=2026, actor=actor)
    after_2026.load_after(users=users)
    load_kept(users=users)
    return len(rows)


YEARS = {2022: _load_2022, 2026: _load_2026}
