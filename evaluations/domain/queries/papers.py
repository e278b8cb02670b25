"""What the papers of a round are written from: read once, in the same few queries however many products."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from evaluations.domain.queries.seats import scoring_members
from evaluations.enums import EntryState, Office, SheetState
from evaluations.models import (
    CouncilMember,
    Entry,
    Mark,
    Outcome,
    Recusal,
    RequirementConclusion,
    Round,
    Sheet,
    Tally,
)


@dataclass
class EntryFacts:
    """One product of the round with what the council found."""

    entry: Entry
    tally: Tally | None
    outcome: Outcome | None
    recusals: list[Recusal] = field(default_factory=list)
    conclusions: list[RequirementConclusion] = field(default_factory=list)
    rescored: list[Sheet] = field(default_factory=list)

    @property
    def payload(self) -> dict[str, Any]:
        """The frozen tally; empty before it is taken."""
        return self.tally.payload if self.tally else {}

    @property
    def totals(self) -> dict[int, int]:
        """Each counted member's total."""
        return {row["member"]: row["total"] for row in self.payload.get("sheets", ())}

    @property
    def stars(self) -> int | None:
        """What was decided, else what the council proposes."""
        if self.outcome:
            return 5 if self.outcome.is_potential_five else self.outcome.stars
        return self.tally.stars if self.tally else None

    @property
    def unmet(self) -> list[dict[str, Any]]:
        """The minimum requirements that keep the product from a higher star."""
        return [row for row in self.payload.get("requirements", ()) if not row["met"]]

    @property
    def lowering(self) -> list[dict[str, Any]]:
        """Those of them that cost stars which the points would have given."""
        if self.tally is None or self.tally.stars == self.tally.stars_by_points:
            return []
        return [row for row in self.unmet if row["stars"] <= self.tally.stars_by_points]

    @property
    def disputed(self) -> list[dict[str, Any]]:
        return [row for row in self.payload.get("requirements", ()) if row["disputed"]]


@dataclass
class RoundFacts:
    """A round with its council and every product in it."""

    round: Round
    members: list[CouncilMember]
    scoring: list[CouncilMember]
    entries: list[EntryFacts]

    @property
    def tallied(self) -> list[EntryFacts]:
        return [row for row in self.entries if row.tally]

    @property
    def eliminated(self) -> list[EntryFacts]:
        return [row for row in self.entries if row.entry.state == EntryState.ELIMINATED]

    @property
    def is_complete(self) -> bool:
        """Whether every product that was not put out has its tally."""
        return len(self.tallied) + len(self.eliminated) == len(self.entries) and bool(self.tallied)

    @cached_property
    def sheets_of(self) -> Counter[int]:
        """Counted sheets by member."""
        return Counter(member for row in self.tallied for member in row.totals)

    @property
    def present(self) -> list[CouncilMember]:
        """The scoring members with at least one counted sheet."""
        return [member for member in self.scoring if self.sheets_of[member.pk]]

    def by_stars(self) -> Counter[int]:
        """Products by the star decided or proposed; 5 is the potential of five stars."""
        return Counter(row.stars for row in self.tallied if row.stars)

    def seat(self, *offices: str) -> CouncilMember | None:
        return next(
            (member for office in offices for member in self.members if member.office == office), None
        )

    @property
    def presiding(self) -> CouncilMember | None:
        """The chairman, or the delegated deputy where the chairman has no sheet."""
        chair = self.seat(Office.CHAIR)
        if chair and (not self.tallied or self.sheets_of[chair.pk]):
            return chair
        deputies = [member for member in self.members if member.is_delegated and self.sheets_of[member.pk]]
        return deputies[0] if deputies else chair

    @property
    def day(self) -> date:
        """The day of the meeting, else of the closing; today for a round still open."""
        for moment in (self.round.meeting_at, self.round.closed_at):
            if moment:
                return timezone.localdate(moment)
        return timezone.localdate()


def _last_tally(entry: Entry) -> Tally | None:
    """The result that holds; one scored again waits for its new tally."""
    if entry.state == EntryState.WAITING:
        return None
    return max(entry.tallies.all(), key=lambda tally: tally.number, default=None)


def round_facts(round_: Round) -> RoundFacts:
    """Everything about ``round_`` that its papers say."""
    found = Round.objects.select_related("council__unit", "regime").get(pk=round_.pk)
    entries = list(
        Entry.objects.filter(round=found)
        .select_related(
            "round",
            "outcome",
            "dossier__criteria_set__regime",
            "dossier__product__producer__unit",
            "dossier__product__unit__parent__parent",
        )
        .prefetch_related("tallies")
        .order_by("order")
    )
    rows = {
        entry.pk: EntryFacts(
            entry,
            _last_tally(entry),
            getattr(entry, "outcome", None),
        )
        for entry in entries
    }
    for recusal in Recusal.objects.filter(entry__in=entries).select_related("member__user").order_by("pk"):
        rows[recusal.entry_id].recusals.append(recusal)
    conclusions = RequirementConclusion.objects.filter(entry__in=entries).select_related("criterion")
    for conclusion in conclusions.order_by("criterion__position", "stars"):
        rows[conclusion.entry_id].conclusions.append(conclusion)
    rescored = Sheet.objects.filter(entry__in=entries, number__gt=1, state=SheetState.SUBMITTED)
    for sheet in rescored.select_related("member__user").order_by("pk"):
        rows[sheet.entry_id].rescored.append(sheet)
    members = found.council.members.filter(is_active=True).select_related("user").order_by("order", "pk")
    scoring = set(scoring_members(found).values_list("pk", flat=True))
    seated = list(members)
    return RoundFacts(
        found, seated, [member for member in seated if member.pk in scoring], list(rows.values())
    )


def sheet_remarks(round_: Round) -> dict[int, str]:
    """What members wrote under their sheets, by sheet."""
    rows = Sheet.objects.filter(entry__round=round_).exclude(comment="").order_by()
    return dict(rows.values_list("pk", "comment"))


def mark_remarks(round_: Round) -> dict[tuple[int, str], str]:
    """What members wrote beside single marks, by sheet and criterion."""
    rows = Mark.objects.filter(sheet__entry__round=round_).exclude(comment="").order_by()
    return {
        (sheet, code): comment
        for sheet, code, comment in rows.values_list("sheet_id", "criterion__code", "comment")
    }
