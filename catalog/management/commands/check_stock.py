from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.reconcile import Stock


class Command(BaseCommand):
    help = "Prove that every variant's stock is the sum of its movements."

    def handle(self, *args: Any, **options: Any) -> None:
        lines: list[str] = []
        after: int | None = 0
        count = 0
        while after is not None:
            window = Stock().look(after)
            lines += window.differences
            count += window.looked_at
            after = window.last
        if lines:
            raise CommandError("\n".join(lines))
        self.stdout.write(
            self.style.SUCCESS(f"The stock of {count} variants is the sum of its movements.")
        )
