"""Run every benchmark, print a table, write `var/bench.json`."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import catalogue, import_products, outbox, take_code, updates
from benchmarks.result import Result

RESULTS = Path(__file__).resolve().parents[1] / "var" / "bench.json"


def main() -> None:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit(
            "The benchmarks need PostgreSQL: set DATABASE_URL, or let one answer on port 5432."
        )
    parts = (updates, outbox, import_products, take_code, catalogue)
    results = [result for part in parts for result in part.run()]
    print(table(results))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report(results), indent=2) + "\n", encoding="utf-8")
    print(f"\nWritten to {RESULTS.relative_to(Path.cwd())}")


def table(results: Sequence[Result]) -> str:
    """The results for people."""
    rows = [("benchmark", "result", "unit"), *(result.row for result in results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {unit}".rstrip() for name, value, unit in rows
    )


def report(results: Sequence[Result]) -> dict[str, object]:
    """The results for programs."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "results": {
            result.name: {"value": result.value, "unit": result.unit} for result in results
        },
    }


if __name__ == "__main__":
    main()
