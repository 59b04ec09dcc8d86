"""Compiles locale/**/*.po with Babel: no gettext tools needed, the same bytes every time."""

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Compiles the store's .po files into the .mo files that stand beside them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail if a .mo file is not current."
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        stale = [source for source in sources() if is_stale(source)]
        if check:
            if stale:
                names = ", ".join(str(source) for source in stale)
                raise CommandError(f"Run manage.py compilemessages, newer than their .mo: {names}")
            self.stdout.write("Every .mo file is current.")
            return
        for source in stale:
            source.with_suffix(".mo").write_bytes(compiled(source))
            self.stdout.write(f"compiled {source}")


def sources() -> list[Path]:
    """The .po files of the store, in a stable order."""
    return sorted({path for root in settings.LOCALE_PATHS for path in Path(root).glob("**/*.po")})


def compiled(source: Path) -> bytes:
    """The bytes of the .mo file: translated, certain messages only."""
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name)
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.is_file() or target.read_bytes() != compiled(source)
