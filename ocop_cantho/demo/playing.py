"""What every demonstration year does through the application's own acts: seat a council, lead a dossier, score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from evaluations.domain import scoring
from evaluations.enums import Office
from evaluations.models import Council, CouncilMember
from ocop_cantho.demo.people import Person
from products.domain import dossiers
from products.models import Dossier, Product
from regimes.arithmetic import SheetSpec, score
from regimes.domain.queries.specs import spec_of
from regimes.models import CriteriaSet

TEXT = "Nội dung minh họa."
FORM_03 = dict.fromkeys(("local_materials", "local_labour", "idea_origin", "local_identity"), TEXT)
MIDDLE = {2: 42, 3: 62, 4: 76, 5: 93}  # a total inside the band of each star
SHADES = (0, 3, -2, 5, 1, -1)  # products of one star differ a little


@dataclass(frozen=True)
class Days:
    """When a dossier took each step; those it never reaches are not asked for."""

    opened: date
    handed_in: date | None = None
    proposed: date | None = None
    accepted: date | None = None


def mark_demo(row: Any, **also: Any) -> Any:
    """Say in the row itself that it is demonstration data; ``also`` sets what no act sets."""
    type(row).objects.filter(pk=row.pk).update(is_demo=True, **also)
    return row


def seat(council: Council, people: Sequence[Person], users: dict[str, User]) -> list[CouncilMember]:
    """Chairman first, then his deputy, members, the secretary last; returns those who score."""
    offices = {0: Office.CHAIR, 1: Office.VICE_CHAIR, len(people) - 1: Office.SECRETARY}
    seats = [
        CouncilMember.objects.create(
            council=council,
            user=users[person.email],
            office=offices.get(order, Office.MEMBER),
            agency=person.agency,
            position=person.position,
            order=order,
        )
        for order, person in enumerate(people)
    ]
    return [member for member in seats if member.office != Office.SECRETARY]


def open_dossier(
    *, product: Product, kind: str, stars: int, criteria_set: CriteriaSet, days: Days, actor: User
) -> Dossier:
    """A draft in which half of the sheet is filled in."""
    dossier = dossiers.open_dossier(
        product=product,
        kind=kind,
        wished_stars=max(stars, 3),
        criteria_set=criteria_set,
        actor=actor,
        opened_on=days.opened,
    )
    mark_demo(dossier)
    picks = list(picks_for(spec_of(criteria_set), MIDDLE[stars] + 5, stars=stars).items())
    _self_marks(dossier, picks[: len(picks) // 2], actor)
    return dossier


def complete(dossier: Dossier, *, stars: int, actor: User) -> None:
    """Everything that handing in asks for."""
    picks = list(picks_for(spec_of(dossier.criteria_set), MIDDLE[stars] + 5, stars=stars).items())
    _self_marks(dossier, picks[len(picks) // 2 :], actor)
    dossiers.save_section(
        dossier_id=dossier.pk,
        version=dossier.version,
        actor=actor,
        sample_count=5,
        results_text=TEXT,
        plan_text=TEXT,
        changes_text="" if dossier.kind == "first" else TEXT,
    )


def _self_marks(dossier: Dossier, picks: Sequence[tuple[str, int]], actor: User) -> None:
    for code, number in picks:
        dossiers.set_self_mark(
            dossier_id=dossier.pk, criterion_code=code, option_number=number, explanation=TEXT, actor=actor
        )


def lead(dossier: Dossier, *, until: str, days: Days, actor: User, office: User) -> Dossier:
    """Take a complete dossier step by step to the state ``until``, by the commune's and the office's hand."""
    given = {"dossier_id": dossier.pk, "actor": actor}
    by_office = {"dossier_id": dossier.pk, "actor": office}
    steps = {
        "handed_in": lambda: dossiers.hand_in(**given, on=days.handed_in),
        "commune_review": lambda: dossiers.start_commune_review(**given, on=days.handed_in),
        "proposed": lambda: dossiers.propose(**given, on=days.proposed, **FORM_03),
        "office_check": lambda: dossiers.start_office_check(**by_office),
        "accepted": lambda: dossiers.accept(**by_office, on=days.accepted),
    }
    for state, step in steps.items():
        dossier = step()
        if state == until:
            return dossier
    raise ValueError(f"no such state on the way of a dossier: {until}")


def picks_for(spec: SheetSpec, wanted: int, *, stars: int = 0, shift: int = 0) -> dict[str, int]:
    """Option numbers whose total is ``wanted`` or a little above, from the best sheet downwards.

    The minimum requirements up to ``stars`` are kept; ``shift`` says how many criteria from the end are
    lowered last, so that members differ in more than their totals.
    """
    lines = [criterion for _, criterion in spec.criteria]
    picks = {line.code: max(line.options, key=lambda option: option.points).number for line in lines}
    for line in [*reversed(lines[: len(lines) - shift]), *reversed(lines[len(lines) - shift :])]:
        excess = score(spec, picks).total - wanted
        if excess <= 0:
            break
        best = max(option.points for option in line.options)
        floor = max((option.points for option in line.options if (option.stars or 9) <= stars), default=0)
        lower = [
            option for option in line.options if floor <= option.points and best - option.points <= excess
        ]
        picks[line.code] = min(lower, key=lambda option: option.points).number
    return picks


def wanted_total(stars: int, *, place: int, member: int) -> int:
    """What this member gives the product at this place of the round; two members are at most 7 points apart."""
    shade = SHADES[place % len(SHADES)] if stars < 5 else 0
    return MIDDLE[stars] + shade + member - 4


def fill_sheet(entry_id: int, user: User, picks: dict[str, int], *, submit: bool = True) -> None:
    """The member's sheet with these options, handed in unless it is still being thought over."""
    sheet = scoring.start_sheet(entry_id=entry_id, actor=user)
    scoring.save_sheet(sheet_id=sheet.pk, picks=picks, comment="", revision=sheet.revision, actor=user)
    if submit:
        scoring.submit_sheet(sheet_id=sheet.pk, actor=user)
