"""Who has scored what: for those who run the round, and for a member about itself alone."""

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from evaluations.domain.queries.seats import scoring_members, scoring_seats
from evaluations.enums import EntryState, Office, RoundState, SheetState
from evaluations.models import CouncilMember, Entry, Mark, Recusal, Round, Sheet
from regimes.models import Criterion


def _count(rows: QuerySet, by: str) -> Coalesce:
    """How many of ``rows`` belong to the outer row, which they name in the column ``by``."""
    counted = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def sees_progress(user: User, round_: Round) -> bool:
    """Members score blind, of the others' progress too; the secretary watches progress, never marks."""
    seats = CouncilMember.objects.filter(council_id=round_.council_id, user=user, is_active=True)
    return user.is_office or user.role == "leader" or seats.filter(office=Office.SECRETARY).exists()


def entries_with_progress(round_: Round) -> QuerySet[Entry]:
    """The entries with ``submitted`` of ``eligible`` sheets: those of recused members are in neither."""
    seats = scoring_members(round_)
    recusals = Recusal.objects.filter(waived_by=None, member__in=seats)
    standing_back = recusals.filter(entry=OuterRef("entry"), member=OuterRef("member"))
    sheets = Sheet.objects.filter(~Exists(standing_back), state=SheetState.SUBMITTED, member__in=seats)
    return (
        Entry.objects.filter(round=round_)
        .select_related("dossier__product__producer", "dossier__criteria_set", "outcome__certificate")
        .prefetch_related("tallies")
        .annotate(submitted=_count(sheets, "entry"), eligible=seats.count() - _count(recusals, "entry"))
        .order_by("order")
    )


def entries_seated(user: User | int) -> QuerySet[Entry]:
    """The entries of open rounds that ``user`` has a scoring seat for, with ``is_recused``."""
    seats = scoring_seats(
        council=OuterRef("round__council"), secretary_scores=OuterRef("round__secretary_scores")
    )
    standing_back = Recusal.objects.filter(entry=OuterRef("pk"), member__user=user, waived_by=None)
    return Entry.objects.filter(
        Exists(seats.filter(user=user)), round__state=RoundState.OPEN, state=EntryState.WAITING
    ).annotate(is_recused=Exists(standing_back))


def sent_by(user: User | int) -> QuerySet[Sheet]:
    """The sheets that ``user`` has handed in for the entry of the outer query."""
    return Sheet.objects.filter(entry=OuterRef("pk"), member__user=user, state=SheetState.SUBMITTED)


def entries_owed(user: User | int) -> QuerySet[Entry]:
    """The entries that still wait for a sheet of ``user``, named by its key or itself."""
    return entries_seated(user).filter(~Exists(sent_by(user)), is_recused=False)


def entries_to_score(user: User) -> QuerySet[Entry]:
    """The entries ``user`` scores in open rounds, with nothing of any other member.

    ``own_sheets`` holds its sheet if begun, ``marked`` of ``lines`` says how far it is, and
    ``is_recused`` whether it stands back.
    """
    own = Sheet.objects.filter(member__user=user, member__is_active=True).active().only("entry_id", "state")
    marks = Mark.objects.filter(sheet__in=own).annotate(of_entry=F("sheet__entry_id"))
    criteria = Criterion.objects.filter(criteria_set=OuterRef("dossier__criteria_set")).order_by()
    lines = criteria.values("criteria_set").annotate(n=Count("pk")).values("n")
    return (
        entries_seated(user)
        .select_related("round", "dossier__product__producer", "dossier__criteria_set")
        .prefetch_related(Prefetch("sheets", queryset=own, to_attr="own_sheets"))
        .annotate(
            marked=_count(marks, "of_entry"),
            lines=Coalesce(Subquery(lines, output_field=IntegerField()), Value(0)),
        )
        .only(
            *("order", "round__name", "round__shuffles_order", "dossier__criteria_set__number"),
            *("dossier__criteria_set__name", "dossier__product__name", "dossier__product__producer__name"),
        )
        .order_by("round", "order")
    )
