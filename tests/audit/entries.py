"""The audit log as tests compare it."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from shop.models import AuditEntry


class Log:
    """The entries since it was opened."""

    def __init__(self) -> None:
        self.start = AuditEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0

    def of(self, model: str) -> list[AuditEntry]:
        return list(AuditEntry.objects.filter(pk__gt=self.start, model=model).order_by("pk"))

    def changes(self, model: str) -> list[tuple[str, dict[str, Any]]]:
        """What was done and which fields, of each entry about the model."""
        return [(entry.action, entry.changes) for entry in self.of(model)]
