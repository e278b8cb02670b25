"""Keeping files: bytes with their digest, under a random key."""

import errno
import hashlib
from typing import Any

from django.core.files.base import ContentFile

from core.domain.uploads import FileRefused, check_upload
from core.models import StoredFile

NO_ROOM = "Máy chủ hết chỗ nên chưa lưu được tệp “{name}”. Hãy báo người quản trị hệ thống rồi tải lại sau."


def store_bytes(*, content: bytes, name: str, content_type: str, actor: Any = None) -> StoredFile:
    """Keep ``content`` (made by the application itself) as a stored file."""
    stored = StoredFile(
        original_name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
    )
    stored.content.name = _keep(stored, content)
    stored.save()
    return stored


def _keep(stored: StoredFile, content: bytes) -> str:
    """Write the bytes and say where; on a full disk say so, and leave no half of them."""
    field = stored.content.field
    key = field.generate_filename(stored, stored.original_name)
    try:
        return field.storage.save(key, ContentFile(content), max_length=field.max_length)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        field.storage.delete(key)
        raise FileRefused(NO_ROOM.format(name=stored.original_name)) from error


def keep_upload(*, upload: Any, actor: Any) -> StoredFile | None:
    """Keep what somebody uploaded, looked through first; nothing for nothing. Raises FileRefused."""
    if upload is None:
        return None
    checked = check_upload(content=upload.read(), name=upload.name)
    return store_bytes(
        content=checked.content, name=checked.name, content_type=checked.content_type, actor=actor
    )
