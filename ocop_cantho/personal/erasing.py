"""Making a person's data anonymous, in the row, in its history and in what only serves to reach the person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import QuerySet

from accounts.domain.people import deactivate
from accounts.models import (
    Digest,
    Erasure,
    Follow,
    MailChoice,
    Notification,
    SavedFilter,
    SignIn,
    User,
)
from accounts.policy import require
from core.errors import ActRefused
from core.history import shown
from evaluations.enums import RoundState
from evaluations.models import CouncilMember, Round
from exchange.models import ImportRun
from ocop_cantho.personal.copies import drop_copies
from ocop_cantho.personal.kinds import NO_REPRESENTATIVE, Kind
from producers.models import Producer, ProducerAccount
from products.enums import DossierState
from products.models import Dossier
from programme.models import CalendarFeed

AT_REST = (DossierState.DRAFT, DossierState.CONCLUDED, DossierState.WITHDRAWN)


@dataclass(frozen=True)
class Line:
    """One field: what it says now, and what it will."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Plan:
    """What an erasure would do; ``refusal`` says why it cannot be done now."""

    lines: list[Line]
    history_rows: int
    removed: list[tuple[str, int]]
    stays: list[str]
    refusal: str
    values: dict[str, Any] = field(repr=False)


def names_of(kind: Kind, row: Any) -> list[str]:
    """Whose data the row holds or its history held: of a producer each representative it has had."""
    past = row.events.order_by("-pgh_id").values_list(kind.name, flat=True)
    names = dict.fromkeys([getattr(row, kind.name), *past])
    return [name for name in names if name and name != NO_REPRESENTATIVE]


def plan(*, kind: Kind, row: Any, whose: str = "", with_contact: bool = False) -> Plan:
    """What `erase` would do, without doing it."""
    whose = whose or getattr(row, kind.name)
    values = _values(kind, row, with_contact=with_contact)
    present = whose == getattr(row, kind.name)
    labels = {name: kind.model._meta.get_field(name) for name in values}
    lines = [
        Line(str(labels[name].verbose_name), _shown(row, labels[name]), shown(labels[name], value))
        for name, value in values.items()
        if present and getattr(row, name) != value
    ]
    return Plan(
        lines=lines,
        history_rows=_past(kind, row, whose).count(),
        removed=[
            (str(rows.model._meta.verbose_name), n) for rows in _only_to_reach(row) if (n := rows.count())
        ],
        stays=kind.stays(row),
        refusal=_why_not(kind, row, whose),
        values=values,
    )


def _values(kind: Kind, row: Any, *, with_contact: bool) -> dict[str, Any]:
    return kind.after(row) | (
        {"phone": "", "email": ""} if with_contact and isinstance(row, Producer) else {}
    )


def _shown(row: Any, of: Any) -> str:
    return (
        str(getattr(row, of.name))
        if of.is_relation and getattr(row, of.attname)
        else shown(of, getattr(row, of.attname))
    )


def _past(kind: Kind, row: Any, whose: str) -> QuerySet[Any]:
    """The history rows that hold the person: all of an account or participant, one representative's of a producer."""
    events = row.events.all()
    return events.filter(**{kind.name: whose}) if isinstance(row, Producer) else events


def _only_to_reach(row: Any) -> Iterator[QuerySet[Any]]:
    """Rows that serve only to reach a person or let it in; of an account alone."""
    if not isinstance(row, User):
        return
    yield Notification.objects.filter(user=row)
    for model in (Digest, MailChoice, Follow, SavedFilter, SignIn, EmailAddress, Authenticator):
        yield model._default_manager.filter(user=row)
    yield CalendarFeed.objects.filter(user=row)
    yield ProducerAccount.objects.filter(user=row)
    for tried in (AccessAttempt, AccessFailureLog, AccessLog):
        yield tried.objects.filter(username__iexact=row.email)


def _why_not(kind: Kind, row: Any, whose: str) -> str:
    done = not isinstance(row, Producer) and all(getattr(row, k) == v for k, v in kind.after(row).items())
    if done or whose not in names_of(kind, row):
        return f"Không có {kind.called} tên “{whose}” ở dòng này: có thể đã ẩn danh rồi."
    if isinstance(row, User):
        rounds = Round.objects.exclude(state=RoundState.DECIDED).filter(
            council__members__user=row, council__members__is_active=True
        )
        if found := rounds.order_by("pk").first():
            return (
                f"{row.name} là thành viên Hội đồng của “{found.name}” chưa có quyết định. "
                "Hãy thay thành viên, hoặc đợi đợt có quyết định."
            )
    if isinstance(row, Producer) and whose == row.representative:
        under_way = Dossier.objects.filter(product__producer=row).exclude(state__in=AT_REST)
        if found := under_way.select_related("product").order_by("pk").first():
            return (
                f"Hồ sơ “{found.product.name}” đang được xem xét và phải có người đại diện. Hãy ghi người đại diện "
                "mới ở trang của chủ thể trước, rồi ẩn danh người cũ; hoặc đợi hồ sơ có kết quả."
            )
    return ""


@transaction.atomic
def erase(
    *, kind: Kind, pk: int, actor: User, paper: str, reason: str, whose: str = "", with_contact: bool = False
) -> Erasure:
    """Make a person's data anonymous for good (Luật 91/2025/QH15, Điều 14): row, history, ways to reach it.

    Figures stay as they are, and so does every frozen paper. Locks the row. Raises ActRefused, saying what to do
    first, while a round or a dossier needs the person.
    """
    require(actor, "accounts.manage_accounts")
    if not paper.strip() or not reason.strip():
        raise ActRefused("Hãy ghi văn bản đề nghị và lý do.")
    row: Any = kind.rows().select_for_update(of=("self",), no_key=True).get(pk=pk)
    whose = whose or getattr(row, kind.name)
    if whose.casefold() in f"{paper} {reason}".casefold():
        raise ActRefused(f"Văn bản và lý do được giữ mãi, hãy ghi không có họ tên: bỏ “{whose}”.")
    made = plan(kind=kind, row=row, whose=whose, with_contact=with_contact)
    if made.refusal:
        raise ActRefused(made.refusal)
    if isinstance(row, User):
        _close_account(row, actor)
    if whose == getattr(row, kind.name):
        _write(row, made.values)
    _forget(row, _past(kind, row, whose), made.values)
    drop_copies(kind=kind, pk=pk)
    return Erasure.objects.create(
        content_type=ContentType.objects.get_for_model(kind.model),
        object_id=pk,
        paper=paper,
        reason=reason,
        fields=[str(kind.model._meta.get_field(name).verbose_name) for name in made.values],
        history_rows=made.history_rows,
        done_by=actor,
    )


def _close_account(user: User, actor: User) -> None:
    """No way in, and nothing by which the person could be reached."""
    deactivate(user=user, actor=actor)
    user.refresh_from_db()
    for rows in _only_to_reach(user):
        rows.delete()
    user.set_unusable_password()
    CouncilMember.objects.filter(user=user).update(address="")
    _events_of(CouncilMember).filter(user_id=user.pk).update(address="")


def _write(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if hasattr(row, "version"):
        row.version += 1
    row.save()


def _forget(row: Any, past: QuerySet[Any], values: dict[str, Any]) -> None:
    """Take the erased values out of the row's history, the administration's log and what imports remember."""
    sorted_by_person = {} if isinstance(row, Producer) else {"sort_key": row.sort_key}
    past.update(**values, search_key="", **sorted_by_person)
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    log.update(object_repr=str(row)[:200])
    label = row._meta.label
    runs = ImportRun.objects.filter(trace__changed__contains={label: [{"pk": row.pk}]})
    for run in runs.select_for_update(of=("self",)).order_by("pk"):
        for line in run.trace["changed"][label]:
            if line["pk"] == row.pk:
                for part in ("before", "after"):
                    line[part] = {name: values.get(name, old) for name, old in line.get(part, {}).items()}
        run.save(update_fields=["trace"])


def _events_of(model: type[models.Model]) -> QuerySet[Any]:
    return model.pgh_event_model._default_manager.all()  # type: ignore[attr-defined]
