"""Uploads are cut off while they arrive: a file of 2 GB never reaches the disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from core.domain.uploads import MAX_BYTES

MAX_REQUEST = 200 * 1024 * 1024
TOO_LARGE = "ocop.files_too_large"
"""Key of ``request.META`` with the names of the files that were cut off."""


class SizeLimitHandler(FileUploadHandler):
    """First in the chain: skips a file past the limit, and every file of a request past its own.

    What was skipped is told to the view by :func:`files_cut_off`.
    """

    def handle_raw_input(
        self, input_data: Any, meta: dict, content_length: int, boundary: bytes, encoding: Any = None
    ) -> None:
        self.meta = meta
        self.keeps_none = content_length > MAX_REQUEST
        if self.keeps_none:
            meta.setdefault(TOO_LARGE, []).append("")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if self.keeps_none:
            raise SkipFile
        self.received += len(raw_data)
        if self.received > MAX_BYTES:
            self.meta.setdefault(TOO_LARGE, []).append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Keeping the file is the next handlers' work."""


def files_cut_off(request: Any) -> list[str]:
    """The names of uploaded files that were too large; "" stands for a request too large as a whole."""
    return request.META.get(TOO_LARGE, [])
