"""Which stored files this bot has uploaded, so that each goes up once."""

from __future__ import annotations

from django.core.cache import cache
from telegram.error import BadRequest

from botapp.models import UploadedFile
from integrations.telegram.bot import bot_id

_SECONDS = 600
_WRONG_FILE = ("file identifier", "file_id", "remote file")


def known_file_id(name: str) -> str:
    """The file id under which the stored file `name` can be sent again, or nothing."""
    found: str | None = cache.get(_key(name))
    if found is None:
        ids = UploadedFile.objects.filter(bot_id=bot_id(), name=name)
        found = ids.values_list("file_id", flat=True).first() or ""
        cache.set(_key(name), found, _SECONDS)
    return found


def remember_file_id(name: str, file_id: str) -> None:
    """Keep the id that Telegram gave to the stored file `name`."""
    UploadedFile.objects.bulk_create(
        [UploadedFile(bot_id=bot_id(), name=name, file_id=file_id)],
        update_conflicts=True,
        unique_fields=["bot_id", "name"],
        update_fields=["file_id"],
    )
    cache.set(_key(name), file_id, _SECONDS)


def is_wrong_file(error: BadRequest) -> bool:
    """Whether Telegram knows the file no longer under its id."""
    return any(words in error.message.lower() for words in _WRONG_FILE)


def _key(name: str) -> str:
    return f"botapp.file.{bot_id()}.{name}"
