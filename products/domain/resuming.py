"""Large files in pieces: a broken line costs one piece, and the same file chosen again goes on where it stopped.

The pieces are put together only when all are here; the whole then takes the way of every other file
(`add_evidence`), checks included. See docs/decisions/0034.
"""

import hashlib
import re
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.domain.uploads import MAX_BYTES, FileRefused, safe_name, too_large
from core.errors import ActRefused
from products.domain.evidence import Added, add_evidence
from products.domain.locking import editable_dossier
from products.models import PartialUpload, UploadPiece
from regimes.models import DocumentRequirement

PIECE = 512 * 1024
"""Bytes of one piece: ten seconds on a slow line, fifty pieces for the largest file."""
MOST_WAITING = 20
"""Unfinished files a person may have; beginning another lets the one longest untouched go."""
KEPT = timedelta(days=7)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class StillArriving(ActRefused):
    """Something else is wanted first: the piece that begins at ``received``."""

    def __init__(self, upload: PartialUpload) -> None:
        super().__init__(
            f"Tệp “{upload.name}” mới nhận được {upload.percent}%. Hãy chọn lại tệp này để tải tiếp."
        )
        self.received = upload.received


@transaction.atomic
def begin_upload(*, dossier_id: int, actor: User, name: str, size: int, sha256: str) -> PartialUpload:
    """Announce a file before any of it is sent, or find how much of it is here already.

    Raises FileRefused for a file that is empty or over the limit, ActRefused when the dossier is handed in;
    locks the dossier, so that two tabs begin one upload.
    """
    called = safe_name(name)
    if size > MAX_BYTES:
        raise FileRefused(too_large(called))
    if size < 1:
        raise FileRefused(f"Tệp “{called}” trống. Hãy chọn lại tệp.")
    if not _DIGEST.fullmatch(sha256):
        raise FileRefused(f"Trình duyệt không đọc được tệp “{called}”. Hãy chọn lại tệp.")
    dossier = editable_dossier(dossier_id)
    upload, made = PartialUpload.objects.get_or_create(
        dossier=dossier, user=actor, sha256=sha256, defaults={"name": called, "size": size}
    )
    if upload.size != size:
        raise FileRefused(f"Tệp “{called}” đã thay đổi trong lúc tải. Hãy chọn lại tệp.")
    if made:
        waiting = PartialUpload.objects.filter(user=actor).order_by("-touched_at", "-pk")
        PartialUpload.objects.filter(
            pk__in=list(waiting.values_list("pk", flat=True)[MOST_WAITING:])
        ).delete()
    return upload


@transaction.atomic
def receive_piece(*, upload_id: int, start: int, content: bytes) -> PartialUpload:
    """Take the next piece of a file; locks the upload, so that one of two senders is told to go on elsewhere.

    Raises StillArriving when it does not begin where the file stopped, FileRefused when it is longer than a
    piece or than what the file was said to have, PartialUpload.DoesNotExist when the file is finished.
    """
    upload = _locked(upload_id)
    if start != upload.received:
        raise StillArriving(upload)
    if not 0 < len(content) <= min(PIECE, upload.size - upload.received):
        raise FileRefused(f"Tệp “{upload.name}” không đúng dung lượng đã báo. Hãy chọn lại tệp.")
    UploadPiece.objects.create(upload=upload, start=start, content=content)
    upload.received += len(content)
    upload.save(update_fields=["received", "touched_at"])
    return upload


def finish_upload(
    *,
    upload_id: int,
    actor: User,
    requirement: DocumentRequirement | None = None,
    criteria: Collection[str] = (),
) -> Added:
    """Put the pieces together and take the file into its dossier as `add_evidence` does.

    Whatever comes of it the pieces go, except while some are missing. Locks the dossier, then the upload.
    """
    try:
        return _finish(upload_id, actor, requirement, criteria)
    except StillArriving:
        raise
    except ActRefused:
        drop_upload(upload_id=upload_id)
        raise


@transaction.atomic
def _finish(
    upload_id: int, actor: User, requirement: DocumentRequirement | None, criteria: Collection[str]
) -> Added:
    editable_dossier(PartialUpload.objects.values_list("dossier_id", flat=True).get(pk=upload_id))
    upload = _locked(upload_id)
    if upload.received < upload.size:
        raise StillArriving(upload)
    pieces = upload.pieces.order_by("start").values_list("content", flat=True)
    content = b"".join(bytes(piece) for piece in pieces)
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        raise FileRefused(f"Tệp “{upload.name}” nhận được không giống tệp đã chọn. Hãy chọn lại tệp.")
    done = add_evidence(
        dossier_id=upload.dossier_id,
        content=content,
        name=upload.name,
        actor=actor,
        requirement=requirement,
        criteria=criteria,
    )
    upload.delete()
    return done


def drop_upload(*, upload_id: int) -> None:
    """Let go of what came of a file."""
    PartialUpload.objects.filter(pk=upload_id).delete()


def tidy_uploads() -> int:
    """Let go of files nobody went on with for a week; returns how many."""
    stale = PartialUpload.objects.filter(touched_at__lt=timezone.now() - KEPT)
    return stale.delete()[1].get("products.PartialUpload", 0)


def _locked(upload_id: int) -> PartialUpload:
    return PartialUpload.objects.select_for_update(of=("self",), no_key=True).get(pk=upload_id)
