"""Scans of signed papers: looked through like every file from outside, then kept."""

from accounts.models import User
from core.domain.files import store_bytes
from core.domain.uploads import JPEG, PDF, PNG, FileRefused, check_upload
from core.models import StoredFile


def keep_scan(*, content: bytes, name: str, actor: User) -> StoredFile:
    """Keep a scan. Raises FileRefused for anything but a sound PDF, JPG or PNG."""
    checked = check_upload(content=content, name=name)
    if checked.content_type not in (PDF, JPEG, PNG):
        raise FileRefused(f"Bản quét “{checked.name}” phải là PDF, JPG hoặc PNG.")
    return store_bytes(
        content=checked.content, name=checked.name, content_type=checked.content_type, actor=actor
    )
