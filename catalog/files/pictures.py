"""Pictures named in files: our own by their names, others by their addresses."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from catalog.files.problems import CellError, Wrong

_MOST = 20
_LONGEST = 2000
_SHOWN = re.compile(r"\.(?:jpe?g|png|webp|gif)$", re.IGNORECASE)


def split_pictures(text: str) -> list[str]:
    """The pictures of a cell: names in our storage, or addresses elsewhere; each once."""
    found = list(dict.fromkeys(_source(part) for part in text.split()))
    if len(found) > _MOST:
        raise CellError(Wrong.PICTURE_ADDRESS, most=_MOST, text=f"{len(found)}")
    return found


def is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def address_of(name: str) -> str:
    """Where the world finds the picture `name` of ours."""
    url: str = default_storage.url(name)
    return f"{settings.PUBLIC_URL}{url}" if url.startswith("/") else url


def exists(name: str) -> bool:
    """Whether our storage has the picture `name`."""
    try:
        return bool(_SHOWN.search(name)) and default_storage.exists(name)
    except (SuspiciousFileOperation, ValueError):
        return False


def _source(text: str) -> str:
    """Our own address becomes the name that it stands for."""
    if len(text) > _LONGEST:
        raise CellError(Wrong.PICTURE_ADDRESS, text=text[:80])
    media = settings.MEDIA_URL
    for start in (f"{settings.PUBLIC_URL}{media}", media):
        if text.startswith(start):
            return unquote(text.removeprefix(start))
    if is_address(text):
        parts = urlsplit(text)
        if not parts.hostname:
            raise CellError(Wrong.PICTURE_ADDRESS, text=text[:80])
        return text
    if "://" in text or text.startswith(("/", ".")) or ".." in text:
        raise CellError(Wrong.PICTURE_ADDRESS, text=text[:80])
    return text
