"""Keeping files: bytes with their digest, under a random key."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile

from core.domain.uploads import check_upload
from core.models import StoredFile


def store_bytes(*, content: bytes, name: str, content_type: str, actor: Any = None) -> StoredFile:
    """Keep ``content`` (made by the application itself) as a stored file."""
    stored = StoredFile(
        original_name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
    )
    stored.content.save(name, ContentFile(content), save=False)
    stored.save()
    return stored


def keep_upload(*, upload: Any, actor: Any) -> StoredFile | None:
    """Keep what somebody uploaded, looked through first; nothing for nothing. Raises FileRefused."""
    if upload is None:
        return None
    checked = check_upload(content=upload.read(), name=upload.name)
    return store_bytes(
        content=checked.content, name=checked.name, content_type=checked.content_type, actor=actor
    )
