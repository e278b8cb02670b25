"""The snapshot of the annual report: every figure and list it shows, as plain JSON values.

Money in đồng, days in ISO form, shares as they are printed. The report is made from this alone.
"""

from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any

from budget.domain.queries.lines import by_group
from budget.domain.queries.split import Stage, split
from core.numbers import format_percent
from evaluations.domain.queries.yearly import councils_of, rounds_of
from localities.domain.standing import city_on, level_below
from producers.models import ProducerKind
from products.domain.queries import register
from products.domain.queries.yearly import dossiers_by_state, producers_by_kind
from products.models import DossierState, Rating
from programme.domain.queries.indicators import last_day
from programme.domain.queries.media import media_of
from programme.domain.queries.targets import targets
from programme.models import Plan
from training.domain.queries.classes import held_by_kind
from training.domain.queries.coverage import Covered, coverage

Snapshot = dict[str, Any]


def annual_snapshot(*, plan: Plan) -> Snapshot:
    """What is known of ``plan``'s year on its last day, or today while it runs."""
    day = last_day(plan.year)
    return {
        "kind": "annual",
        "year": plan.year,
        "as_of": day.isoformat(),
        "plan": _plan(plan),
        "stars": {
            "before": _stars(date(plan.year - 1, 12, 31)),
            "now": _stars(day),
        },
        "producers": [
            {"kind": ProducerKind(kind).label, "producers": producers, "products": products}
            for kind, (producers, products) in producers_by_kind(day=day).items()
        ],
        "councils": [
            {
                "name": one.name,
                "number": one.decision_no,
                "day": one.decided_on.isoformat(),
                "seats": one.seats,
            }
            for one in councils_of(year=plan.year)
        ],
        "media": [asdict(row) for row in media_of(year=plan.year)],
        "training": _training(plan.year),
        "dossiers": {
            DossierState(state).label: count for state, count in dossiers_by_state(year=plan.year).items()
        },
        "rounds": _rounds(plan.year),
        "recognised": _recognised(plan.year),
        "targets": _targets(plan),
        "budget": _budget(plan),
        "expiring": [_product(one) for one in register.expiring_in(year=plan.year + 1, day=day)],
        **_by_unit(day, plan.year),
    }


def _plan(plan: Plan) -> Snapshot:
    return {
        "pk": plan.pk,
        "title": plan.title,
        "number": plan.decision_no,
        "day": plan.decided_on.isoformat() if plan.decided_on else "",
        "aim": plan.general_aim,
        "state_percent": plan.state_percent,
        "is_demo": plan.is_demo,
    }


def _stars(day: date) -> dict[str, int]:
    return {str(key): count for key, count in register.stars_count(day=day).items()}


def _training(year: int) -> Snapshot:
    covered = coverage(year=year)
    return {
        "kinds": [{**asdict(row), "kind": row.kind.label} for row in held_by_kind(year=year)],
        "managers": _covered(covered.managers),
        "leaders": _covered(covered.leaders),
    }


def _covered(covered: Covered) -> Snapshot:
    share = covered.share
    return {
        "wanted": covered.wanted.count(),
        "trained": covered.trained.count(),
        "share": format_percent(share) if share is not None else "",
    }


def _rounds(year: int) -> list[Snapshot]:
    return [
        {
            "pk": row.round.pk,
            "name": row.round.name,
            "state": row.round.get_state_display(),
            "entries": row.entries,
            "eliminated": row.eliminated,
            "decided": row.decided,
            "recognised": row.recognised,
        }
        for row in rounds_of(year=year)
    ]


def _recognised(year: int) -> Snapshot:
    rows = list(register.recognised_in(year=year))
    new = set(register.first_recognised_in(year=year).order_by().values_list("product", flat=True))
    counted = Counter(str(register.star_key(row)) for row in rows)
    return {
        "total": len(rows),
        "new": sum(row.product_id in new for row in rows),
        "stars": {str(key): counted[str(key)] for key in register.STAR_KEYS},
    }


def _targets(plan: Plan) -> list[Snapshot]:
    return [
        {
            "code": row.target.code,
            "name": row.target.name,
            "measure": row.target.measure,
            "wanted": row.wanted,
            "reached": row.reached,
            "met": row.met,
            "by_hand": row.indicator is None and row.value is not None,
        }
        for row in targets(plan)
    ]


def _budget(plan: Plan) -> Snapshot:
    stages = []
    for stage in Stage:
        money = split(plan, stage)
        share, other = money.state_share, money.mobilised_share
        stages.append(
            {
                "stage": stage.label,
                "state": money.state,
                "mobilised": money.mobilised,
                "total": money.total,
                "state_share": format_percent(share) if share is not None else "",
                "mobilised_share": format_percent(other) if other is not None else "",
                "warning": money.warning,
            }
        )
    groups = [
        {
            "name": row.group.name,
            "planned": row.planned,
            "allocated": row.allocated,
            "disbursed": row.disbursed,
        }
        for row in by_group(plan=plan)
    ]
    return {"stages": stages, "groups": groups}


def _by_unit(day: date, year: int) -> Snapshot:
    """The register by unit; products of no unit of the level stand in ``unplaced``."""
    city = city_on(day)
    if city is None:
        return {"level": "", "units": [], "unplaced": []}
    level = level_below(city, day=day)
    rows = register.by_unit(day=day, level=level, within=city)
    placed = {rating.pk for row in rows for rating in row.ratings}
    everything = register.valid_ratings(day=day)
    return {
        "level": level.label.removeprefix("Cấp "),
        "units": [
            {
                "name": row.unit.name,
                "stars": {str(key): count for key, count in row.counts.items()},
                "total": row.total,
                "products": [_product(one, year=year) for one in row.ratings],
            }
            for row in rows
        ],
        "unplaced": [_product(one, year=year) for one in everything if one.pk not in placed],
    }


def _product(rating: Rating, *, year: int | None = None) -> Snapshot:
    product = rating.product
    return {
        "pk": product.pk,
        "name": product.name,
        "producer": product.producer.name,
        "unit": product.unit.name if product.unit else "",
        "stars": str(register.star_key(rating)),
        "number": rating.decision_no,
        "decided_on": rating.decided_on.isoformat(),
        "expires_on": rating.expires_on.isoformat(),
        "this_year": rating.decided_on.year == year,
    }
