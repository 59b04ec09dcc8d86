"""Files that have no address: only the store itself reads them."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    def url(self, name: str | None) -> str:
        """Raises ValueError: without an address of its own Django would give that of pictures."""
        raise ValueError("a private file has no address")
