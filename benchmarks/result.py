from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One figure."""

    name: str
    value: float
    unit: str = ""

    @property
    def row(self) -> tuple[str, str, str]:
        return self.name, f"{self.value:,.2f}", self.unit
