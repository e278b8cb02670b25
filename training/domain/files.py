"""The acts on what is kept of a class: its programme, pictures, the signed attendance sheet."""

from collections.abc import Sequence
from typing import Any

import pghistory
from django.db import transaction

from accounts.models import User
from core.domain.files import keep_upload
from core.domain.rows import locked
from core.errors import ActRefused
from training.models import ClassFile, ClassState, TrainingClass


@transaction.atomic
def keep_class_files(
    *, class_id: int, kind: str, files: Sequence[Any], actor: User, title: str = ""
) -> list[ClassFile]:
    """Keep uploaded files of a class, all or none. Locks the class.

    Raises FileRefused naming the file that cannot be taken, ActRefused for a class that was called off.
    """
    row = locked(TrainingClass, class_id)
    if row.state == ClassState.CANCELLED:
        raise ActRefused("Lớp đã hủy nên không thêm tệp.")
    with pghistory.context(user=actor.pk):
        return [
            ClassFile.objects.create(
                training_class=row,
                kind=kind,
                title=title,
                file=keep_upload(upload=upload, actor=actor),
                added_by=actor,
            )
            for upload in files
        ]


@transaction.atomic
def drop_class_file(*, file_id: int, actor: User) -> None:
    """Take a file off its class: the office, or whoever put it there. What was kept stays in the history."""
    row = locked(ClassFile, file_id)
    if not actor.is_office and row.added_by_id != actor.pk:
        raise ActRefused("Chỉ người đã tải tệp lên hoặc Văn phòng Điều phối được bỏ tệp.")
    with pghistory.context(user=actor.pk):
        row.delete()
