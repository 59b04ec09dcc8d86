from __future__ import annotations

import json
import zlib
from typing import Any, ClassVar

from django.db import models

from integrations.models.of_seller import OfSeller
from integrations.models.sync_run import SyncRun


class SyncPart(OfSeller):
    """A page that a run has read and not yet counted; goes with the end of the run."""

    seller_path: ClassVar[str] = "run__account__seller_id"

    run = models.ForeignKey(SyncRun, models.CASCADE, related_name="parts", db_index=False)
    step = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    packed = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "step", "number"], name="sync_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.step} {self.number}"

    @property
    def rows(self) -> list[Any]:
        """What was kept, as JSON carries it."""
        found: list[Any] = json.loads(zlib.decompress(self.packed))
        return found

    @staticmethod
    def pack(rows: list[Any]) -> bytes:
        return zlib.compress(json.dumps(rows, ensure_ascii=False, default=str).encode(), level=1)
