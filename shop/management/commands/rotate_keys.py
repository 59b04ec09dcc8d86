from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.crypto import EncryptionError
from shop.services.rotate_keys import rotate_keys


class Command(BaseCommand):
    help = (
        "Encrypt every stored secret anew with the first of FIELD_ENCRYPTION_KEYS, after which the "
        "other keys can be taken away. Repeatable; nothing has to be stopped."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            columns = rotate_keys()
        except EncryptionError as error:
            raise CommandError(str(error)) from error
        for column in columns:
            self.stdout.write(f"{column.name}: {column.rotated} of {column.secrets}")
            if column.unreadable:
                self.stderr.write(f"{column.name}: no key fits {column.unreadable}")
        if any(column.unreadable for column in columns):
            raise CommandError("Some secrets cannot be read: keep the old keys.")
