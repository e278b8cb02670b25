"""The acts on papers: hand one in, describe it, say what it proves, take it off again."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import pghistory
from django.db import IntegrityError, transaction

from accounts.models import User
from core.domain.files import store_bytes
from core.domain.uploads import check_upload
from core.errors import ActRefused, StaleVersion
from products.domain.locking import EDITABLE, editable_dossier
from products.models import Dossier, Evidence, EvidenceLink
from products.validators import check_paper_dates
from regimes.models import Criterion, DocumentRequirement

FIELDS = frozenset({"title", "number", "issuer", "issued_on", "expires_on", "requirement", "note"})


@dataclass(frozen=True)
class Added:
    """A paper now in the dossier; ``was_known`` when the producer had handed in the same file before."""

    evidence: Evidence
    was_known: bool


@transaction.atomic
def add_evidence(
    *,
    dossier_id: int,
    content: bytes,
    name: str,
    actor: User,
    requirement: DocumentRequirement | None = None,
    criteria: Collection[str] = (),
) -> Added:
    """Take one uploaded file into the dossier, for these criteria or for the dossier as a whole.

    A file the producer already has is used again instead of kept twice. Raises ActRefused (FileRefused)
    when the file or the dossier's state does not allow it; locks the dossier.
    """
    dossier = editable_dossier(dossier_id)
    producer, proves = dossier.product.producer, _criteria(dossier, criteria)
    digest = hashlib.sha256(content).hexdigest()
    known = Evidence.objects.filter(producer=producer, source_sha256=digest).first()
    if known:
        if known.links.filter(dossier=dossier).exists():
            raise ActRefused(f"Tệp “{known.file.original_name}” đã có trong hồ sơ này: “{known}”.")
        _link(dossier, known, proves)
        return Added(known, was_known=True)
    checked = check_upload(content=content, name=name)
    stored = store_bytes(
        content=checked.content, name=checked.name, content_type=checked.content_type, actor=actor
    )
    paper = Evidence(
        producer=producer,
        requirement=requirement,
        title=requirement.name.strip(" ,") if requirement else PurePosixPath(checked.name).stem,
        file=stored,
        source_sha256=digest,
    )
    try:
        with pghistory.context(user=actor.pk), transaction.atomic():
            paper.save()
    except IntegrityError as error:
        raise ActRefused(f"Tệp “{checked.name}” vừa được tải lên ở nơi khác. Hãy tải lại trang.") from error
    _link(dossier, paper, proves)
    return Added(paper, was_known=False)


def _criteria(dossier: Dossier, codes: Collection[str]) -> list[Criterion]:
    rows = list(dossier.criteria_set.criteria.filter(code__in=codes).order_by("position"))
    if unknown := set(codes) - {row.code for row in rows}:
        raise ActRefused(f"Phiếu của bộ “{dossier.criteria_set}” không có tiêu chí {min(unknown)}.")
    return rows


def _link(dossier: Dossier, paper: Evidence, criteria: list[Criterion]) -> None:
    """Say what the paper proves in this dossier; without criteria it stands for the dossier as a whole."""
    whole = () if criteria else (None,)
    paper.links.filter(dossier=dossier).delete()
    EvidenceLink.objects.bulk_create(
        EvidenceLink(dossier=dossier, evidence=paper, criterion=row) for row in (*criteria, *whole)
    )


def _paper_in(dossier: Dossier, evidence_id: int) -> Evidence:
    paper = (
        Evidence.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=evidence_id, producer_id=dossier.product.producer_id)
        .first()
    )
    if paper is None:
        raise ActRefused("Giấy tờ này không còn nữa. Hãy tải lại trang.")
    return paper


@transaction.atomic
def describe_evidence(
    *,
    dossier_id: int,
    evidence_id: int,
    version: int,
    actor: User,
    today: date,
    criteria: Collection[str],
    **fields: Any,
) -> Evidence:
    """Write down a paper's number, issuer and dates, and the criteria it proves in this dossier.

    Locks dossier, then paper. Raises StaleVersion when somebody saved since ``version``,
    ValidationError for impossible dates, ActRefused when what another dossier was handed in with would
    change: that is a new paper.
    """
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"not fields of a paper: {sorted(unknown)}")
    dossier = editable_dossier(dossier_id)
    paper = _paper_in(dossier, evidence_id)
    if paper.version != version:
        raise StaleVersion(
            "Người khác vừa lưu giấy tờ này. Nội dung bạn nhập còn nguyên bên dưới, chưa được lưu.",
            current=paper,
        )
    changed = {name for name, value in fields.items() if getattr(paper, name) != value}
    if changed and paper.links.exclude(dossier__state__in=EDITABLE).exists():
        raise ActRefused(
            "Giấy tờ này đã nộp cùng một hồ sơ khác nên thông tin của nó được giữ nguyên. "
            "Nếu có bản mới, hãy tải bản mới lên."
        )
    for name, value in fields.items():
        setattr(paper, name, value)
    paper.version += 1
    check_paper_dates(issued_on=paper.issued_on, expires_on=paper.expires_on, today=today)
    paper.full_clean()
    with pghistory.context(user=actor.pk):
        paper.save()
    _link(dossier, paper, _criteria(dossier, criteria))
    return paper


@transaction.atomic
def reuse_evidence(*, dossier_id: int, evidence_id: int, actor: User) -> Evidence:
    """Use a paper of the producer, handed in before, in this dossier too; locks the dossier."""
    dossier = editable_dossier(dossier_id)
    paper = _paper_in(dossier, evidence_id)
    if not paper.links.filter(dossier=dossier).exists():
        _link(dossier, paper, [])
    return paper


@transaction.atomic
def remove_evidence(*, dossier_id: int, evidence_id: int, actor: User) -> None:
    """Take a paper off a dossier that is not handed in; locks dossier, then paper.

    A paper no other dossier uses is deleted with its file.
    """
    dossier = editable_dossier(dossier_id)
    paper = _paper_in(dossier, evidence_id)
    with pghistory.context(user=actor.pk):
        paper.links.filter(dossier=dossier).delete()
        if paper.links.exists():
            return
        stored = paper.file
        paper.delete()
        stored.delete()
    storage, key = stored.content.storage, str(stored.content.name)
    transaction.on_commit(lambda: storage.delete(key))
