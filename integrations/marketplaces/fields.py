"""Values of answers as they come: what must be there is, what may be missing is told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.marketplaces.calls import broken

_LARGEST = 2_147_483_647


def rows(answer: Any, *path: str) -> list[Any]:
    """The list at `path` of an answer. Raises MarketplaceError when there is none."""
    found = answer
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(found, list):
        raise broken(f"an answer without the list {'.'.join(path) or '[]'}")
    return found


def objects(answer: Any, *path: str) -> Iterator[Mapping[str, Any]]:
    """The objects of the list at `path`; what is none is passed over."""
    return (row for row in rows(answer, *path) if isinstance(row, Mapping))


def part(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object `name` of a row, empty when it is missing."""
    found = row.get(name)
    return found if isinstance(found, Mapping) else {}


def text(row: Mapping[str, Any], name: str, longest: int = 255) -> str:
    """A text without NULs, which PostgreSQL cannot keep; of a number its digits; else empty."""
    found = row.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found).replace("\x00", "").strip()[:longest]


def key(row: Mapping[str, Any], name: str) -> str:
    """An identifier, without which a row is of no use. Raises MarketplaceError."""
    found = text(row, name, 120)
    if not found or found == "0":
        raise broken(f"a row without {name}")
    return found


def whole(row: Mapping[str, Any], name: str) -> int:
    """A count; 0 when it is missing."""
    return whole_or_none(row, name) or 0


def whole_or_none(row: Mapping[str, Any], name: str) -> int | None:
    """A count, None when it is missing or is none."""
    found = decimal(row, name)
    if found is None or abs(found) > _LARGEST:
        return None
    return int(found)


def decimal(row: Mapping[str, Any], name: str) -> Decimal | None:
    """An exact number, be it written as one or as text; None of anything else."""
    found = row.get(name)
    if isinstance(found, bool) or not isinstance(found, int | str | Decimal):
        return None
    try:
        number = Decimal(found)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
