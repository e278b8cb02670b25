"""Every row that names a person, as tables: the row itself, what hangs on it, what the person did."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from accounts.models import Erasure, PersonalView, User
from core.documents import Cell, Column, Table
from core.history import changes_of, shown
from evaluations.models import Sheet
from ocop_cantho.personal.kinds import Kind
from producers.models import Producer
from products.models import Dossier

# references by which a row belongs to the person; by any other the person has only done something to it
OWN = frozenset({"user", "trainee", "member", "enrolment"})
# what is nobody's to read, the person's neither: with it one could sign in, or it is made from the rest
UNTOLD = frozenset(
    {"password", "digest", "secret", "session_key", "data", "token", "key"}
    | {"search_key", "sort_key", "is_superuser", "is_staff", "is_demo"}
)


def tables_of(kind: Kind, row: Any, *, reader: User) -> list[Table]:
    """All that names the person of ``row``, as far as ``reader`` may read it: marks stay blind while they are."""
    tables = [_table([row], kind.called.capitalize()), *_history(row)]
    tables += _hanging(row, reader)
    if isinstance(row, User):
        tables.append(_deeds(row))
    if isinstance(row, Producer):
        tables += _dossiers(row)
    tables.append(_views(row))
    erased = Erasure.objects.of(row)
    return [*tables, *([_table(erased, "Đã ẩn danh")] if erased else [])]


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.name not in UNTOLD]


def _table(rows: Any, caption: str) -> Table:
    """Rows of one model in full, in the words of their screens; references by name, one query a field."""
    rows = list(rows)
    fields = _fields(type(rows[0]))
    names = {
        field.attname: field.related_model._default_manager.in_bulk(
            {getattr(row, field.attname) for row in rows} - {None}
        )
        for field in fields
        if field.is_relation
    }
    lines = []
    for row in rows:
        values = [(field, getattr(row, field.attname)) for field in fields]
        lines.append(tuple(_cell(field, value, names.get(field.attname, {})) for field, value in values))
    columns = tuple(Column(_capital(field)) for field in fields)
    return Table(sheet=caption[:31], caption=caption, columns=columns, rows=tuple(lines))


def _capital(field: Any) -> str:
    return capfirst("mã" if field.primary_key else str(field.verbose_name))


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}"


def _cell(field: Any, value: Any, names: dict[Any, Any]) -> Cell:
    if value is None or value == "":
        return None
    if names:
        return str(names.get(value, value))
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date) and not field.flatchoices:
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return shown(field, value)


def _links(row: models.Model) -> Iterator[Any]:
    """The references to the row's table, of tables that are no copies of others (the audit trail is)."""
    for link in row._meta.get_fields(include_hidden=True):
        other: Any = link.related_model
        refers = link.auto_created and not link.concrete and not link.many_to_many
        if refers and not hasattr(other, "pgh_tracked_model") and not other._meta.auto_created:
            yield link


def _belongs(link: Any) -> bool:
    """Whether what refers by ``link`` is the person's own; the administration's log is about what was changed."""
    return link.field.name in OWN and link.related_model is not LogEntry


def _hanging(row: models.Model, reader: User) -> Iterator[Table]:
    """What belongs to the person by a chain of references: account, seat, sheet; participant, class, attendance."""
    for link in _links(row):
        other = link.related_model
        if not _belongs(link):
            continue
        rows = other._default_manager.all()
        if other is Sheet:
            rows = Sheet.objects.visible_to(reader)
        found = list(rows.filter(**{link.field.name: row}).order_by("pk"))
        if found:
            yield _table(found, str(other._meta.verbose_name).capitalize())
        for one in found:
            yield from _hanging(one, reader)


def _history(row: Any) -> list[Table]:
    lines = [
        (
            _moment(change.at),
            change.who,
            field.label,
            field.before,
            field.after,
        )
        for change in changes_of(row, limit=10_000)
        for field in change.fields
    ]
    columns = tuple(Column(label) for label in ("Lúc", "Ai sửa", "Mục", "Trước", "Sau"))
    if not lines:
        return []
    return [Table(sheet="Lịch sử thay đổi", caption="Lịch sử thay đổi", columns=columns, rows=tuple(lines))]


def _deeds(user: User) -> Table:
    """Each row the person made, decided or recorded: which, as what, when. What is in it is about others."""
    lines: list[tuple[Cell, ...]] = []
    for link in _links(user):
        other, field = link.related_model, link.field
        if _belongs(link):
            continue
        dated = next(
            (one.name for one in other._meta.concrete_fields if isinstance(one, models.DateField)), "pk"
        )
        for pk, at in (
            other._default_manager.filter(**{field.name: user}).order_by("pk").values_list("pk", dated)
        ):
            day = _cell(field, at, {}) if dated != "pk" else None
            lines.append((str(other._meta.verbose_name), str(field.verbose_name), str(pk), day))
    return Table(
        sheet="Việc đã làm",
        caption="Những dòng ghi tên người này là người làm",
        columns=(Column("Loại"), Column("Với tư cách"), Column("Mã dòng"), Column("Ngày")),
        rows=tuple(lines),
    )


def _dossiers(producer: Producer) -> list[Table]:
    """Those whose forms bear the representative's name."""
    rows = Dossier.objects.filter(product__producer=producer).select_related("product").order_by("pk")
    lines = [(str(one.pk), one.product.name, one.get_state_display(), one.handed_in_on) for one in rows]
    columns = (Column("Mã"), Column("Sản phẩm"), Column("Trạng thái"), Column("Ngày nộp", "date"))
    caption = "Hồ sơ có ghi người đại diện"
    return [Table(sheet=caption, caption=caption, columns=columns, rows=tuple(lines))] if lines else []


def _views(row: models.Model) -> Table:
    """Who looked at the row, the latest first."""
    seen = PersonalView.objects.of(row).select_related("viewer").order_by("-pk")
    lines = [
        (
            _moment(one.at),
            one.viewer.name,
            one.viewer.get_role_display(),
            one.page,
        )
        for one in seen
    ]
    columns = (Column("Lúc"), Column("Người xem"), Column("Vai trò"), Column("Trang"))
    return Table(sheet="Ai đã xem", caption="Ai đã xem dữ liệu này", columns=columns, rows=tuple(lines))
